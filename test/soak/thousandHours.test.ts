import assert from 'node:assert/strict';
import { ActiveAccount } from '../../src/auth/activeAccount';
import { usableToken } from '../../src/auth/usableToken';
import { secretRecordOf } from '../../src/auth/serviceAccount';
import type { Failure } from '../../src/base/failure';
import { account, environmentOf } from '../support/activeAccountBench';
import { ExclusiveLock } from '../support/exclusiveLock';
import { FakeClock } from '../support/fakeClock';
import { changes, MemoryEnvironments, MemorySecrets } from '../support/memoryStores';
import { RotatingService } from '../support/rotatingService';
import { randomFrom } from '../support/seededRandom';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A server that is well again is found out after the longest Retry-After, or back-off, and a tick. */
const recovery = 6 * minute;

const faults: readonly (Failure | 'repliesLost')[] = [
  { kind: 'connectionRefused' },
  { kind: 'timeout' },
  { kind: 'serverError', status: 502 },
  { kind: 'notJson' },
  { kind: 'throttled', status: 503 },
  { kind: 'throttled', status: 429, retryAfter: 5 * minute },
  // What a load balancer answers while it restarts, and a proxy whose password has changed.
  { kind: 'endpointNotFound', status: 404 },
  { kind: 'forbidden', status: 403 },
  { kind: 'proxy', status: 407 },
  'repliesLost',
];

/** Seconds that tokens live, as the administrator sets it anew now and then. */
const lifetimes = [1800, 1800, 1800, 300, 24];

/** Most requests within ten minutes that meet a service which is not well: two a minute. */
const mostFailing = 20;

function busiestTenMinutes(times: readonly number[]): number {
  let first = 0;
  return times.reduce((busiest, at, index) => {
    while (times[first]! <= at - 10 * minute) {
      first++;
    }
    return Math.max(busiest, index - first + 1);
  }, 0);
}

describe('three windows over a thousand hours', () => {
  it('always have a token while the server is well, whatever happened before', async function () {
    this.timeout(300_000);
    const seed = Number(process.env['KORUSTICKET_SEED'] ?? 12);
    const random = randomFrom(seed);
    const upTo = (most: number): number => Math.floor(random() * most);
    const clock = new FakeClock();
    const service = new RotatingService(clock, () => 100 + upTo(900));
    const environments = new MemoryEnvironments([environmentOf(account)]);
    const secrets = new MemorySecrets();
    await secrets.putRecord(account.environment, secretRecordOf(account));
    const lock = new ExclusiveLock();
    let adoptions = 0;
    const story: string[] = [];
    const open = async (): Promise<ActiveAccount> => {
      const { grants } = service;
      const window = new ActiveAccount({ changes, environments, secrets, lock, grants, clock, random });
      window.history.onDidRecord((event) => {
        story.push(JSON.stringify(event));
        adoptions += event.what === 'otherWindow' || event.what === 'restored' ? 1 : 0;
      });
      window.onDidChange((state) =>
        story.push(state.name === 'valid' ? 'valid' : JSON.stringify({ ...state, tokens: undefined })),
      );
      await window.load();
      return window;
    };
    const windows = [await open(), await open(), await open()];
    const { calls } = service.grants;
    const failing: number[] = [];
    const { answer } = service.grants;
    service.grants.answer = (call) => {
      if (service.health !== 'well') {
        failing.push(call.at);
      }
      return answer(call);
    };
    let acts = 0;
    let askedByOthers = 0;
    const report = { seed, handedOut: 0, worstGap: 0 };
    let wellSince = 0;
    let gapSince: number | undefined;
    let minuteBegan = 0;
    let callsBefore = 0;
    let requests = 0;
    let renewals = 0;

    while (clock.elapsed < 1000 * hour) {
      const chance = random();
      if (chance < 0.01) {
        service.health = faults[upTo(faults.length)]!;
      } else if (chance < 0.06) {
        wellSince = service.health === 'well' ? wellSince : clock.elapsed;
        service.health = 'well';
      } else if (chance < 0.063) {
        service.endSessions();
      } else if (chance < 0.066) {
        const by = (upTo(240) - 120) * minute;
        clock.setWallClock(by);
        story.push(`clock set by ${by / minute} min`);
        // One tick is what noticing may take.
        await clock.advance(31 * second);
      } else if (chance < 0.069) {
        const hours = upTo(10);
        clock.sleep(hours * hour);
        story.push(`slept ${hours} h`);
      } else if (chance < 0.08) {
        windows[upTo(3)]!.check();
      } else if (chance < 0.085) {
        const index = upTo(3);
        story.push(`reload ${index}`);
        windows[index]!.dispose();
        windows[index] = await open();
      } else if (chance < 0.09) {
        service.grants.lifetime = lifetimes[upTo(lifetimes.length)]!;
        story.push(`tokens live ${service.grants.lifetime} s`);
      } else if (chance < 0.12) {
        // Another extension asks every second, whatever it is told.
        const asked = windows[upTo(3)]!;
        for (let i = 0; i < 60; i++) {
          askedByOthers++;
          void usableToken(asked, clock, false).catch(() => undefined);
          await clock.advance(second);
        }
      }
      if (service.health === 'well' && windows.some(({ state }) => state.name === 'rejected')) {
        // The password is mended, and somebody says so in one of the windows.
        acts++;
        story.push('Renew Access Token');
        void windows
          .find(({ state }) => state.name === 'rejected')!
          .renew()
          .catch(() => undefined);
      }
      await clock.advance(30 * second + upTo(2 * minute));

      const isWell = service.health === 'well';
      const outcomes = windows.map((window) =>
        window.get().then(
          // Whether it is good counts in the moment it is handed out.
          ({ accessToken }) => ({ isGood: service.grants.isGood(accessToken) }),
          () => undefined,
        ),
      );
      await clock.advance(5 * second);
      for (const token of await Promise.all(outcomes)) {
        if (token !== undefined) {
          report.handedOut++;
          assert.ok(
            token.isGood,
            `seed ${seed}: a dead token was handed out\n${story.slice(-25).join('\n')}`,
          );
        } else if (isWell) {
          assert.ok(
            clock.elapsed - wellSince < recovery,
            `seed ${seed}: no token although the server is well`,
          );
        }
        if (token === undefined && isWell) {
          gapSince ??= Math.max(wellSince, minuteBegan);
          report.worstGap = Math.max(report.worstGap, clock.elapsed - gapSince);
        }
      }
      if ((await Promise.all(outcomes)).every((token) => token !== undefined)) {
        gapSince = undefined;
      }
      const newCalls = calls.slice(callsBefore);
      requests += newCalls.length;
      renewals += newCalls.filter(({ grant }) => grant === 'refresh').length;
      // Whatever tokens live: a renewal each second is the utmost.
      const minutes = Math.max(1, Math.ceil((clock.elapsed - minuteBegan) / minute));
      assert.ok(
        newCalls.length <= 3 * 61 * minutes,
        `seed ${seed}: ${newCalls.length} requests in ${minutes} min`,
      );
      callsBefore = calls.length;
      minuteBegan = clock.elapsed;
    }
    const busiest = busiestTenMinutes(failing);
    assert.ok(
      busiest <= mostFailing,
      `seed ${seed}: ${busiest} requests in ten minutes while nothing worked`,
    );
    assert.equal(service.mostAtOnce, 1, 'one request at a time among all windows');
    assert.equal(service.brokenChains, 0, 'no refresh token was used twice');
    windows.forEach((window) => window.dispose());
    assert.equal(clock.running, 0);
    const told = story.join('\n');
    assert.ok(
      !told.includes(account.clientSecret) && !/access-\d|refresh-\d/.test(told),
      'no secret is told',
    );
    console.log(
      `      soak: seed ${seed}, 1000 h, ${report.handedOut} tokens handed out, ${requests} requests, ` +
        `${renewals} of them renewals, ${adoptions} adoptions, worst gap ${Math.round(report.worstGap / second)} s, ` +
        `${failing.length} requests met a fault, at most ${busiest} in ten minutes, ` +
        `${askedByOthers} questions of another extension, ${acts} acts of a person`,
    );
  });
});
