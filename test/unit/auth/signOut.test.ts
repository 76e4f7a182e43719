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
  type Bench,
} from '../../support/activeAccountBench';
import { ExclusiveLock } from '../../support/exclusiveLock';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';
import { freeLock } from '../../support/memoryStores';
import { minute } from '../../support/time';

const { signal } = new AbortController();

/** Ends the sessions: whoever renews gets tokens of a new one. */
function endSessions({ grants }: Bench): void {
  grants.answer = ({ grant }) => (grant === 'refresh' ? { kind: 'invalidGrant' } : grants.issue());
}

/** Keeps the next reply of the token service back until let go. */
function holdReply({ grants }: Bench): () => void {
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  grants.answer = async () => {
    const tokens = grants.issue();
    await held;
    return tokens;
  };
  return () => {
    grants.answer = () => grants.issue();
    go();
  };
}

function assertNothingLeft({ grants, secrets }: Bench): void {
  assert.deepEqual(grants.alive, [], 'tokens alive at the server');
  assert.deepEqual([...secrets.values.keys()], [], 'left in the secret store');
}

describe('signed out means signed out', () => {
  it('also for tokens that another window has renewed and nobody told of', async () => {
    const all = await loaded(account);
    all.secrets.tells = false;
    const second = await beside(all);
    endSessions(all);
    await second.renew();
    await settled();
    await all.active.signOut();
    await settled();
    assertNothingLeft(all);
    all.active.dispose();
    second.dispose();
  });

  it('also for what another window holds that could not store it', async () => {
    const all = await loaded(account);
    const second = await beside(all);
    endSessions(all);
    all.secrets.beforeWrite = () => Promise.reject(new Error('no keyring'));
    await second.renew();
    all.secrets.beforeWrite = () => Promise.resolve();
    await all.active.signOut();
    second.check();
    await all.clock.advance(minute);
    assert.equal(second.state.name, 'signedOut');
    assertNothingLeft(all);
    all.active.dispose();
    second.dispose();
  });

  it('also for a renewal under way in this window', async () => {
    const all = await loaded(account);
    const reply = holdReply(all);
    const renewal = failureFrom(all.active.renew());
    await settled();
    await all.active.signOut();
    reply();
    await settled();
    assert.equal((await renewal).kind, 'cancelled');
    assert.equal(all.active.state.name, 'signedOut');
    assertNothingLeft(all);
    all.active.dispose();
  });

  it('also for tokens whose place others have taken before they expired, whoever saw that', async () => {
    const all = await loaded(account);
    endSessions(all);
    await all.active.renew();
    all.grants.answer = () => all.grants.issue({ refreshToken: undefined, refreshExpiresAt: undefined });
    await all.clock.advance(minute);
    await all.active.renew();
    await all.clock.advance(minute);
    await all.active.renew();
    await settled();
    assert.ok(all.grants.alive.length > 2);
    const opened = await beside(all);
    await opened.signOut();
    await settled();
    assertNothingLeft(all);
    all.active.dispose();
    opened.dispose();
  });

  for (const locks of ['a lock', 'no lock that works'] as const) {
    it(`also for a renewal under way in another window, with ${locks}`, async () => {
      const lock = locks === 'a lock' ? new ExclusiveLock() : freeLock;
      const all = await loaded(account);
      all.secrets.tells = false;
      const [one, second] = [await beside(all, lock), await beside(all, lock)];
      const reply = holdReply(all);
      const renewal = second.renew().catch(() => undefined);
      await settled();
      const signingOut = one.signOut();
      await settled();
      assert.equal(one.state.name, 'signedOut', 'nobody waits for the other window to see it');
      reply();
      await renewal;
      await all.clock.advance(minute);
      await signingOut;
      assertNothingLeft(all);
      [all.active, one, second].forEach((window) => window.dispose());
    });
  }

  it('also for another window that waits for the right to renew', async () => {
    const lock = new ExclusiveLock();
    const all = await loaded(account);
    all.secrets.tells = false;
    const [one, second] = [await beside(all, lock), await beside(all, lock)];
    const release = await lock.acquire('', signal);
    const renewal = failureFrom(second.renew());
    await settled();
    const signingOut = one.signOut();
    await settled();
    release();
    await all.clock.advance(minute);
    await signingOut;
    assert.ok(['cancelled', 'signedOut'].includes((await renewal).kind));
    assertNothingLeft(all);
    [all.active, one, second].forEach((window) => window.dispose());
  });

  it('also for an account that is not the active one, whatever is under way for it', async () => {
    const all = await loaded(account, other);
    const accounts = accountsOf(all);
    await accounts.usable(entryOf(other), { byPerson: true });
    await settled();
    await all.clock.advance(29.5 * minute);
    const reply = holdReply(all);
    const usable = failureFrom(accounts.usable(entryOf(other), { byPerson: true }));
    await settled();
    await accounts.signOut(entryOf(other));
    reply();
    await usable;
    await all.clock.advance(minute);
    await all.active.signOut();
    assertNothingLeft(all);
    all.active.dispose();
  });

  for (const [renewed, times] of [
    ['', 0],
    [', renewed since', 1],
    [', renewed twice since, the clock set each time', 2],
  ] as const) {
    it(`also for tokens that look expired because the clock was set forward${renewed}`, async () => {
      const all = await loaded(account);
      endSessions(all);
      await all.active.renew();
      await settled();
      for (let time = 0; time < times; time++) {
        all.clock.setWallClock(100 * minute);
        await all.clock.advance(minute);
        await all.active.get();
      }
      if (times === 0) {
        all.clock.setWallClock(100 * minute);
      }
      assert.equal(all.grants.alive.length, 2 + times);
      await all.active.signOut();
      await settled();
      assertNothingLeft(all);
      all.active.dispose();
    });
  }

  it('does not wait for ever for a window that hangs with the lock in its hand', async () => {
    const lock = new ExclusiveLock();
    const all = await loaded(account);
    const one = await beside(all, lock);
    await lock.acquire('', signal);
    const signingOut = one.signOut();
    await all.clock.advance(minute);
    await signingOut;
    assertNothingLeft(all);
    all.active.dispose();
    one.dispose();
  });

  it('leaves alone what was signed in again meanwhile', async () => {
    const lock = new ExclusiveLock();
    const all = await loaded(account);
    const one = await beside(all, lock);
    const release = await lock.acquire('', signal);
    const signingOut = one.signOut();
    await settled();
    await one.signIn(account, signal);
    release();
    await all.clock.advance(minute);
    await signingOut;
    assert.equal(one.state.name, 'valid');
    assert.ok(all.grants.isGood((await one.get()).accessToken));
    assert.equal((await (await beside(all)).get()).accessToken, (await one.get()).accessToken);
    all.active.dispose();
    one.dispose();
  });

  it('tells where the server could not be reached, and how long the token lives on', async () => {
    const all = await loaded(account);
    const told: unknown[] = [];
    all.active.onDidLeaveTokens((left) => told.push([left.environment, left.failure.kind, left.until]));
    const { expiresAt } = await all.active.get();
    all.grants.revocationFailure = { kind: 'connectionRefused' };
    await all.active.signOut();
    assert.deepEqual(told, [['Test', 'connectionRefused', expiresAt]]);
    assert.equal(all.secrets.values.size, 0);
    all.active.dispose();
  });

  for (const [what, lives] of [
    ['how long that is', 30 * minute],
    ['that nobody knows how long, where the server does not say', undefined],
  ] as const) {
    it(`tells the same of a session that outlives its access token, and ${what}`, async () => {
      const all = bench(account);
      const refreshExpiresAt = lives === undefined ? undefined : all.clock.now() + lives;
      all.grants.lifetime = 5 * 60;
      all.grants.answer = () => all.grants.issue({ refreshExpiresAt });
      await all.active.load();
      await settled();
      const told: unknown[] = [];
      all.active.onDidLeaveTokens((left) => told.push([left.failure.kind, left.until]));
      all.grants.answer = () => ({ kind: 'hostNotFound' });
      all.grants.revocationFailure = { kind: 'hostNotFound' };
      await all.clock.advance(6 * minute);
      assert.equal(all.active.state.name, 'retrying');
      await all.active.signOut();
      assert.deepEqual(told, [['hostNotFound', refreshExpiresAt ?? Infinity]]);
      all.active.dispose();
    });
  }
});

describe('signed out while the secret store is locked', () => {
  for (const [how, answer] of [
    ['refuses', () => Promise.reject(new Error('locked'))],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ] as const) {
    it(`that ${how}: it is told, and nothing takes the account up once the store is open`, async () => {
      const all = await loaded(account);
      all.secrets.beforeRead = all.secrets.beforeWrite = answer;
      const outcome = failureFrom(all.active.signOut());
      await settled();
      assert.equal(all.active.state.name, 'signedOut');
      await all.clock.advance(3 * minute);
      assert.equal((await outcome).kind, 'secretsUnavailable');
      assert.deepEqual(all.grants.alive, [], 'tokens alive at the server');
      all.secrets.beforeRead = all.secrets.beforeWrite = () => Promise.resolve();
      assert.ok(all.secrets.record('Test') !== undefined, 'else there is nothing to take up');
      const later = await beside(all);
      assert.equal(later.state.name, 'signedOut');
      await later.signOut();
      assertNothingLeft(all);
      for (const window of [all.active, later]) window.dispose();
    });

    it(`that ${how}: other windows end with it`, async () => {
      const all = await loaded(account);
      const second = await beside(all);
      assert.equal(second.state.name, 'valid');
      all.secrets.beforeRead = all.secrets.beforeWrite = answer;
      const outcome = failureFrom(all.active.signOut());
      await settled();
      second.check();
      await all.clock.advance(3 * minute);
      await outcome;
      assert.equal(second.state.name, 'signedOut');
      for (const window of [all.active, second]) window.dispose();
    });
  }
});

describe('what answers the revocation', () => {
  for (const [failure, isTold] of [
    [{ kind: 'endpointNotFound', status: 404 }, true],
    [{ kind: 'throttled', status: 503 }, true],
    [{ kind: 'wrongSecret', status: 401 }, true],
    [{ kind: 'wrongSecret', status: 400 }, true],
    [{ kind: 'revocationElsewhere', url: 'https://elsewhere.example/revoke' }, true],
    [{ kind: 'badRequest', status: 400 }, false],
    [{ kind: 'badRequest', status: 400, code: 'invalid_request' }, false],
    [{ kind: 'badRequest', status: 400, code: 'unsupported_token_type' }, true],
    [{ kind: 'endpointNotFound', status: 200 }, false],
  ] as const) {
    it(`${Object.values(failure).join(' ')} ${isTold ? 'is told, as an unreachable server is' : 'is an answer'}`, async () => {
      const all = await loaded(account);
      let told = false;
      all.active.onDidLeaveTokens(() => (told = true));
      all.grants.revocationFailure = failure;
      await all.active.signOut();
      assert.equal(told, isTold);
      all.active.dispose();
    });
  }
});

describe('a sign-in leaves no live token behind', () => {
  it('that cannot be saved', async () => {
    const all = await loaded();
    all.environments.saveError = new Error('settings.json is broken');
    await assert.rejects(all.active.signIn(account, signal));
    await settled();
    assertNothingLeft(all);
    all.active.dispose();
  });

  it('that takes the place of another, in this window and in others', async () => {
    const all = await loaded(account);
    const second = await beside(all);
    await all.active.signIn({ ...account, clientId: 'second', clientSecret: 'second secret' }, signal);
    second.check();
    await all.clock.advance(partsTogether + minute);
    assert.equal((await second.get()).accessToken, (await all.active.get()).accessToken);
    assert.deepEqual(all.grants.alive, [(await all.active.get()).accessToken]);
    all.active.dispose();
    second.dispose();
  });

  it('that takes the place of one that is not the active one', async () => {
    const all = await loaded(account, other);
    await accountsOf(all).usable(entryOf(other), { byPerson: true });
    await settled();
    await all.active.signIn({ ...other, clientSecret: 'new' }, signal);
    await settled();
    const now = (await all.active.get()).accessToken;
    assert.deepEqual(
      all.grants.alive.filter((token) => token !== 'access-1'),
      [now],
    );
    const { account: by } = all.grants.calls.find(({ grant }) => grant === 'revoke')!;
    assert.equal(by.clientSecret, 'new', 'the old secret of the same client may be refused');
    all.active.dispose();
  });
});
