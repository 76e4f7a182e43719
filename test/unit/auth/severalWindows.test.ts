import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import type { ActiveAccount } from '../../../src/auth/activeAccount';
import { account, bench, loaded, names, windowBeside, type Bench } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';
import { minute } from '../../support/time';

async function openBeside(first: Bench): Promise<ActiveAccount> {
  const second = windowBeside(first);
  await second.load();
  await settled();
  return second;
}

describe('the active account in several windows', () => {
  for (const tells of [true, false]) {
    describe(tells ? 'where the storage tells of changes' : 'where the storage tells nothing', () => {
      it('is valid in the second without a request, and renewed once for both', async () => {
        const first = await loaded(account);
        first.secrets.tells = tells;
        const second = await openBeside(first);
        assert.equal((await second.get()).accessToken, (await first.active.get()).accessToken);
        assert.deepEqual(first.grants.asked, ['clientCredentials']);
        await first.clock.advance(26 * minute);
        const [one, other] = [await first.active.get(), await second.get()];
        assert.equal(one.accessToken, other.accessToken);
        assert.deepEqual(first.grants.asked, ['clientCredentials', 'refresh']);
        first.active.dispose();
        second.dispose();
      });

      it('is signed out in the second once it looks after a sign-out in the first', async () => {
        const first = await loaded(account);
        first.secrets.tells = tells;
        const second = await openBeside(first);
        await first.active.signOut();
        await first.clock.advance(partsTogether);
        second.check();
        await first.clock.advance(minute);
        assert.equal(second.state.name, 'signedOut');
        assert.equal((await failureFrom(second.get())).kind, 'signedOut');
        first.active.dispose();
        second.dispose();
      });
    });
  }

  it('is on its way, not signed out, while the stores are slow at the start', async () => {
    const { active, states, secrets } = bench(account);
    let answer = (): void => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    secrets.beforeRead = () => slow;
    const loading = active.load();
    await settled();
    assert.equal(active.state.name, 'acquiring');
    answer();
    await loading;
    await settled();
    assert.equal(active.state.name, 'valid');
    assert.ok(!names(states).includes('signedOut'));
    active.dispose();
  });

  it('stays usable in the window where the storage refuses to keep anything', async () => {
    const { active, secrets, grants, clock } = await loaded();
    secrets.beforeWrite = () => Promise.reject(new Error('no keyring'));
    await active.signIn(account, new AbortController().signal);
    await clock.advance(2 * 60 * minute);
    assert.equal(active.state.name, 'valid');
    assert.equal(secrets.values.size, 0);
    assert.ok(grants.asked.filter((grant) => grant === 'clientCredentials').length <= 2);
    active.dispose();
  });

  it('is not half signed in where the settings of another machine arrive without a secret', async () => {
    const { active, environments, secrets, grants } = bench(account);
    await settled();
    secrets.values.clear();
    await active.load();
    await settled();
    assert.notEqual(active.state.name, 'valid');
    assert.equal(grants.calls.length, 0);
    assert.equal(environments.entries.length, 1);
    active.dispose();
  });

  describe('during sign-in', () => {
    it('disposed of, asks nobody any more and stores nothing', async () => {
      const { active, grants, secrets, clock } = await loaded();
      grants.answer = () => new Promise(() => undefined);
      const outcome = failureFrom(active.signIn(account, new AbortController().signal));
      await settled();
      active.dispose();
      await clock.advance(minute);
      assert.equal((await outcome).kind, 'cancelled');
      assert.deepEqual([grants.calls.length, secrets.values.size], [1, 0]);
    });

    it('cancelled after the token has arrived, gives the token back and stores nothing', async () => {
      const { active, grants, secrets } = await loaded();
      const abortion = new AbortController();
      grants.answer = () => {
        const tokens = grants.issue();
        abortion.abort();
        return tokens;
      };
      assert.equal((await failureFrom(active.signIn(account, abortion.signal))).kind, 'cancelled');
      await settled();
      assert.deepEqual(grants.asked, ['clientCredentials', 'revoke']);
      assert.equal(secrets.values.size, 0);
      assert.equal(active.state.name, 'signedOut');
      active.dispose();
    });
  });
});
