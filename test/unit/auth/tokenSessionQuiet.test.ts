import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Failure } from '../../../src/base/failure';
import type { ServiceAccount } from '../../../src/auth/serviceAccount';
import { Setbacks } from '../../../src/auth/setbacks';
import type { TokenSession } from '../../../src/auth/tokenSession';
import { usableToken } from '../../../src/auth/usableToken';
import { ExclusiveLock } from '../../support/exclusiveLock';
import { FakeClock, settled } from '../../support/fakeClock';
import { accountAt, failureFrom } from '../../support/fixtures';
import { loneSession, MemoryEnvironments, MemorySecrets, memoryTokenStore } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';
import { minute, second } from '../../support/time';

/** Windows of one machine, each with its session of the same account. */
class Machine {
  readonly clock = new FakeClock();
  readonly grants = new ScriptedGrants(this.clock);
  private readonly secrets = new MemorySecrets();
  private readonly environments = new MemoryEnvironments();
  private readonly lock = new ExclusiveLock();

  constructor(private readonly changes: Partial<ServiceAccount> = {}) {}

  async open(tokenEndpoint = 'http://127.0.0.1:1/token'): Promise<TokenSession> {
    const setbacks = new Setbacks(this.environments, () => 0.5);
    const account = accountAt('http://127.0.0.1:1', {
      tokenEndpoint,
      refreshTokenEndpoint: tokenEndpoint,
      ...this.changes,
    });
    const store = memoryTokenStore(account, this.clock, this.secrets, this.environments, this.lock);
    const session = loneSession(account, this.grants, this.clock, () => 0.5, store, setbacks);
    session.start(await store.read());
    return session;
  }
}

describe('towards its server, a token session', () => {
  let machine: Machine;
  const asked = (): number => machine.grants.calls.length;

  beforeEach(() => (machine = new Machine()));

  it('asks no more often than tokens live, however often a minute of life is wanted', async () => {
    machine.grants.lifetime = 24;
    const session = await machine.open();
    await settled();
    for (let i = 0; i < 75 * 4; i++) {
      await usableToken(session, machine.clock, { byPerson: true });
      await machine.clock.advance(second / 4);
    }
    assert.ok(asked() <= 8, `${asked()} requests in 75 s`);
    session.dispose();
  });

  describe('after a failure with Retry-After', () => {
    const busy = (retryAfter: number): Failure => ({ kind: 'throttled', status: 503, retryAfter });

    it('lets a person ask as soon as the server minds no more, back-off or not', async () => {
      machine.grants.answer = () => busy(3 * second);
      const session = await machine.open();
      await machine.clock.advance(5 * minute);
      const before = asked();
      await failureFrom(session.get({ urgent: true }));
      // The latest answer is at most a moment old after this.
      await machine.clock.advance(3 * second + 10);
      machine.grants.answer = () => machine.grants.issue();
      assert.ok(machine.grants.isGood((await session.get({ urgent: true })).accessToken));
      assert.ok(asked() <= before + 2);
      session.dispose();
    });

    it('has a person who renews wait as well', async () => {
      const session = await machine.open();
      await settled();
      machine.grants.answer = () => busy(5 * minute);
      for (let i = 0; i < 20; i++) {
        assert.equal((await failureFrom(session.renew())).kind, 'throttled');
        await machine.clock.advance(second);
      }
      assert.equal(asked(), 2);
      session.dispose();
    });

    it('shares the wait with all windows, also those opened since', async () => {
      machine.grants.answer = () => busy(5 * minute);
      const first = await machine.open();
      await settled();
      const other = await machine.open();
      assert.equal((await failureFrom(other.renew())).kind, 'throttled');
      assert.equal((await failureFrom(other.get({ urgent: true }))).kind, 'throttled');
      await machine.clock.advance(4 * minute);
      assert.equal(asked(), 1);
      machine.grants.answer = () => machine.grants.issue();
      await machine.clock.advance(2 * minute);
      assert.deepEqual([first.state.name, other.state.name], ['valid', 'valid']);
      first.dispose();
      other.dispose();
    });
  });

  describe('whatever its endpoints answer', () => {
    /** Requests that failed, with the milliseconds that had passed. */
    let failed: number[];

    /** Answers each request with the next of these, the last for good; the ones that fail are written down. */
    const answerWith = (answers: readonly (Failure | 'token')[]): void => {
      let count = 0;
      failed = [];
      machine.grants.answer = ({ at }) => {
        const answer = answers[Math.min(count++, answers.length - 1)]!;
        if (answer === 'token') {
          return machine.grants.issue();
        }
        failed.push(at);
        return answer;
      };
    };
    const busiestMinute = (times: readonly number[]): number =>
      Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + minute).length));

    const answers = fc.array(
      fc.constantFrom<Failure | 'token'>(
        'token',
        { kind: 'connectionRefused' },
        { kind: 'serverError', status: 500 },
        { kind: 'throttled', status: 503 },
        { kind: 'throttled', status: 429, retryAfter: 2 * minute },
        { kind: 'invalidReply', status: 200 },
        { kind: 'invalidGrant', status: 400, code: 'invalid_grant' },
        { kind: 'endpointNotFound', status: 404 },
        { kind: 'proxy', status: 407 },
        { kind: 'wrongSecret', status: 401, code: 'unauthorized_client' },
      ),
      { minLength: 1, maxLength: 12 },
    );

    it('sees two of its requests fail in any minute at most, all windows and silent callers together', async () => {
      const lifetimes = fc.constantFrom(24, 90, 300);
      await fc.assert(
        fc.asyncProperty(answers, lifetimes, fc.boolean(), async (script, lifetime, elsewhere) => {
          machine = new Machine(elsewhere ? { refreshTokenEndpoint: 'http://127.0.0.1:1/other' } : {});
          machine.grants.lifetime = lifetime;
          answerWith(script);
          const windows = [await machine.open(), await machine.open(), await machine.open()];
          for (let i = 0; i < 100; i++) {
            await machine.clock.advance(5 * second);
            for (const window of windows) {
              void usableToken(window, machine.clock, { byPerson: false }).catch(() => undefined);
            }
          }
          const busiest = busiestMinute(failed);
          assert.ok(busiest <= 2, `${busiest} requests failed in a minute: ${failed.join(', ')}`);
          windows.forEach((window) => window.dispose());
        }),
        { numRuns: 30, seed: 12 },
      );
    });

    it('makes one try of two requests at most for each act of a person, and counts them', async () => {
      machine = new Machine({ refreshTokenEndpoint: 'http://127.0.0.1:1/other' });
      const session = await machine.open();
      await settled();
      answerWith([{ kind: 'serverError', status: 500 }]);
      const perAct: number[] = [];
      for (let i = 0; i < 3; i++) {
        const before = asked();
        await failureFrom(session.renew());
        perAct.push(asked() - before);
      }
      assert.deepEqual(perAct, [2, 1, 1], 'by refresh token, then without, while that is known to fail');
      const acted = asked();
      await machine.clock.advance(minute - 1);
      assert.equal(asked(), acted, 'nothing by itself in the minute that a person has used up');
      session.dispose();
    });

    it('counts together what one server is asked while its endpoint is typed in the settings', async () => {
      answerWith([{ kind: 'endpointNotFound', status: 404 }]);
      for (const typed of ['', 't', 'to', 'tok', 'toke']) {
        const session = await machine.open(`http://127.0.0.1:1/${typed}`);
        await machine.clock.advance(700);
        session.dispose();
      }
      assert.equal(failed.length, 2);
      answerWith(['token']);
      const session = await machine.open();
      await machine.clock.advance(minute);
      assert.equal(session.state.name, 'valid', 'within the minute at the latest');
      session.dispose();
    });

    it('tries again within seconds after one request that failed', async () => {
      answerWith([{ kind: 'connectionLost' }, 'token']);
      const session = await machine.open();
      await machine.clock.advance(5 * second);
      assert.equal(session.state.name, 'valid');
      session.dispose();
    });
  });

  it('asks a proxy that wants credentials once, and again when a person acts', async () => {
    machine.grants.answer = () => ({ kind: 'proxy', status: 407 });
    const session = await machine.open();
    await machine.clock.advance(60 * minute);
    assert.equal(asked(), 1);
    assert.equal(session.state.name, 'rejected');
    await failureFrom(session.renew());
    assert.equal(asked(), 2);
    await machine.clock.advance(60 * minute);
    assert.equal(asked(), 2);
    session.dispose();
  });

  it('asks for no other token where the API refuses one that is fresh', async () => {
    const session = await machine.open();
    await settled();
    for (let i = 0; i < 50; i++) {
      const { accessToken } = await session.get();
      await session.replace(accessToken);
      await machine.clock.advance(second);
    }
    assert.equal(asked(), 1);
    await machine.clock.advance(minute);
    const { accessToken } = await session.get();
    assert.notEqual((await session.replace(accessToken)).accessToken, accessToken);
    session.dispose();
  });

  const stray: readonly Failure[] = [
    { kind: 'endpointNotFound', status: 404 },
    { kind: 'forbidden', status: 403 },
    { kind: 'redirected', status: 302 },
    { kind: 'badRequest', status: 400 },
    { kind: 'clientRefused', status: 401 },
  ];
  for (const failure of stray) {
    it(`takes a stray ${failure.status!} for passing where there were tokens before`, async () => {
      const session = await machine.open();
      await settled();
      machine.grants.answer = () => failure;
      await machine.clock.advance(45 * minute);
      assert.equal(session.state.name, 'retrying');
      const before = asked();
      await machine.clock.advance(10 * minute);
      assert.ok(asked() - before <= 20, `${asked() - before} requests in ten minutes`);
      machine.grants.answer = () => machine.grants.issue();
      await machine.clock.advance(2 * minute);
      assert.equal(session.state.name, 'valid');
      session.dispose();
    });

    it(`takes a ${failure.status!} for final at the first token, and with an OAuth error`, async () => {
      machine.grants.answer = () => failure;
      const first = await machine.open();
      await settled();
      assert.equal(first.state.name, 'rejected');
      first.dispose();

      machine = new Machine();
      const session = await machine.open();
      await settled();
      machine.grants.answer = () => ({ ...failure, code: 'invalid_client' });
      await machine.clock.advance(30 * minute);
      assert.equal(session.state.name, 'rejected');
      session.dispose();
    });
  }
});
