import assert from 'node:assert/strict';
import { usableToken } from '../../src/auth/usableToken';
import type { Environment } from '../../src/auth/environment';
import type { Failure } from '../../src/base/failure';
import { account, other } from '../support/activeAccountBench';
import { FakeClock } from '../support/fakeClock';
import { randomFrom } from '../support/seededRandom';
import { SimulatedWindows } from '../support/simulatedWindows';
import { hour, minute, second } from '../support/time';
import { WatchedService } from '../support/watchedService';

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

/** Keys of an entry, and what somebody makes of them; the first is what stood there. */
const keys: readonly (readonly [keyof Environment, readonly (string | undefined)[]])[] = [
  ['scope', [undefined, 'openid']],
  ['clientId', [account.clientId]],
  ['tokenEndpoint', [account.tokenEndpoint]],
  ['refreshTokenEndpoint', [undefined, account.tokenEndpoint]],
  ['apiBaseUrl', [account.apiBaseUrl, `${account.apiBaseUrl}/v2`]],
  ['catalogsPath', [undefined, '/c']],
  ['name', [account.environment]],
];

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
    const service = new WatchedService(clock, () => 100 + upTo(900), [account, other]);
    const user = new SimulatedWindows(clock, service, random, [account, other]);
    await user.start(3);
    const { story, windows } = user;
    const { calls } = service.grants;
    const counts = { acts: 0, askedByOthers: 0, signOuts: 0, edits: 0, letters: 0 };
    const report = { handedOut: 0, worstGap: 0, requests: 0, renewals: 0 };
    let wellSince = 0;
    let gapSince: number | undefined;
    let minuteBegan = 0;
    let callsBefore = 0;
    const tail = (): string => `seed ${seed}\n${story.slice(-40).join('\n')}`;
    const assertNoViolation = (): void =>
      assert.deepEqual([...service.violations, ...service.early], [], tail());

    const heal = (): void => {
      wellSince = service.health === 'well' ? wellSince : clock.elapsed;
      service.health = 'well';
    };

    /** Asks all windows, and judges what they give. */
    const ask = async (): Promise<void> => {
      const isWell = service.health === 'well';
      const since = (name = ''): number => Math.max(wellSince, user.stirredAt.get(name) ?? 0);
      const handed = await user.ask();
      let isMissing = false;
      for (const { environment, isGood } of handed) {
        assert.notEqual(isGood, false, `a dead token was handed out, ${tail()}`);
        report.handedOut += isGood === true ? 1 : 0;
        if (isGood === undefined && isWell && user.isSignedIn(environment ?? '')) {
          const time = clock.elapsed - since(environment);
          assert.ok(time < recovery, `no token although the server is well, ${tail()}`);
          gapSince ??= Math.max(since(environment), minuteBegan);
          report.worstGap = Math.max(report.worstGap, clock.elapsed - gapSince);
          isMissing = true;
        }
      }
      gapSince = isMissing ? gapSince : undefined;
      assertNoViolation();
    };

    /** Somebody signs out, whatever goes on, and in again some time later. */
    const signOutAndIn = async (): Promise<void> => {
      const whose = [account, other][upTo(2)]!;
      const name = whose.environment;
      counts.signOuts++;
      await user.signOut(upTo(3), name);
      await clock.advance(upTo(2) * upTo(20) * minute);
      user.assertSignedOut(name);
      assert.ok(
        (await user.ask()).every(({ environment, isGood }) => environment !== name || isGood === undefined),
        `a token after signing out, ${tail()}`,
      );
      user.assertSignedOut(name);
      for (let tries = 0; !user.isSignedIn(name) && tries < 200; tries++) {
        if (random() < 0.2) {
          heal();
        }
        await user.signIn(upTo(3), whose);
        await clock.advance(upTo(3) * minute);
      }
    };

    /** Somebody edits the settings, which are saved after each letter. */
    const edit = async (): Promise<void> => {
      const [key, texts] = keys[upTo(keys.length)]!;
      const isOut = random() < 0.2;
      counts.edits++;
      const pause = 50 + upTo(2000);
      const type = (name: string, text: string | undefined): Promise<void> =>
        user.type(
          name,
          key,
          text,
          () => pause + upTo(200),
          async () => {
            counts.letters++;
            if (random() < 0.1) {
              await ask();
            }
          },
        );
      await type(account.environment, `${texts[0] ?? ''}x`);
      if (isOut) {
        await signOutAndIn();
      }
      await type(key === 'name' ? `${account.environment}x` : account.environment, texts[upTo(texts.length)]);
    };

    while (clock.elapsed < 1000 * hour) {
      const chance = random();
      if (chance < 0.01) {
        service.health = faults[upTo(faults.length)]!;
      } else if (chance < 0.06) {
        heal();
      } else if (chance < 0.063) {
        service.endSessions();
      } else if (chance < 0.066) {
        const by = (upTo(240) - 120) * minute;
        clock.setWallClock(by);
        service.clockSet(new Set(windows.map(({ active }) => active.state.environment)));
        user.tell(`clock set by ${by / minute} min`);
        // One tick is what noticing may take.
        await clock.advance(31 * second);
      } else if (chance < 0.069) {
        const hours = upTo(10);
        clock.sleep(hours * hour);
        user.tell(`slept ${hours} h`);
      } else if (chance < 0.08) {
        windows[upTo(3)]!.active.check();
      } else if (chance < 0.085) {
        await user.reload(upTo(3));
      } else if (chance < 0.09) {
        service.grants.lifetime = lifetimes[upTo(lifetimes.length)]!;
        // As Keycloak has it, a session may outlive its access token.
        service.grants.refreshLifetime = [undefined, 1800][upTo(2)];
        user.tell(`tokens live ${service.grants.lifetime} s`);
      } else if (chance < 0.12) {
        // Another extension asks every second, whatever it is told.
        const asked = windows[upTo(3)]!.active;
        for (let i = 0; i < 60; i++) {
          counts.askedByOthers++;
          void usableToken(asked, clock, { byPerson: false }).catch(() => undefined);
          await clock.advance(second);
        }
      } else if (chance < 0.125) {
        await signOutAndIn();
      } else if (chance < 0.13) {
        await edit();
      } else if (chance < 0.135) {
        const name = [account, other][upTo(2)]!.environment;
        const index = upTo(3);
        await user.act(`window ${index} switches to ${name}`, name, () =>
          windows[index]!.active.switchTo(name),
        );
      } else if (chance < 0.145) {
        const name = [account, other][upTo(2)]!.environment;
        assert.notEqual(await user.askFor(upTo(3), name), false, `a dead token was handed out, ${tail()}`);
      }
      const refused = windows.find(({ active }) => active.state.name === 'rejected')?.active;
      if (service.health === 'well' && refused !== undefined) {
        // The password is mended, and somebody says so in one of the windows.
        counts.acts++;
        await user.act('Renew Access Token', refused.environment()?.name ?? '', () => refused.renew());
      }
      await clock.advance(30 * second + upTo(2 * minute));
      await ask();
      const newCalls = calls.slice(callsBefore);
      report.requests += newCalls.length;
      report.renewals += newCalls.filter(({ grant }) => grant === 'refresh').length;
      // Of two accounts whose tokens live 24 s each, and of one that is another with each letter of an edit.
      const minutes = Math.max(1, Math.ceil((clock.elapsed - minuteBegan) / minute));
      const asked = newCalls.filter(({ grant }) => grant !== 'revoke').length;
      assert.ok(asked <= 20 * minutes, `${asked} requests in ${minutes} min, ${tail()}`);
      callsBefore = calls.length;
      minuteBegan = clock.elapsed;
    }
    const busiest = Math.max(
      ...[account, other].map(({ environment }) =>
        busiestTenMinutes(
          service.failing.filter((each) => each.environment === environment).map(({ at }) => at),
        ),
      ),
    );
    assert.ok(
      busiest <= mostFailing,
      `seed ${seed}: ${busiest} requests in ten minutes while nothing worked`,
    );
    assert.ok(
      service.mostInMinute <= 2,
      `seed ${seed}: ${service.mostInMinute} failing requests in a minute`,
    );
    assert.equal(service.mostOfOneSignIn, 1, 'one request at a time among all windows');
    assert.equal(service.brokenChains, 0, 'no refresh token was used twice');
    user.dispose();
    await clock.advance(minute);
    assert.equal(clock.running, 0);
    const told = story.join('\n');
    assert.ok(
      !told.includes(account.clientSecret) && !/"(access|refresh)-\d/.test(told),
      'no secret is told',
    );
    console.log(
      `      soak: seed ${seed}, 1000 h, ${report.handedOut} tokens handed out, ${report.requests} requests, ` +
        `${report.renewals} of them renewals, ${user.adoptions} adoptions, ` +
        `worst gap ${Math.round(report.worstGap / second)} s, ` +
        `${service.failing.length} requests met a fault, at most ${service.mostInMinute} in a minute ` +
        `and ${busiest} in ten, ` +
        `${counts.askedByOthers} questions of another extension, ${counts.acts} acts of a person, ` +
        `${counts.signOuts} sign-outs, ${counts.edits} edits of ${counts.letters} letters`,
    );
  });
});
