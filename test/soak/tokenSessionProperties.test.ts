import assert from 'node:assert/strict';
import fc from 'fast-check';
import { renewalTime, retryDelay } from '../../src/auth/renewalPolicy';
import type { Failure } from '../../src/base/failure';
import { FakeClock, settled } from '../support/fakeClock';
import { accountAt } from '../support/fixtures';
import { loneSession } from '../support/memoryStores';
import { ScriptedGrants } from '../support/scriptedGrants';
import { randomFrom } from '../support/seededRandom';
import { minute } from '../support/time';

const passing: fc.Arbitrary<Failure> = fc.oneof(
  fc.constantFrom<Failure>(
    { kind: 'connectionRefused' },
    { kind: 'timeout' },
    { kind: 'serverError', status: 500 },
    { kind: 'notJson' },
    { kind: 'invalidReply' },
    { kind: 'throttled', status: 503 },
  ),
  fc.integer({ min: 0, max: 5 * minute }).map((retryAfter): Failure => ({ kind: 'throttled', retryAfter })),
);

/** Most calls within any minute. */
function busiestMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + minute).length));
}

describe('a token session, whatever happens', () => {
  it('asks with measure while failing, and has a token soon after the server is well again', async function () {
    this.timeout(30_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(passing, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.integer({ min: 1, max: 20 }),
        async (failures, seed, minutes) => {
          const clock = new FakeClock();
          const grants = new ScriptedGrants(clock);
          let index = 0;
          grants.answer = () => failures[index++ % failures.length]!;
          const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, randomFrom(seed));
          session.start();
          await clock.advance(minutes * minute);
          const times = grants.calls.map(({ at }) => at);
          assert.ok(busiestMinute(times) <= 2, `${busiestMinute(times)} requests in a minute`);
          grants.answer = () => grants.issue();
          await clock.advance(6 * minute);
          assert.equal(session.state.name, 'valid');
          assert.ok(grants.isGood((await session.get()).accessToken));
          session.dispose();
          assert.equal(clock.running, 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('comes once a minute, a quarter sooner at the soonest, while a server is down for an hour', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const clock = new FakeClock();
      const grants = new ScriptedGrants(clock);
      grants.answer = () => ({ kind: 'connectionRefused' });
      const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, randomFrom(seed));
      session.start();
      await clock.advance(60 * minute);
      assert.ok(grants.calls.length <= 81 && grants.calls.length >= 60, String(grants.calls.length));
      session.dispose();
    }
  });

  it('never hammers a server that is well, however short-lived its tokens are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.02, max: 30, noNaN: true }), fc.nat(), async (lifetime, seed) => {
        const clock = new FakeClock();
        const grants = new ScriptedGrants(clock);
        grants.lifetime = lifetime;
        const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, randomFrom(seed));
        session.start();
        await clock.advance(minute);
        assert.ok(grants.calls.length <= 61, `${grants.calls.length} requests in a minute`);
        session.dispose();
      }),
      {
        numRuns: 20,
        examples: [
          [0.02, 0],
          [1, 0],
        ],
      },
    );
  });

  it('hands out no dead token while the server is well, wherever the clock is set', async function () {
    this.timeout(30_000);
    const step = fc.record({
      wait: fc.integer({ min: 1, max: 40 }),
      jump: fc.oneof(fc.constant(0), fc.integer({ min: -90, max: 90 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(), async (steps, seed) => {
        const clock = new FakeClock();
        const grants = new ScriptedGrants(clock);
        const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, randomFrom(seed));
        session.start();
        await settled();
        for (const { wait, jump } of steps) {
          for (let i = 0; i < wait; i++) {
            await clock.advance(minute);
            assert.ok(grants.isGood((await session.get()).accessToken), `${i + 1} minutes later`);
          }
          clock.setWallClock(jump * minute);
          // One tick is what noticing may take.
          await clock.advance(30_000);
          assert.ok(grants.isGood((await session.get()).accessToken), 'a tick after the clock was set');
        }
        session.dispose();
        assert.equal(clock.running, 0);
      }),
      { numRuns: 100 },
    );
  });

  it('plans a renewal within the lead and a tenth, and a retry within its bounds', () => {
    const random = fc.double({ min: 0, max: 0.999999, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 10, max: 86_400, noNaN: true }), random, (seconds, chance) => {
        const tokens = { accessToken: 'x', receivedAt: 0, expiresAt: seconds * 1000 };
        const lead = Math.min(5 * minute, (seconds * 1000) / 3);
        const ahead = tokens.expiresAt - renewalTime(tokens, () => chance);
        assert.ok(ahead >= lead - 0.001 && ahead <= lead * 1.1 + 0.001, `${ahead} of ${lead}`);
      }),
    );
    fc.assert(
      fc.property(passing, fc.integer({ min: 1, max: 5000 }), random, (failure, attempt, chance) => {
        const delay = retryDelay(failure, attempt, () => chance);
        const { retryAfter } = failure;
        assert.ok(delay >= 1000);
        assert.ok(delay >= (retryAfter ?? 0) && delay <= Math.max(minute, retryAfter ?? 0));
      }),
    );
  });
});
