import assert from 'node:assert/strict';
import type { SessionState } from '../../../src/auth/sessionState';
import type { TokenSession } from '../../../src/auth/tokenSession';
import { FakeClock, settled } from '../../support/fakeClock';
import { accountAt, failureFrom } from '../../support/fixtures';
import { loneSession } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';
import { minute } from '../../support/time';
import type { Failure } from '../../../src/base/failure';

const down: Failure = { kind: 'connectionRefused' };
const refused: Failure = { kind: 'wrongSecret' };

/** A session on a fake clock with a healthy service; not started yet. */
function bench(
  random = 0.5,
  account = accountAt('http://127.0.0.1:1'),
): {
  clock: FakeClock;
  grants: ScriptedGrants;
  session: TokenSession;
  states: SessionState['name'][];
} {
  const clock = new FakeClock();
  const grants = new ScriptedGrants(clock);
  const session = loneSession(account, grants, clock, () => random);
  const states: SessionState['name'][] = [];
  session.onDidChange(({ name }) => states.push(name));
  return { clock, grants, session, states };
}

async function started(): Promise<ReturnType<typeof bench>> {
  const all = bench();
  all.session.start();
  await settled();
  assert.equal(all.session.state.name, 'valid');
  return all;
}

describe('a token session', () => {
  it('gets a token at once, and none where it was given some', async () => {
    const { session, grants, states } = await started();
    assert.deepEqual(states, ['acquiring', 'valid']);
    assert.deepEqual(grants.asked, ['clientCredentials']);
    const other = bench();
    other.session.start(other.grants.issue(), true);
    await settled();
    assert.equal(other.session.state.name, 'valid');
    assert.deepEqual(other.grants.asked, []);
    session.dispose();
    other.session.dispose();
  });

  for (const lifetime of [9, 60, 600, 900, 1800, 36_000]) {
    it(`renews ahead of the end of ${lifetime} s, spread by a tenth`, async () => {
      const lead = Math.min(5 * minute, (lifetime * 1000) / 3);
      for (const random of [0, 0.5, 0.999]) {
        const { clock, grants, session } = bench(random);
        grants.lifetime = lifetime;
        session.start();
        await clock.advance(lifetime * 1000 - 1);
        const due = lifetime * 1000 - lead * (1 + 0.1 * random);
        assert.ok(Math.abs(grants.calls[1]!.at - due) <= 1, `${grants.calls[1]!.at} is not ${due}`);
        assert.equal(grants.calls[1]!.grant, 'refresh');
        assert.equal(grants.calls[1]!.tokens?.refreshToken, 'refresh-1');
        session.dispose();
      }
    });
  }

  it('asks about once a lifetime over a working day', async () => {
    const { clock, grants, session } = await started();
    await clock.advance(8 * 60 * minute);
    // Each token serves 25 minutes less the spread: 19 or 20 in eight hours.
    assert.ok(grants.calls.length >= 19 && grants.calls.length <= 21, String(grants.calls.length));
    assert.ok(grants.asked.slice(1).every((grant) => grant === 'refresh'));
    session.dispose();
  });

  it('asks for client credentials where there is no refresh token, or it has expired', async () => {
    const none = bench();
    none.grants.refreshTokens = false;
    none.session.start();
    await none.clock.advance(27 * minute);
    assert.deepEqual(none.grants.asked, ['clientCredentials', 'clientCredentials']);
    none.session.dispose();

    const expired = bench();
    expired.grants.answer = () =>
      expired.grants.issue({ refreshExpiresAt: expired.clock.now() + 20 * minute });
    expired.session.start();
    await expired.clock.advance(27 * minute);
    assert.deepEqual(expired.grants.asked, ['clientCredentials', 'clientCredentials']);
    expired.session.dispose();
  });

  it('refreshes without end where the refresh token has no deadline', async () => {
    const { clock, grants, session } = bench();
    grants.answer = () => grants.issue({ refreshExpiresAt: undefined });
    session.start();
    await clock.advance(10 * 60 * minute);
    assert.deepEqual(new Set(grants.asked.slice(1)), new Set(['refresh']));
    session.dispose();
  });

  it('falls back to client credentials when refreshing is refused, without a word, and only once', async () => {
    const { clock, grants, session, states } = await started();
    grants.answer = ({ grant }) => (grant === 'refresh' ? { kind: 'invalidGrant' } : grants.issue());
    await clock.advance(27 * minute);
    assert.deepEqual(grants.asked, ['clientCredentials', 'refresh', 'clientCredentials']);
    assert.deepEqual(states, ['acquiring', 'valid', 'valid']);
    session.dispose();
  });

  it('does without refreshing where the refresh endpoint alone cannot be reached', async () => {
    const refreshTokenEndpoint = 'http://127.0.0.1:2/token';
    const { clock, grants, session } = bench(0.5, accountAt('http://127.0.0.1:1', { refreshTokenEndpoint }));
    grants.answer = ({ grant }) =>
      grant === 'refresh' ? { kind: 'hostNotFound' } : grants.issue({ refreshExpiresAt: undefined });
    session.start();
    await clock.advance(36 * minute);
    assert.equal(session.state.name, 'valid');
    assert.ok(grants.isGood((await session.get()).accessToken));
    session.dispose();
  });

  it('asks once, not twice, where one endpoint serves both grants and cannot be reached', async () => {
    const { clock, grants, session } = await started();
    grants.answer = () => down;
    await clock.advance(29 * minute);
    const times = grants.calls.map(({ at }) => at);
    assert.equal(grants.asked[1], 'refresh');
    assert.ok(times.length > 3 && new Set(times).size === times.length, times.join(', '));
    session.dispose();
  });

  it('serves fifty callers with one request, and all with the same token', async () => {
    const { clock, grants, session } = await started();
    await clock.advance(24 * minute);
    const wishes = Array.from({ length: 50 }, () => session.get({ minimumLeft: 10 * minute }));
    const tokens = await Promise.all(wishes);
    assert.deepEqual(new Set(tokens.map(({ accessToken }) => accessToken)), new Set(['access-2']));
    assert.equal(grants.calls.length, 2);
    await clock.advance(minute);
    await Promise.all(Array.from({ length: 50 }, () => session.replace('access-2')));
    await Promise.all([session.renew(), session.renew(), session.get({ minimumLeft: 60 * minute })]);
    assert.equal(grants.calls.length, 4);
    session.dispose();
  });

  it('replaces a refused token once, and gives the newer one to who comes late', async () => {
    const { clock, grants, session } = await started();
    await clock.advance(minute);
    assert.equal((await session.replace('access-1')).accessToken, 'access-2');
    assert.equal((await session.replace('access-1')).accessToken, 'access-2');
    assert.equal(grants.calls.length, 2);
    session.dispose();
  });

  it('hands out what it has as long as it lives', async () => {
    const { clock, grants, session } = await started();
    await clock.advance(20 * minute);
    assert.equal((await session.get()).accessToken, 'access-1');
    assert.equal((await session.get({ minimumLeft: 9 * minute })).accessToken, 'access-1');
    assert.equal((await session.get({ minimumLeft: 11 * minute })).accessToken, 'access-2');
    assert.equal(grants.calls.length, 2);
    session.dispose();
  });

  it('stays valid while the token lives although renewals fail, then retries, then recovers', async () => {
    const { clock, grants, session, states } = await started();
    grants.answer = () => down;
    await clock.advance(29 * minute);
    assert.equal(session.state.name, 'valid');
    assert.deepEqual('lastFailure' in session.state && session.state.lastFailure, down);
    assert.equal((await session.get()).accessToken, 'access-1');
    await clock.advance(minute);
    assert.notEqual(states.at(-1), 'valid');
    assert.deepEqual(await failureFrom(session.get()), down);
    assert.ok(!states.includes('rejected'));
    grants.answer = () => grants.issue();
    await clock.advance(minute);
    assert.equal(session.state.name, 'valid');
    assert.ok(grants.isGood((await session.get()).accessToken));
    session.dispose();
  });

  it('answers callers during a back-off without asking again, except who is in a hurry', async () => {
    const { clock, grants, session } = bench(0.999);
    grants.answer = () => down;
    session.start();
    await settled();
    const asked = grants.calls.length;
    for (let i = 0; i < 20; i++) {
      assert.deepEqual(await failureFrom(session.get()), down);
    }
    assert.equal(grants.calls.length, asked);
    assert.deepEqual(await failureFrom(session.get({ urgent: true })), down);
    assert.equal(grants.calls.length, asked + 1);
    await clock.advance(0);
    session.dispose();
  });

  it('stays away as long as the server asks for (Retry-After)', async () => {
    const { clock, grants, session } = bench();
    grants.answer = () => ({ kind: 'throttled', retryAfter: 4 * minute });
    session.start();
    await settled();
    assert.deepEqual(session.state.name === 'retrying' && session.state.retriesAt - clock.now(), 4 * minute);
    await clock.advance(4 * minute - 1);
    assert.equal((await failureFrom(session.get({ urgent: true }))).kind, 'throttled');
    session.check();
    await settled();
    assert.equal(grants.calls.length, 1);
    await clock.advance(2);
    assert.equal(grants.calls.length, 2);
    session.dispose();
  });

  it('stays away also when the API refuses the token meanwhile', async () => {
    const { clock, grants, session } = await started();
    grants.answer = () => ({ kind: 'throttled', retryAfter: 4 * minute });
    await clock.advance(minute);
    for (let i = 0; i < 5; i++) {
      assert.equal((await failureFrom(session.replace('access-1'))).kind, 'throttled');
      await clock.advance(1000);
    }
    assert.ok(grants.calls.length <= 3, `${grants.calls.length - 1} renewals in five seconds`);
    session.dispose();
  });

  const final: readonly Failure['kind'][] = [
    'wrongSecret',
    'clientRefused',
    'serviceAccountDisabled',
    'grantRefused',
    'scopeRefused',
    'realmNotFound',
    'endpointNotFound',
    'redirected',
    'forbidden',
    'badRequest',
  ];
  for (const kind of final) {
    it(`makes no request after ${kind} until asked`, async () => {
      const { clock, grants, session } = bench();
      grants.answer = () => ({ kind });
      session.start();
      await settled();
      assert.deepEqual(session.state, { name: 'rejected', failure: { kind } });
      await clock.advance(60 * minute);
      session.check();
      assert.equal((await failureFrom(session.get())).kind, kind);
      assert.equal(grants.calls.length, 1);
      assert.equal(clock.running, 0);
      grants.answer = () => grants.issue();
      assert.equal((await session.renew()).accessToken, 'access-1');
      assert.equal(session.state.name, 'valid');
      await clock.advance(27 * minute);
      assert.equal(grants.calls.length, 3);
      session.dispose();
    });
  }

  it('tries again after a refusal when a person waits', async () => {
    const { grants, session } = bench();
    grants.answer = () => refused;
    session.start();
    await settled();
    grants.answer = () => grants.issue();
    assert.equal((await session.get({ urgent: true })).accessToken, 'access-1');
    session.dispose();
  });

  describe('when the wall clock', () => {
    it('jumps past the expiry (the machine slept), never hands out the dead token', async () => {
      const { clock, grants, session } = await started();
      clock.setWallClock(45 * minute);
      assert.equal((await session.get()).accessToken, 'access-2');
      assert.equal(session.state.name, 'valid');
      assert.equal(grants.calls.length, 2);
      session.dispose();
    });

    it('jumps past the expiry, is noticed within a tick', async () => {
      const { clock, grants, session } = await started();
      clock.setWallClock(45 * minute);
      await clock.advance(30_000);
      assert.equal(grants.calls.length, 2);
      session.dispose();
    });

    it('jumps forward and is corrected, renews once more and goes on', async () => {
      const { clock, grants, session } = await started();
      clock.setWallClock(60 * minute);
      await clock.advance(minute);
      clock.setWallClock(-60 * minute);
      await clock.advance(minute);
      assert.ok(grants.calls.length <= 3);
      await clock.advance(60 * minute);
      assert.ok(grants.isGood((await session.get()).accessToken));
      session.dispose();
    });

    for (const back of [10, 20, 60, 24 * 60]) {
      it(`is set back by ${back} minutes in the middle of a lifetime, keeps a good token`, async () => {
        const { clock, grants, session } = await started();
        await clock.advance(20 * minute);
        clock.setWallClock(-back * minute);
        for (let i = 0; i < 40; i++) {
          await clock.advance(minute);
          assert.ok(grants.isGood((await session.get()).accessToken), `a dead token after ${i + 1} minutes`);
        }
        session.dispose();
      });
    }

    it('is set back during a back-off, still retries soon, and says so', async () => {
      const { clock, grants, session } = bench();
      const wait = ({ state } = session): number =>
        (state.name === 'retrying' ? state.retriesAt : 0) - clock.now();
      grants.answer = () => down;
      session.start();
      await clock.advance(5 * minute);
      const before = wait();
      clock.setWallClock(-60 * minute);
      session.check();
      assert.equal(wait(), before);
      grants.answer = () => grants.issue();
      await clock.advance(6 * minute);
      assert.equal(session.state.name, 'valid');
      session.dispose();
    });
  });

  describe('when disposed of', () => {
    it('in flight, changes nothing any more and leaves no timer', async () => {
      const { clock, grants, session, states } = await started();
      grants.answer = () => new Promise(() => undefined);
      const waiting = failureFrom(session.renew());
      await settled();
      const before = [...states];
      session.dispose();
      assert.equal(grants.calls.at(-1)!.signal.aborted, true);
      assert.equal((await waiting).kind, 'cancelled');
      await clock.advance(60 * minute);
      assert.deepEqual(states, before);
      assert.equal(clock.running, 0);
      assert.equal(grants.calls.length, 2);
    });

    it('voids an answer that comes all the same', async () => {
      const { clock, grants, session, states } = bench();
      let answer = (_tokens: ReturnType<ScriptedGrants['issue']>): void => undefined;
      grants.clientCredentials = () => new Promise((resolve) => (answer = resolve));
      session.start();
      await settled();
      session.dispose();
      answer(grants.issue());
      await settled();
      assert.equal(session.heldTokens, undefined);
      assert.deepEqual(states, ['acquiring']);
      assert.equal(clock.running, 0);
    });

    it('during a back-off or while valid, leaves no timer', async () => {
      for (const failure of [down, undefined]) {
        const { clock, grants, session } = bench();
        grants.answer = () => failure ?? grants.issue();
        session.start();
        await settled();
        assert.equal(clock.running, 1);
        session.dispose();
        session.check();
        assert.equal(clock.running, 0);
      }
    });
  });

  it('does not take a token that expires during its own renewal for a good one', async () => {
    const { clock, grants, session } = await started();
    grants.answer = () => new Promise(() => undefined);
    await clock.advance(26 * minute);
    clock.setWallClock(30 * minute);
    await clock.advance(minute);
    assert.notEqual(session.state.name, 'valid');
    session.dispose();
  });
});
