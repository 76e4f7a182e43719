import assert from 'node:assert/strict';
import { account, beside, bench, loaded, type Bench } from '../../support/activeAccountBench';
import { FakeClock } from '../../support/fakeClock';
import { accountAt, failureFrom } from '../../support/fixtures';
import { loneSession } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';
import { minute } from '../../support/time';

describe('a server that asks for very short pauses', () => {
  for (const retryAfter of [0, 1000]) {
    it(`is asked twice a minute at most, and once at least: Retry-After ${retryAfter / 1000}`, async () => {
      const clock = new FakeClock();
      const grants = new ScriptedGrants(clock);
      grants.answer = () => ({ kind: 'throttled', status: 503, retryAfter });
      const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, () => 0.5);
      session.start();
      await clock.advance(10 * minute);
      const times = grants.calls.map(({ at }) => at);
      assert.ok((times.at(-1) ?? 0) >= 9 * minute, times.join());
      for (const [index, at] of times.entries()) {
        const [next = at, third = Infinity] = times.slice(index + 1);
        assert.ok(next - at <= minute && third - at >= minute, times.join());
      }
      session.dispose();
    });
  }
});

describe('a server that asks to be left alone', () => {
  const { signal } = new AbortController();
  const throttled = { kind: 'throttled', status: 429, retryAfter: 5 * minute } as const;
  const another = { ...account, clientSecret: 'another secret' };
  const asked = ({ grants }: Bench): number => grants.calls.length;

  it('is not asked by signing in again and again, and who does is told what is left of the wait', async () => {
    const all = bench();
    all.grants.answer = () => throttled;
    assert.equal((await failureFrom(all.active.signIn(account, signal))).retryAfter, 5 * minute);
    await all.clock.advance(4 * minute);
    for (const each of [account, another]) {
      const { kind, retryAfter } = await failureFrom(all.active.signIn(each, signal));
      assert.deepEqual([kind, retryAfter], ['throttled', minute]);
    }
    assert.equal(asked(all), 1);
    await all.clock.advance(minute);
    all.grants.answer = () => all.grants.issue();
    await all.active.signIn(account, signal);
    assert.equal(all.active.state.name, 'valid');
    all.active.dispose();
  });

  it('is not asked by signing in where it has asked a renewal to wait, nor the other way round', async () => {
    for (const [first, second] of [
      ['renew', 'signIn'],
      ['signIn', 'renew'],
    ] as const) {
      const all = await loaded(account);
      const other = await beside(all);
      const acts = { renew: () => all.active.renew(), signIn: () => other.signIn(another, signal) };
      all.grants.answer = () => throttled;
      await failureFrom(acts[first]());
      const before = asked(all);
      assert.equal((await failureFrom(acts[second]())).kind, 'throttled');
      assert.equal(asked(all), before, `${first}, then ${second}`);
      [all.active, other].forEach((window) => window.dispose());
    }
  });

  it('does not keep the account in use from renewing where a sign-in fails for another reason', async () => {
    const all = await loaded(account);
    all.grants.answer = () => ({ kind: 'wrongSecret', status: 401 });
    await failureFrom(all.active.signIn(another, signal));
    all.grants.answer = () => all.grants.issue();
    await all.active.renew();
    assert.equal(all.active.state.name, 'valid');
    all.active.dispose();
  });
});
