import assert from 'node:assert/strict';
import type { Failure } from '../../../src/base/failure';
import { Setbacks } from '../../../src/auth/setbacks';
import type { TokenSession } from '../../../src/auth/tokenSession';
import { usableToken } from '../../../src/auth/usableToken';
import { FakeClock, settled } from '../../support/fakeClock';
import { accountAt, failureFrom } from '../../support/fixtures';
import { loneSession, MemoryEnvironments, MemorySecrets, memoryTokenStore } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';

const second = 1000;
const minute = 60 * second;

/** Windows of one machine, each with its session of the same account. */
class Machine {
  readonly clock = new FakeClock();
  readonly grants = new ScriptedGrants(this.clock);
  private readonly secrets = new MemorySecrets();
  private readonly environments = new MemoryEnvironments();

  async open(): Promise<TokenSession> {
    const setbacks = new Setbacks(this.environments, () => 0.5);
    const account = accountAt('http://127.0.0.1:1');
    const store = memoryTokenStore(account, this.clock, this.secrets);
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
      await usableToken(session, machine.clock, true);
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

  it('asks twice a minute at most while nothing works, all windows together', async () => {
    for (const failure of [{ kind: 'connectionRefused' }, { kind: 'serverError', status: 500 }] as const) {
      machine = new Machine();
      machine.grants.answer = () => failure;
      const windows = [await machine.open(), await machine.open(), await machine.open()];
      await machine.clock.advance(60 * minute);
      const times = machine.grants.calls.map(({ at }) => at);
      const busiest = Math.max(
        ...times.map((from) => times.filter((at) => at >= from && at < from + 10 * minute).length),
      );
      assert.ok(busiest <= 20, `${busiest} requests in ten minutes`);
      windows.forEach((window) => window.dispose());
    }
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
