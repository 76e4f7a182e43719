import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import {
  account,
  accountsOf,
  bench,
  beside,
  entryOf,
  loaded,
  other,
  windowBeside,
  type Bench,
} from '../../support/activeAccountBench';
import { ExclusiveLock } from '../../support/exclusiveLock';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';
import { minute } from '../../support/time';

const edited = { ...entryOf(account), scope: 'openid' };
const elsewhere = { ...entryOf(account), tokenEndpoint: 'http://127.0.0.1:9/token' };

async function edit({ environments, clock }: Bench, entry: object): Promise<void> {
  environments.edit([{ ...entryOf(account), ...entry }]);
  await clock.advance(partsTogether);
  await settled();
}

function assertOnlyGood({ grants }: Bench, accessToken: string): void {
  assert.ok(grants.isGood(accessToken), 'a dead token was handed out');
  assert.deepEqual(grants.alive, [accessToken], 'another token is left alive');
}

describe('an account that is edited in the settings', () => {
  it('has no revoked token taken up where the edit is taken back before another was had', async () => {
    const all = await loaded(account);
    all.grants.answer = (call) =>
      call.account.scope === undefined ? all.grants.issue() : { kind: 'connectionRefused' };
    await edit(all, edited);
    assert.equal(all.active.state.name, 'retrying');
    await edit(all, entryOf(account));
    await all.active.get({ urgent: true }).then(
      ({ accessToken }) => assert.ok(all.grants.isGood(accessToken), 'a dead token was handed out'),
      () => undefined,
    );
    await all.clock.advance(5 * minute);
    assertOnlyGood(all, (await all.active.get()).accessToken);
    all.active.dispose();
  });

  it('has no revoked token taken up where the edit is taken back while the revocation is under way', async () => {
    const all = await loaded(account);
    const lock = new ExclusiveLock();
    const window = windowBeside(all, lock);
    await window.load();
    all.active.dispose();
    // Another window renews meanwhile.
    const release = await lock.acquire('', new AbortController().signal);
    await edit(all, edited);
    await edit(all, entryOf(account));
    release();
    await all.clock.advance(minute);
    assertOnlyGood(all, (await window.get()).accessToken);
    window.dispose();
  });

  it('is told as one that waits for a token, however long another window keeps the former one from ending', async () => {
    const all = await loaded(account);
    const lock = new ExclusiveLock();
    const window = await beside(all, lock);
    all.active.dispose();
    // Another window renews meanwhile.
    const release = await lock.acquire('', new AbortController().signal);
    const told: string[] = [];
    window.onDidChange(({ name }) => told.push(name));
    await edit(all, edited);
    assert.deepEqual(told, ['acquiring']);
    assert.equal(window.state.name, 'acquiring');
    release();
    await all.clock.advance(minute);
    assert.equal(told.at(-1), 'valid');
    window.dispose();
  });

  for (const tells of [true, false]) {
    it(`has no revoked token handed out by a window that never saw the edit${tells ? '' : ', nor hears of secrets'}`, async () => {
      const all = await loaded(account);
      all.secrets.tells = tells;
      const { environments, clock } = all;
      const late = await beside(
        { ...all, environments: environments.heardLater(() => undefined) },
        new ExclusiveLock(),
      );
      await edit(all, edited);
      environments.edit([entryOf(account)]);
      const { accessToken } = await late.get();
      assert.ok(all.grants.isGood(accessToken), 'a dead token was handed out');
      await clock.advance(minute);
      assertOnlyGood(all, (await late.get()).accessToken);
      assertOnlyGood(all, (await all.active.get()).accessToken);
      all.active.dispose();
      late.dispose();
    });
  }

  for (const [way, between] of [
    ['an entry that cannot be read', []],
    ['another origin', [elsewhere]],
  ] as const) {
    it(`leaves no token alive by way of ${way}`, async () => {
      const all = await loaded(account);
      all.environments.edit(between);
      await all.clock.advance(partsTogether);
      assert.equal(all.active.state.name, 'rejected');
      await edit(all, edited);
      assertOnlyGood(all, (await all.active.get()).accessToken);
      all.active.dispose();
    });

    it(`keeps its token where it comes back by way of ${way}`, async () => {
      const all = await loaded(account);
      const { accessToken } = await all.active.get();
      all.environments.edit(between);
      await all.clock.advance(partsTogether);
      await edit(all, entryOf(account));
      assert.equal((await all.active.get()).accessToken, accessToken);
      assert.deepEqual(all.grants.asked, ['clientCredentials']);
      all.active.dispose();
    });
  }

  it('leaves no token alive at the former origin once somebody signs in at the other', async () => {
    const all = await loaded(account);
    await edit(all, elsewhere);
    const next = {
      ...account,
      tokenEndpoint: elsewhere.tokenEndpoint,
      refreshTokenEndpoint: elsewhere.tokenEndpoint,
    };
    await all.active.signIn(next, new AbortController().signal);
    await settled();
    assertOnlyGood(all, (await all.active.get()).accessToken);
    const [revocation] = all.grants.calls.filter(({ grant }) => grant === 'revoke');
    assert.equal(revocation?.account.tokenEndpoint, account.tokenEndpoint);
    all.active.dispose();
  });

  it('leaves no token alive where it is active in no window', async () => {
    const all = await loaded(account, other);
    const { environments, clock } = all;
    const accounts = accountsOf(all);
    const first = await accounts.usable(entryOf(other), { byPerson: false });
    await settled();
    const entry = { ...entryOf(other), scope: 'openid' };
    environments.edit([entryOf(account), entry]);
    await clock.advance(partsTogether);
    const second = await accounts.usable(entry, { byPerson: false });
    await settled();
    assert.ok(!all.grants.isGood(first.accessToken), 'the former token is left alive');
    assert.ok(all.grants.isGood(second.accessToken), 'a dead token was handed out');
    all.active.dispose();
  });

  it('costs one request more in all windows, and revokes only its own', async () => {
    const all = await loaded(account);
    const second = await beside(all, new ExclusiveLock());
    await edit(all, edited);
    await all.clock.advance(minute);
    const { accessToken } = await all.active.get();
    assertOnlyGood(all, accessToken);
    assert.equal((await second.get()).accessToken, accessToken);
    assert.ok(all.grants.asked.filter((grant) => grant !== 'revoke').length <= 3, all.grants.asked.join());
    all.active.dispose();
    second.dispose();
  });

  it('keeps what a request called off by the edit brings from living on', async () => {
    const all = bench(account);
    all.grants.refreshTokens = false;
    await all.active.load();
    await settled();
    let reply = (): void => undefined;
    const held = new Promise<void>((resolve) => (reply = resolve));
    all.grants.answer = async () => {
      const tokens = all.grants.issue();
      await held;
      return tokens;
    };
    const renewal = failureFrom(all.active.renew());
    await settled();
    await edit(all, edited);
    all.grants.answer = () => all.grants.issue();
    reply();
    assert.equal((await renewal).kind, 'cancelled');
    await all.clock.advance(minute);
    assertOnlyGood(all, (await all.active.get()).accessToken);
    all.active.dispose();
  });

  it('counts a request that it called off among the two that may fail within a minute', async () => {
    const all = bench(account);
    const failed: number[] = [];
    all.grants.answer = async () => {
      await new Promise<void>((resolve) => void all.clock.setTimeout(resolve, 2000));
      failed.push(all.clock.elapsed);
      return { kind: 'serverError', status: 502 };
    };
    await all.active.load();
    // The second try is under way.
    while (all.grants.calls.length < 2) {
      await all.clock.advance(100);
    }
    all.environments.edit([edited]);
    await all.clock.advance(2 * minute);
    for (const at of failed) {
      const count = failed.filter((each) => each >= at && each < at + minute).length;
      assert.ok(count <= 2, `${count} within a minute: ${failed.join()}`);
    }
    assert.ok(failed.length >= 3);
    all.active.dispose();
  });

  it('revokes nothing where the secret store does not say what it has', async () => {
    const all = await loaded(account);
    all.grants.answer = (call) =>
      call.account.scope === undefined ? all.grants.issue() : { kind: 'connectionRefused' };
    all.secrets.beforeRead = () => new Promise(() => undefined);
    await edit(all, edited);
    await all.clock.advance(minute);
    assert.equal(all.active.state.name, 'retrying');
    all.secrets.beforeRead = () => Promise.resolve();
    await edit(all, entryOf(account));
    assert.ok(all.grants.isGood((await all.active.get()).accessToken), 'a dead token was handed out');
    all.active.dispose();
  });

  it('goes on where the machine keeps no secrets, and leaves no token alive', async () => {
    const all = bench();
    all.secrets.beforeWrite = () => Promise.reject(new Error('no keyring'));
    await all.active.signIn(account, new AbortController().signal);
    await settled();
    await edit(all, edited);
    assertOnlyGood(all, (await all.active.get()).accessToken);
    await edit(all, entryOf(account));
    assertOnlyGood(all, (await all.active.get()).accessToken);
    all.active.dispose();
  });

  it('revokes nothing that the secret store does not let go of', async () => {
    const all = await loaded(account);
    all.secrets.beforeWrite = () => Promise.reject(new Error('no keyring'));
    all.grants.answer = (call) =>
      call.account.scope === undefined ? all.grants.issue() : { kind: 'connectionRefused' };
    await edit(all, edited);
    await edit(all, entryOf(account));
    await all.clock.advance(minute);
    assert.ok(all.grants.isGood((await all.active.get()).accessToken), 'a dead token was handed out');
    all.active.dispose();
  });
});
