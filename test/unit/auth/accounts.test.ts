import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import type { Environment } from '../../../src/auth/environment';
import {
  account,
  accountsOf,
  entryOf,
  loaded,
  other,
  windowBeside,
  type Bench,
} from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';

const otherEnvironment = entryOf(other);

/** The environment of each call, so that one sees who was asked for. */
function callsOf({ grants }: Bench): string[] {
  return grants.calls.map(({ grant, account: { environment } }) => `${grant} ${environment}`);
}

describe('accounts of all environments', () => {
  it('are listed without a request, each by its environment and client id', async () => {
    const all = await loaded(account, other);
    const before = all.grants.calls.length;
    const found = await accountsOf(all).all();
    assert.deepEqual(
      found.map(({ environment, clientId }) => [environment.name, clientId]),
      [
        [account.environment, account.clientId],
        ['Other', 'other'],
      ],
    );
    assert.equal(all.grants.calls.length, before);
    all.active.dispose();
  });

  it('are not there where the secret is missing or the account was signed out', async () => {
    const all = await loaded(account, other);
    const accounts = accountsOf(all);
    all.secrets.values.delete('korusticket.account.Other');
    assert.deepEqual(
      (await accounts.all()).map(({ environment }) => environment.name),
      [account.environment],
    );
    await all.active.signOut();
    assert.deepEqual(await accounts.all(), []);
    all.active.dispose();
  });

  it('are there also where the settings have lost the client id, which the secret store has', async () => {
    const all = await loaded();
    for (const each of [other, account]) {
      await all.active.signIn(each, new AbortController().signal);
    }
    const strangers = { name: 'Nobody', apiBaseUrl: 'https://api.example' };
    const stripped = all.environments.entries.map(({ clientId: _lost, ...rest }) => rest);
    all.environments.edit([...stripped, strangers]);
    await all.clock.advance(partsTogether);
    assert.deepEqual(
      (await accountsOf(all).all()).map(({ environment, clientId }) => [environment.name, clientId]),
      [
        ['Other', 'other'],
        [account.environment, account.clientId],
      ],
    );
    // And a window that opens now does not look signed out meanwhile.
    const later = windowBeside(all);
    const loading = later.load();
    assert.equal(later.state.name, 'acquiring');
    await loading;
    assert.equal(later.state.name, 'valid');
    all.active.dispose();
    later.dispose();
  });

  it('are there also where they cannot be used as they are', async () => {
    const all = await loaded(account, other);
    const moved: Environment = { ...otherEnvironment, tokenEndpoint: 'http://127.0.0.1:9/token' };
    all.environments.edit([entryOf(account), moved]);
    const accounts = accountsOf(all);
    assert.equal((await accounts.all()).length, 2);
    assert.equal((await failureFrom(accounts.usable(moved, { byPerson: true }))).kind, 'originChanged');
    all.active.dispose();
  });

  it('leave what happened of late to what is asked of a server: a token that lies there is no event', async () => {
    const all = await loaded(account, other);
    const accounts = accountsOf(all);
    await accounts.usable(otherEnvironment, { byPerson: false });
    await settled();
    const before = all.active.history.events.length;
    for (let i = 0; i < 20; i++) {
      await accounts.usable(otherEnvironment, { byPerson: false });
    }
    assert.equal(all.active.history.events.length, before);
    assert.ok(all.active.history.events.some(({ environment }) => environment === account.environment));
    all.active.dispose();
  });

  it('give the token of the active one without another request', async () => {
    const all = await loaded(account, other);
    const tokens = await accountsOf(all).usable(entryOf(account), { byPerson: true });
    assert.equal(tokens.accessToken, 'access-1');
    assert.deepEqual(callsOf(all), [`clientCredentials ${account.environment}`]);
    all.active.dispose();
  });

  it('ask for one token of another and keep it for who asks next, in this window or another', async () => {
    const all = await loaded(account, other);
    const accounts = accountsOf(all);
    const [first, second] = await Promise.all([
      accounts.usable(otherEnvironment, { byPerson: true }),
      accounts.usable(otherEnvironment, { byPerson: true }),
    ]);
    assert.equal(first.accessToken, 'access-2');
    assert.equal(second.accessToken, 'access-2');
    await settled();
    assert.equal(
      (await accountsOf(all).usable(otherEnvironment, { byPerson: true })).accessToken,
      'access-2',
    );
    assert.deepEqual(callsOf(all), [`clientCredentials ${account.environment}`, 'clientCredentials Other']);
    all.active.dispose();
  });

  it('renew the token of another once it has less than a minute left, and not before', async () => {
    const all = await loaded(account, other);
    const accounts = accountsOf(all);
    await accounts.usable(otherEnvironment, { byPerson: true });
    await settled();
    const lifetime = all.grants.lifetime * 1000;
    await all.clock.advance(lifetime - 61_000);
    assert.equal((await accounts.usable(otherEnvironment, { byPerson: true })).accessToken, 'access-2');
    await all.clock.advance(2000);
    const renewed = await accounts.usable(otherEnvironment, { byPerson: true });
    assert.ok(renewed.expiresAt - all.clock.now() >= 60_000);
    assert.ok(all.grants.isGood(renewed.accessToken));
    all.active.dispose();
  });

  for (const [what, failure, most] of [
    ['a wrong secret', { kind: 'wrongSecret', status: 401, code: 'unauthorized_client' }, 1],
    ['Retry-After', { kind: 'throttled', status: 503, retryAfter: 5 * 60_000 }, 1],
    ['a server that is down', { kind: 'connectionRefused' }, 5],
  ] as const) {
    it(`ask hardly ever for other extensions after ${what}, active or not`, async () => {
      const all = await loaded(account, other);
      const accounts = accountsOf(all);
      all.grants.answer = () => failure;
      all.clock.setWallClock(3600_000);
      const before = all.grants.calls.length;
      for (const environment of [otherEnvironment, entryOf(account)]) {
        for (let i = 0; i < 100; i++) {
          const outcome = failureFrom(accounts.usable(environment, { byPerson: false }));
          await all.clock.advance(500);
          assert.equal((await outcome).kind, failure.kind);
        }
      }
      const asked = all.grants.calls.slice(before);
      for (const name of ['Other', account.environment]) {
        const count = asked.filter((call) => call.account.environment === name).length;
        assert.ok(count <= most + 1, `${count} requests of ${name}`);
      }
      // Whoever sits at the keyboard is served all the same, where the server does not mind.
      all.grants.answer = () => all.grants.issue();
      const wanted = accounts.usable(otherEnvironment, { byPerson: true });
      if ('retryAfter' in failure) {
        assert.equal((await failureFrom(wanted)).kind, 'throttled');
      } else {
        assert.ok(all.grants.isGood((await wanted).accessToken));
      }
      all.active.dispose();
    });
  }

  it('cause no requests of their own accord', async () => {
    const all = await loaded(account, other);
    await accountsOf(all).usable(otherEnvironment, { byPerson: true });
    await settled();
    await all.clock.advance(24 * 3600_000);
    assert.equal(callsOf(all).filter((call) => call.endsWith(' Other')).length, 1);
    all.active.dispose();
  });

  it('are gone after signing out of one, whose tokens are revoked, while the active one goes on', async () => {
    const all = await loaded(account, other);
    const accounts = accountsOf(all);
    await accounts.usable(otherEnvironment, { byPerson: true });
    await settled();
    await accounts.signOut(otherEnvironment);
    assert.equal(all.secrets.record('Other'), undefined);
    assert.equal(all.secrets.values.get('korusticket.tokens.Other'), undefined);
    assert.deepEqual(callsOf(all).slice(2), ['revoke Other']);
    assert.equal(all.active.state.name, 'valid');
    assert.equal(all.active.environment()?.name, account.environment);
    assert.equal(all.environments.activeName(), undefined);
    assert.equal(
      (await failureFrom(accounts.usable(otherEnvironment, { byPerson: true }))).kind,
      'signedOut',
    );
    all.active.dispose();
  });

  it('are listed also where the settings have their environment no longer, to be signed out of', async () => {
    const all = await loaded(account);
    const obtainedBy = { grant: 'client_credentials', endpoint: other.tokenEndpoint } as const;
    all.grants.answer = () => all.grants.issue({ obtainedBy });
    await all.active.signIn(other, new AbortController().signal);
    await all.active.switchTo('Test');
    await settled();
    all.environments.edit([entryOf(account)]);
    await all.clock.advance(1000);
    const accounts = accountsOf(all);
    const [, left] = await accounts.all();
    assert.deepEqual([left?.environment.name, left?.clientId], ['Other', 'other']);
    assert.equal(
      (await failureFrom(accounts.usable(left!.environment, { byPerson: true }))).kind,
      'endpointMissing',
    );
    await accounts.signOut(left!.environment);
    assert.equal(all.secrets.record('Other'), undefined);
    assert.deepEqual(
      all.grants.alive.filter((token) => token !== 'access-1'),
      [],
    );
    assert.equal((await accounts.all()).length, 1);
    assert.equal(all.active.state.name, 'valid');
    all.active.dispose();
  });

  it('are signed out of as the active one is', async () => {
    const all = await loaded(account, other);
    await accountsOf(all).signOut(entryOf(account));
    assert.equal(all.active.state.name, 'signedOut');
    assert.equal(all.active.environment()?.name, account.environment);
    all.active.dispose();
  });
});
