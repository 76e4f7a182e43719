import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ActiveAccount } from '../../src/auth/activeAccount';
import { secretRecordOf } from '../../src/auth/serviceAccount';
import type { Environment } from '../../src/auth/environment';
import type { Failure } from '../../src/base/failure';
import { account, entryOf } from '../support/activeAccountBench';
import { ExclusiveLock } from '../support/exclusiveLock';
import { FakeClock } from '../support/fakeClock';
import { changes, MemoryEnvironments, MemorySecrets } from '../support/memoryStores';
import { RotatingService } from '../support/rotatingService';
import { randomFrom } from '../support/seededRandom';
import { minute, second } from '../support/time';

const fault = fc.constantFrom<Failure | 'repliesLost'>(
  { kind: 'connectionRefused' },
  { kind: 'serverError', status: 500 },
  { kind: 'invalidReply' },
  { kind: 'throttled', status: 429, retryAfter: 4 * minute },
  { kind: 'wrongSecret', status: 401 },
  { kind: 'clientRefused', status: 401 },
  { kind: 'forbidden', status: 403 },
  'repliesLost',
);

/** What somebody makes of the entry in the settings. */
const edits: readonly (readonly Environment[])[] = [
  [],
  [{ ...entryOf(account), scope: 'openid' }],
  [{ ...entryOf(account), tokenEndpoint: `${account.tokenEndpoint}/x` }],
  [{ ...entryOf(account), clientId: 'cli' }],
  [{ ...entryOf(account), tokenEndpoint: 'http://127.0.0.1:9/token' }],
];

const step = fc.oneof(
  fc.record({ do: fc.constant('fault' as const), fault }),
  fc.record({ do: fc.constant('clock' as const), minutes: fc.integer({ min: -90, max: 90 }) }),
  fc.record({ do: fc.constant('sleep' as const), minutes: fc.integer({ min: 1, max: 300 }) }),
  // An edit that is taken back within moments, or goes by way of another.
  fc.record({
    do: fc.constant('brief' as const),
    edits: fc.array(fc.constantFrom(...edits), { minLength: 1, maxLength: 3 }),
    pause: fc.integer({ min: 0, max: 3000 }),
    back: fc.boolean(),
    after: fc.integer({ min: 0, max: 3000 }),
  }),
  fc.record({ do: fc.constant('store' as const), how: fc.constantFrom('hangs', 'throws', 'works') }),
  fc.record({
    do: fc.constantFrom(
      'heal',
      'focus',
      'signOut',
      'signIn',
      'edit',
      'undo',
      'renew',
      'reload',
      'endSessions',
    ),
    window: fc.integer({ min: 0, max: 1 }),
  }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe('two windows, whatever happens to them', () => {
  it('hand out no dead token, ask with measure, tell no secret and come back', async function () {
    this.timeout(120_000);
    const steps = fc.array(fc.tuple(step, fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), fc.boolean(), (script, seed, tells) => play(script, seed, tells)),
      { numRuns: 150, seed: Number(process.env['KORUSTICKET_SEED'] ?? 1) },
    );
  });

  async function play(script: [Step, number][], seed: number, tells: boolean): Promise<void> {
    const clock = new FakeClock();
    const random = randomFrom(seed);
    const service = new RotatingService(clock, () => 200);
    const environments = new MemoryEnvironments([entryOf(account)]);
    const secrets = new MemorySecrets();
    secrets.tells = tells;
    await secrets.putRecord(account.environment, secretRecordOf(account));
    const lock = new ExclusiveLock();
    const told: string[] = [];
    const open = async (): Promise<ActiveAccount> => {
      const window = new ActiveAccount({
        changes,
        environments: environments.heardLater((tell) => void clock.setTimeout(tell, random() * second)),
        secrets,
        lock,
        grants: service.grants,
        clock,
        random,
      });
      window.history.onDidRecord((event) => told.push(JSON.stringify(event)));
      const loading = window.load();
      await clock.advance(6 * second);
      await loading;
      return window;
    };
    const windows = [await open(), await open()];
    const settle = (work: Promise<unknown>): Promise<unknown> =>
      work.catch((error: unknown) => told.push(String(error)));
    const perform = async (one: Step): Promise<void> => {
      switch (one.do) {
        case 'fault':
          service.health = one.fault;
          return;
        case 'clock':
          clock.setWallClock(one.minutes * minute);
          return clock.advance(31 * second);
        case 'sleep': {
          clock.sleep(one.minutes * minute);
          return;
        }
        case 'brief':
          for (const entries of one.edits) {
            environments.edit(entries);
            await clock.advance(one.pause);
          }
          if (one.back) {
            environments.edit([entryOf(account)]);
          }
          await clock.advance(one.after);
          return ask();
        case 'store':
          secrets.beforeRead = secrets.beforeWrite =
            one.how === 'works'
              ? () => Promise.resolve()
              : one.how === 'hangs'
                ? () => new Promise(() => undefined)
                : () => Promise.reject(new Error('keyring locked'));
          return;
        default:
          return act(one.do, one.window);
      }
    };
    const act = async (what: string, index: number): Promise<void> => {
      const window = windows[index]!;
      const { signal } = new AbortController();
      switch (what) {
        case 'heal':
          service.health = 'well';
          return;
        case 'focus': {
          window.check();
          return;
        }
        case 'signOut':
          return void settle(window.signOut());
        case 'signIn':
          return void settle(window.signIn(account, signal));
        case 'edit': {
          environments.edit([{ ...entryOf(account), tokenEndpoint: 'http://127.0.0.1:9/token' }]);
          return;
        }
        case 'undo': {
          environments.edit([entryOf(account)]);
          return;
        }
        case 'renew':
          return void settle(window.renew());
        case 'endSessions': {
          service.endSessions();
          return;
        }
        default:
          window.dispose();
          windows[index] = await open();
      }
    };
    const ask = async (): Promise<void> => {
      const outcomes = windows.map((window) =>
        window.get().then(
          ({ accessToken }) => assert.ok(service.grants.isGood(accessToken), 'a dead token was handed out'),
          (error: unknown) => {
            assert.ok(!(error instanceof assert.AssertionError), String(error));
            told.push(String(error));
          },
        ),
      );
      await clock.advance(45 * second);
      await Promise.all(outcomes);
    };
    for (const [one, minutes] of script) {
      await perform(one);
      const requests = (): number => service.grants.asked.filter((grant) => grant !== 'revoke').length;
      const before = requests();
      await clock.advance(minutes * minute);
      const asked = requests() - before;
      // Two fail in any minute at the most; a person's act makes a try more in each window.
      assert.ok(asked <= 2 * minutes + 4, `${asked} requests in ${minutes} min`);
      assert.deepEqual(service.early, []);
      await ask();
    }
    // Everything is well again, and a person does what the item asks for.
    service.health = 'well';
    secrets.beforeRead = secrets.beforeWrite = () => Promise.resolve();
    environments.edit([entryOf(account)]);
    // The server may have asked for it.
    await clock.advance(5 * minute);
    const signingIn = windows[0]!.signIn(account, new AbortController().signal);
    await clock.advance(2 * second);
    await signingIn;
    windows[1]!.check();
    await clock.advance(6 * minute);
    for (const window of windows) {
      if (window.state.name === 'rejected') {
        const renewal = window.renew();
        await clock.advance(10 * second);
        await renewal;
      }
      assert.equal(window.state.name, 'valid', JSON.stringify({ ...window.state, tokens: undefined }));
      window.dispose();
    }
    await clock.advance(2 * minute);
    assert.equal(clock.running, 0, 'no timer is left');
    const text = told.join('\n');
    assert.ok(
      !text.includes(account.clientSecret) && !/access-\d|refresh-\d/.test(text),
      'no secret is told',
    );
  }
});
