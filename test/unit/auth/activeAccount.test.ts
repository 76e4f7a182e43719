import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import { secretRecordOf, type ServiceAccount } from '../../../src/auth/serviceAccount';
import { account, accountsOf, bench, entryOf, loaded, names, other } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { accountAt, failureFrom } from '../../support/fixtures';
import type { ScriptedGrants } from '../../support/scriptedGrants';

const { signal } = new AbortController();

describe('the active account', () => {
  it('is signed out where nothing is stored, and asks for nothing', async () => {
    const { active, grants } = await loaded();
    assert.deepEqual(active.state, { name: 'signedOut', environment: undefined });
    assert.equal((await failureFrom(active.get())).kind, 'signedOut');
    assert.equal((await failureFrom(active.lease())).kind, 'signedOut');
    assert.equal(grants.calls.length, 0);
  });

  it('takes up the stored account', async () => {
    const { active, grants } = await loaded(account);
    assert.equal(active.state.name, 'valid');
    assert.equal(active.state.environment, 'Test');
    assert.deepEqual(grants.calls[0]!.account, account);
    assert.deepEqual(active.secretsInUse, [account.clientSecret, 'access-1', 'refresh-1']);
    active.dispose();
  });

  it('makes callers wait for the stores instead of calling them signed out', async () => {
    const { active } = bench(account);
    void active.load();
    assert.equal((await active.get()).accessToken, 'access-1');
    active.dispose();
  });

  it('tells which account is in use once a switch is over', async () => {
    const { active, environments } = bench(account);
    environments.edit([...environments.entries, { name: 'Empty', apiBaseUrl: 'https://api.example' }]);
    await active.switchTo('Empty');
    assert.equal((await failureFrom(active.known())).kind, 'signedOut');
    const switching = active.switchTo('Test');
    assert.equal(active.account, undefined);
    assert.deepEqual(await active.known(), account);
    await switching;
    active.dispose();
  });

  it('says that the secret storage does not answer', async () => {
    const { active, secrets, grants } = bench(account);
    secrets.beforeRead = () => Promise.reject(new Error('locked'));
    await active.load();
    assert.equal(active.state.name, 'rejected');
    assert.equal(grants.calls.length, 0);
    secrets.beforeRead = () => Promise.resolve();
    await active.load();
    assert.equal((await active.get()).accessToken, 'access-1');
    active.dispose();
  });

  it('has the account once the person is back from unlocking the secret storage', async () => {
    const { active, secrets, clock } = bench(account);
    secrets.beforeRead = () => Promise.reject(new Error('locked'));
    await active.load();
    assert.equal(active.state.name, 'rejected');
    await clock.advance(partsTogether);
    assert.equal(active.state.name, 'rejected');
    secrets.beforeRead = () => Promise.resolve();
    active.check();
    await clock.advance(partsTogether);
    assert.equal(active.state.name, 'valid');
    active.dispose();
  });

  describe('signing in', () => {
    it('asks nobody at an endpoint that the settings name over plain http', async () => {
      const { active, grants, secrets } = bench();
      const unsafe = accountAt('http://auth.company.example');
      assert.equal((await failureFrom(active.signIn(unsafe, signal))).kind, 'endpointUnsafe');
      assert.equal(grants.calls.length, 0);
      assert.equal(secrets.values.size, 0);
      active.dispose();
    });

    it('proves the account with one request, stores it and goes on with its token', async () => {
      const { active, grants, environments, secrets, states } = await loaded();
      await active.signIn(account, signal);
      await settled();
      assert.deepEqual(secrets.record('Test'), secretRecordOf(account));
      assert.deepEqual(environments.entries, [entryOf(account)]);
      assert.ok(
        !JSON.stringify(environments.entries).includes(JSON.stringify(account.clientSecret).slice(1, -1)),
      );
      assert.equal(environments.activeName(), 'Test');
      assert.equal(grants.calls.length, 1);
      assert.equal((await active.get()).accessToken, 'access-1');
      assert.equal(names(states).at(-1), 'valid');
      active.dispose();
    });

    it('makes no second request, in whatever order the account was put together', async () => {
      const { active, grants } = await loaded();
      const shuffled = Object.fromEntries(Object.entries(account).reverse()) as unknown as ServiceAccount;
      await active.signIn(shuffled, signal);
      await active.load();
      await settled();
      assert.equal(grants.calls.length, 1);
      assert.equal((await active.get()).accessToken, 'access-1');
      active.dispose();
    });

    it('stores nothing when refused', async () => {
      const { active, grants, environments, secrets } = await loaded();
      grants.answer = () => ({ kind: 'wrongSecret' });
      assert.equal((await failureFrom(active.signIn(account, signal))).kind, 'wrongSecret');
      assert.equal(secrets.values.size, 0);
      assert.deepEqual(environments.entries, []);
      assert.equal(active.state.name, 'signedOut');
    });

    it('stores nothing when cancelled', async () => {
      const { active, grants, secrets } = await loaded();
      grants.answer = () => new Promise(() => undefined);
      const abortion = new AbortController();
      const outcome = failureFrom(active.signIn(account, abortion.signal));
      abortion.abort();
      assert.equal((await outcome).kind, 'cancelled');
      assert.equal(secrets.values.size, 0);
    });

    it('stores no secret when the settings cannot be saved', async () => {
      const { active, environments, secrets } = await loaded();
      environments.saveError = new Error('settings.json is broken');
      await assert.rejects(active.signIn(account, signal), /settings.json is broken/);
      await settled();
      assert.equal(secrets.values.size, 0);
      assert.equal(active.state.name, 'signedOut');
    });

    it('leaves the former secret when the settings cannot be saved', async () => {
      const { active, environments, secrets } = await loaded(account);
      const before = secrets.record('Test');
      environments.saveError = new Error('settings.json is broken');
      await assert.rejects(active.signIn({ ...account, clientSecret: 'new' }, signal));
      await settled();
      assert.deepEqual(secrets.record('Test'), before);
      assert.equal(active.state.name, 'valid');
      assert.equal(active.account?.clientSecret, account.clientSecret);
      active.dispose();
    });

    it('to another server under the same name never looks like a refusal', async () => {
      const { active, states } = await loaded(account);
      states.length = 0;
      await active.signIn({ ...other, environment: 'Test' }, signal);
      await settled();
      assert.ok(!names(states).includes('rejected'), names(states).join());
      assert.equal(active.account?.tokenEndpoint, other.tokenEndpoint);
      active.dispose();
    });
  });

  describe('signing out', () => {
    it('forgets secret and client, keeps the endpoints and revokes the tokens', async () => {
      const { clock, active, grants, environments, secrets, states } = await loaded(account);
      await active.signOut();
      await settled();
      assert.equal(secrets.values.size, 0);
      const { clientId: _forgotten, ...endpoints } = entryOf(account);
      assert.deepEqual(environments.entries, [endpoints]);
      assert.deepEqual(active.state, { name: 'signedOut', environment: 'Test' });
      assert.deepEqual(active.secretsInUse, []);
      const { tokens, account: of } = grants.calls.find(({ grant }) => grant === 'revoke')!;
      assert.deepEqual([tokens?.accessToken, tokens?.refreshToken, of], ['access-1', 'refresh-1', account]);
      assert.equal(names(states).at(-1), 'signedOut');
      await clock.advance(partsTogether);
      assert.equal(clock.running, 0);
    });

    it('ends although the server never answers the revocation', async () => {
      const { clock, active, grants, secrets } = await loaded(account);
      let revocation: AbortSignal | undefined;
      grants.revoke = (_account, _tokens, abort) => {
        revocation = abort;
        return new Promise((_resolve, reject) => {
          abort.addEventListener('abort', () => reject(new Error('aborted')));
        });
      };
      const signingOut = active.signOut();
      await settled();
      assert.equal(active.state.name, 'signedOut');
      assert.equal(secrets.values.size, 0);
      await clock.advance(5000);
      await signingOut;
      assert.equal(revocation?.aborted, true);
      assert.equal(clock.running, 0);
    });

    it('voids a renewal that is under way', async () => {
      const { active, grants } = await loaded(account);
      grants.answer = () => new Promise(() => undefined);
      const renewal = failureFrom(active.renew());
      await settled();
      await active.signOut();
      assert.equal((await renewal).kind, 'cancelled');
      assert.equal(active.state.name, 'signedOut');
    });

    it('is no error when signed out already', async () => {
      const { active } = await loaded();
      await active.signOut();
      assert.equal(active.state.name, 'signedOut');
    });
  });

  describe('switching', () => {
    it('changes account and back', async () => {
      const { active, grants } = await loaded(account, other);
      await active.switchTo('Other');
      assert.equal((await active.lease()).account.clientId, 'other');
      await active.switchTo('Test');
      assert.equal((await active.lease()).account.clientId, 'distributor');
      assert.deepEqual(
        grants.calls.map((call) => call.account.clientId),
        ['distributor', 'other'],
        'the token stored before is good still',
      );
      active.dispose();
    });

    it('goes to signed out where the environment has no account', async () => {
      const { active, environments } = await loaded(account);
      environments.edit([...environments.entries, { name: 'Demo', apiBaseUrl: 'https://api.example' }]);
      await active.switchTo('Demo');
      assert.deepEqual(active.state, { name: 'signedOut', environment: 'Demo' });
      assert.equal((await failureFrom(active.get())).kind, 'signedOut');
      active.dispose();
    });

    it('never shows the token of one environment under the name of another', async () => {
      const { active, secrets } = await loaded(account, other);
      let go = (): void => undefined;
      secrets.beforeRead = () => new Promise((resolve) => (go = resolve));
      const switching = active.switchTo('Other');
      await settled();
      const { state } = active;
      assert.ok(state.name !== 'valid' || state.environment === 'Test', JSON.stringify(state));
      secrets.beforeRead = () => Promise.resolve();
      go();
      await switching;
      active.dispose();
    });

    it('takes the last of several, however the stores answer', async () => {
      const { active, secrets, environments } = await loaded(account, other);
      const waiting: (() => void)[] = [];
      secrets.beforeRead = () => new Promise((resolve) => waiting.push(resolve));
      const first = active.switchTo('Other');
      await settled();
      const second = active.switchTo('Test');
      await settled();
      secrets.beforeRead = () => Promise.resolve();
      waiting.reverse().forEach((go) => go());
      await Promise.all([first, second]);
      assert.equal(environments.activeName(), 'Test');
      assert.equal(active.account?.environment, 'Test');
      active.dispose();
    });

    it('never mixes accounts: a lease is replaced by its own account only', async () => {
      const { active, clock, grants } = await loaded(account, other);
      const lease = await active.lease();
      await active.switchTo('Other');
      const asked = grants.calls.length;
      assert.equal((await failureFrom(active.replace(lease))).kind, 'cancelled');
      await settled();
      const current = await active.lease();
      assert.equal(current.account.clientId, 'other');
      assert.notEqual(current.accessToken, lease.accessToken);
      assert.ok(grants.calls.slice(asked).every((call) => call.account.clientId === 'other'));
      await clock.advance(60_000);
      const replaced = await active.replace(current);
      assert.equal(replaced.account, current.account);
      assert.notEqual(replaced.accessToken, current.accessToken);
      active.dispose();
    });

    it('hands out no token of the one switched to for one that was asked of the former', async () => {
      const all = await loaded(account, other);
      const { clock, active, grants, environments } = all;
      await clock.advance(600_000);
      await active.switchTo('Other');
      await active.get();
      await active.switchTo('Test');
      const accounts = accountsOf(all);
      const test = environments.all().find(({ name }) => name === 'Test')!;
      // Near its end, and the server does not answer.
      grants.answer = () => new Promise(() => undefined);
      await clock.advance(1_150_000);
      const asked = failureFrom(accounts.usable(test, { byPerson: true }));
      await settled();
      await active.switchTo('Other');
      assert.equal((await asked).kind, 'cancelled');
      active.dispose();
    });

    it('voids the late answer of the former account', async () => {
      const { active, grants, states } = bench(account, other);
      let answer = (_tokens: ReturnType<ScriptedGrants['issue']>): void => undefined;
      const healthy = grants.clientCredentials.bind(grants);
      grants.clientCredentials = () => new Promise((resolve) => (answer = resolve));
      await active.load();
      grants.clientCredentials = healthy;
      await active.switchTo('Other');
      await settled();
      const { length } = states;
      answer(grants.issue({ accessToken: 'late' }));
      await settled();
      assert.equal(states.length, length);
      assert.notEqual((await active.get()).accessToken, 'late');
      active.dispose();
    });
  });

  it('leaves no timer, no request and no event when disposed of', async () => {
    const { clock, active, grants, environments, states } = await loaded(account);
    grants.answer = () => new Promise(() => undefined);
    const renewal = failureFrom(active.renew());
    await settled();
    active.dispose();
    assert.equal((await renewal).kind, 'cancelled');
    const { length } = states;
    environments.edit([]);
    await clock.advance(3_600_000);
    assert.equal(states.length, length);
    assert.equal(clock.running, 0);
  });
});
