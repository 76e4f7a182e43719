import assert from 'node:assert/strict';
import { partsTogether, signedOutMark } from '../../../src/auth/accountStores';
import { account, accountsOf, bench, loaded, other, type Bench } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';

/** As a later version of the extension, or a disk that fails, may leave it. */
const unreadable = JSON.stringify({ version: 2, sealed: '…' });
const key = `korusticket.account.${account.environment}`;

/** An account whose record cannot be read; not loaded yet. */
async function unreadableBench(): Promise<Bench & { readonly readable: string }> {
  const all = bench(account);
  await settled();
  const readable = all.secrets.values.get(key)!;
  all.secrets.values.set(key, unreadable);
  return { ...all, readable };
}

describe('an account whose stored record cannot be read', () => {
  it('says so instead of being signed out, asks for no token, and marks nobody as signed out', async () => {
    const all = await unreadableBench();
    // Without a client in the settings, a record that is gone would be another profile's sign-out.
    all.environments.edit([
      { name: account.environment, tokenEndpoint: account.tokenEndpoint, apiBaseUrl: account.apiBaseUrl },
    ]);
    await all.environments.setSignInMark(account.environment, 'first');
    await all.active.switchTo(account.environment);
    const { state } = all.active;
    assert.equal(state.name === 'rejected' && state.failure.kind, 'accountUnreadable');
    assert.equal((await failureFrom(all.active.get())).kind, 'accountUnreadable');
    assert.deepEqual(all.grants.calls, []);
    assert.equal(all.environments.signInMark(account.environment), 'first');
    assert.equal(all.secrets.values.get(key), unreadable);
    all.active.dispose();
  });

  it('is taken up once another window, or a newer version, has written it anew', async () => {
    const all = await unreadableBench();
    await all.active.load();
    await all.secrets.store(key, all.readable);
    await all.clock.advance(partsTogether);
    assert.equal((await all.active.lease()).account.clientId, account.clientId);
    all.active.dispose();
  });

  it('can be signed in to again, and out of', async () => {
    const all = await unreadableBench();
    await all.active.load();
    await all.active.signIn(account, new AbortController().signal);
    await settled();
    assert.equal(all.active.state.name, 'valid');
    all.active.dispose();

    const again = await unreadableBench();
    await again.active.load();
    await again.active.signOut();
    assert.equal(again.active.state.name, 'signedOut');
    assert.equal(again.secrets.values.has(key), false);
    assert.equal(again.environments.signInMark(account.environment), signedOutMark);
    again.active.dispose();
  });

  it('hides no other', async () => {
    const all = await loaded(account, other);
    all.secrets.values.set('korusticket.account.Other', unreadable);
    const accounts = accountsOf(all);
    const names = (await accounts.all()).map(({ environment }) => environment.name);
    assert.deepEqual(names, [account.environment, 'Other']);
    const entry = all.environments.all().find(({ name }) => name === 'Other')!;
    assert.equal((await failureFrom(accounts.usable(entry, { byPerson: true }))).kind, 'accountUnreadable');
    all.environments.edit([all.environments.all()[0]!]);
    assert.deepEqual(await all.active.unlisted(), []);
    all.active.dispose();
  });
});
