import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import { readEnvironments } from '../../../src/auth/environment';
import { SignedOutCaches } from '../../../src/api/cache';
import { Lazy } from '../../../src/base/lazy';
import { account, bench, beside, entryOf, loaded, other } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';

describe('a chosen environment whose entry cannot be read', () => {
  it('says so, hands out nothing, and comes back by itself', async () => {
    const all = await loaded(account, other);
    await all.active.switchTo('Other');
    await settled();
    const asked = all.grants.calls.length;
    all.environments.edit([entryOf(account)]);
    await all.clock.advance(partsTogether + 100);
    const { state } = all.active;
    assert.equal(state.name === 'rejected' && state.failure.kind, 'environmentUnreadable');
    assert.equal(state.environment, 'Other');
    for (const attempt of [all.active.lease(), all.active.get({ urgent: true }), all.active.renew()]) {
      assert.equal((await failureFrom(attempt)).kind, 'environmentUnreadable');
    }
    await all.clock.advance(3_600_000);
    assert.equal(all.grants.calls.length, asked);
    all.environments.edit([entryOf(account), entryOf(other)]);
    await all.clock.advance(partsTogether);
    assert.equal((await all.active.lease()).account.clientId, 'other');
    all.active.dispose();
  });

  it('is not left by a window that opens meanwhile', async () => {
    const all = await loaded(account, other);
    await all.active.switchTo('Other');
    all.environments.edit([entryOf(account)]);
    const second = await beside(all);
    assert.equal((await failureFrom(second.lease())).kind, 'environmentUnreadable');
    all.active.dispose();
    second.dispose();
  });

  it('loses nothing of its cache meanwhile, and all of it once signed out', async () => {
    const all = await loaded(account, other);
    const forgotten: string[] = [];
    const reader = {
      forget: (name: string) => Promise.resolve(void forgotten.push(name)),
      dispose: () => undefined,
    };
    const caches = new SignedOutCaches(
      new Lazy(() => Promise.resolve(reader)),
      all.active,
      all.environments,
      assert.ifError,
    );
    await all.active.switchTo('Other');
    all.environments.edit([entryOf(account)]);
    await all.clock.advance(partsTogether + 100);
    all.environments.edit([entryOf(account), { ...entryOf(other), clientId: undefined }]);
    await all.clock.advance(partsTogether + 100);
    all.environments.edit([entryOf(account), entryOf(other)]);
    await all.clock.advance(partsTogether + 100);
    assert.deepEqual(forgotten, []);
    await all.active.signOut();
    await settled();
    assert.deepEqual(forgotten, ['Other']);
    caches.dispose();
    all.active.dispose();
  });

  for (const isListedAtStart of [true, false]) {
    it(`leaves nothing in the cache once signed out of while another is in use (listed when the window opened: ${isListedAtStart})`, async () => {
      const all = await loaded(account, other);
      const forgotten: string[] = [];
      const reader = {
        forget: (name: string) => Promise.resolve(void forgotten.push(name)),
        dispose: () => undefined,
      };
      // What sign-ins leave behind, by which an environment is known that the settings have no more.
      await all.environments.setSignInMark('Other', 'signed in');
      const remove = (): void => all.environments.edit([entryOf(account)]);
      if (!isListedAtStart) remove();
      const caches = new SignedOutCaches(
        new Lazy(() => Promise.resolve(reader)),
        all.active,
        all.environments,
        assert.ifError,
      );
      if (isListedAtStart) remove();
      await all.clock.advance(partsTogether + 100);
      assert.deepEqual(forgotten, []);
      await all.active.signOut('Other');
      await settled();
      assert.deepEqual(forgotten, ['Other']);
      caches.dispose();
      all.active.dispose();
    });
  }

  it('can be left for none, where nobody is signed in to another', async () => {
    const all = await loaded(other);
    await all.active.switchTo('Other');
    all.environments.edit([]);
    await all.clock.advance(partsTogether + 100);
    assert.equal(all.active.state.name, 'rejected');
    await all.active.switchTo(undefined);
    assert.deepEqual(all.active.state, { name: 'signedOut', environment: undefined });
    assert.equal(all.environments.activeName(), 'Other', 'the choice of all windows is another’s');
    all.active.dispose();
  });

  it('can be signed out of', async () => {
    const all = await loaded(account, other);
    await all.active.switchTo('Other');
    all.environments.edit([entryOf(account)]);
    await all.clock.advance(partsTogether + 100);
    await all.active.signOut();
    assert.equal(all.secrets.record('Other'), undefined);
    assert.deepEqual(all.active.state, { name: 'signedOut', environment: 'Other' });
    all.active.dispose();
  });

  it('gives no reason for alarm where nobody is signed in', async () => {
    const all = await loaded(account);
    all.environments.edit([entryOf(account), { name: 'Demo', apiBaseUrl: 'https://api.example' }]);
    await all.active.switchTo('Demo');
    all.environments.edit([entryOf(account)]);
    await all.clock.advance(partsTogether + 100);
    assert.deepEqual(all.active.state, { name: 'signedOut', environment: 'Demo' });
    all.active.dispose();
  });

  it('has no published one slipped under its name', () => {
    const halfTyped = { name: 'Production', tokenEndpoint: 'https://auth.example/token', apiBaseUrl: '' };
    assert.deepEqual(
      readEnvironments([halfTyped]).environments.map(({ name }) => name),
      ['Demo'],
    );
  });
});

describe('a window that opens during a sign-in', () => {
  it('finds the secret wherever it finds the mark', async () => {
    const all = await loaded(account);
    await all.active.signOut();
    let store = (): void => undefined;
    all.secrets.beforeWrite = () => new Promise((resolve) => (store = resolve));
    const before = all.environments.signInMark('Test');
    const signingIn = all.active.signIn(account, new AbortController().signal);
    await settled();
    assert.equal(all.environments.signInMark('Test'), before, 'the mark promises a secret');
    all.secrets.beforeWrite = () => Promise.resolve();
    store();
    await signingIn;
    assert.notEqual(all.environments.signInMark('Test'), before);
    all.active.dispose();
  });

  it('lets who asks wait for a load that another step has overtaken', async () => {
    const all = bench(account);
    let answer = (): void => undefined;
    all.secrets.beforeRead = () => new Promise((resolve) => (answer = resolve));
    void all.active.load();
    await settled();
    let store = (): void => undefined;
    all.secrets.beforeWrite = () => new Promise((resolve) => (store = resolve));
    const signingIn = all.active.signIn(account, new AbortController().signal);
    await settled();
    const token = all.active.get();
    token.catch(() => undefined);
    all.secrets.beforeRead = () => Promise.resolve();
    answer();
    await settled();
    assert.notEqual(all.active.state.name, 'signedOut');
    all.secrets.beforeWrite = () => Promise.resolve();
    store();
    await signingIn;
    assert.equal((await token).accessToken, 'access-1');
    all.active.dispose();
  });
});
