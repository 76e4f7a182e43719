import assert from 'node:assert/strict';
import type { ActiveAccount } from '../../../src/auth/activeAccount';
import { OAuthGrants } from '../../../src/auth/oauthGrants';
import { secretRecordOf, type ServiceAccount } from '../../../src/auth/serviceAccount';
import type { SessionState } from '../../../src/auth/sessionState';
import type { TokenSession } from '../../../src/auth/tokenSession';
import { singleAttempt } from '../../../src/net/pipeline';
import { type Sandbox, type SandboxAccount, startSandbox } from '../../sandbox/sandbox';
import { windowOver } from '../../support/activeAccountBench';
import { FakeClock, settled } from '../../support/fakeClock';
import { assertNoLeak, failureFrom } from '../../support/fixtures';
import { loneSession, MemoryEnvironments, MemorySecrets } from '../../support/memoryStores';
import { closeServers, reply, startServer } from '../../support/scriptedServer';
import { minute } from '../../support/time';

const { signal } = new AbortController();

function serviceAccount(account: SandboxAccount): ServiceAccount {
  return { ...account, clientAuthentication: 'client_secret_post' };
}

describe('tokens from the look-alike service', () => {
  let clock: FakeClock;
  let sandbox: Sandbox;
  let grants: OAuthGrants;
  const disposables: { dispose(): void }[] = [];

  beforeEach(async () => {
    clock = new FakeClock();
    sandbox = await startSandbox({ now: () => clock.now() });
    grants = new OAuthGrants(
      singleAttempt(fetch, { timeout: 5000, maxBytes: 1_000_000 }),
      () => clock.now(),
      'test/1',
    );
  });
  afterEach(async () => {
    disposables.splice(0).forEach((each) => each.dispose());
    await sandbox.close();
    await closeServers();
  });

  function tokenRequests(): (string | undefined)[] {
    return sandbox.requests.filter(({ url }) => url.endsWith('/token')).map(({ grantType }) => grantType);
  }

  /** Waits for a state of the session; the sandbox answers over real sockets. */
  function reaches(session: TokenSession, wanted: (state: SessionState) => boolean): Promise<SessionState> {
    return new Promise((resolve) => {
      const look = (state: SessionState): void => {
        if (wanted(state)) {
          subscription.dispose();
          // The state is entered a moment before the request is over.
          void settled().then(() => resolve(state));
        }
      };
      const subscription = session.onDidChange(look);
      look(session.state);
    });
  }

  function session(account = serviceAccount(sandbox.account)): TokenSession {
    const result = loneSession(account, grants, clock, () => 0.5);
    disposables.push(result);
    return result;
  }

  it('a session renews by refresh token, and by client credentials once its Keycloak session has ended', async () => {
    const one = session();
    one.start();
    const first = await reaches(one, ({ name }) => name === 'valid');
    assert.ok(first.name === 'valid');
    assert.equal(first.tokens.expiresAt - clock.now(), 30 * minute);
    clock.setWallClock(first.renewsAt - clock.now());
    const second = reaches(one, (state) => state.name === 'valid' && state.tokens !== first.tokens);
    one.check();
    const renewed = await second;
    assert.ok(renewed.name === 'valid');
    sandbox.realm('korusticket').endSessions();
    clock.setWallClock(renewed.renewsAt - clock.now());
    const third = reaches(one, (state) => state.name === 'valid' && state.tokens !== renewed.tokens);
    one.check();
    await third;
    const expected = ['client_credentials', 'refresh_token', 'refresh_token', 'client_credentials'];
    assert.deepEqual(tokenRequests(), expected);
  });

  it('a session without refresh tokens, and one after the refresh token has expired, uses client credentials', async () => {
    const plain = session(serviceAccount(sandbox.accountOf('korusticket', 'distributor-no-refresh')));
    plain.start();
    await reaches(plain, ({ name }) => name === 'valid');
    assert.equal(plain.heldTokens?.refreshToken, undefined);
    await plain.renew();
    const idle = session();
    idle.start();
    await reaches(idle, ({ name }) => name === 'valid');
    clock.setWallClock(31 * minute);
    await idle.get();
    assert.deepEqual(new Set(tokenRequests()), new Set(['client_credentials']));
  });

  it('a session lives through a rotating realm', async () => {
    const one = session(serviceAccount(sandbox.accountOf('korusticket-rotating', 'distributor')));
    await one.renew();
    for (let i = 0; i < 5; i++) {
      clock.setWallClock(20 * minute);
      await one.renew();
    }
    assert.deepEqual(
      tokenRequests().slice(1),
      Array.from({ length: 5 }, () => 'refresh_token'),
    );
  });

  it('a session keeps a lost refresh reply from being the end of it', async () => {
    const one = session(serviceAccount(sandbox.accountOf('korusticket-rotating', 'distributor')));
    await one.renew();
    clock.setWallClock(2000);
    sandbox.faults.set({ on: 'token', grantType: 'refresh_token', drop: 'beforeReply', times: 1 });
    assert.equal((await failureFrom(one.renew())).kind, 'connectionLost');
    assert.equal(one.state.name, 'valid');
    await one.renew();
    assert.equal(tokenRequests().at(-1), 'client_credentials');
  });

  const refusals: readonly (readonly [string, string, string])[] = [
    ['a disabled client', 'distributor-disabled', 'clientRefused'],
    ['a client without service account', 'distributor-no-service-account', 'serviceAccountDisabled'],
    ['a wrong secret', 'distributor', 'wrongSecret'],
  ];
  for (const [name, client, kind] of refusals) {
    it(`a session stops at ${name}`, async () => {
      const account = serviceAccount(sandbox.accountOf('korusticket', client));
      const clientSecret = kind === 'wrongSecret' ? 'never-the-right-secret' : account.clientSecret;
      const one = session({ ...account, clientSecret });
      one.start();
      const state = await reaches(one, (each) => each.name === 'rejected');
      assert.equal('failure' in state && state.failure.kind, kind);
      assertNoLeak(state, clientSecret, account.clientSecret);
      await clock.advance(60 * minute);
      assert.equal(tokenRequests().length, 1);
    });
  }

  describe('for the active account', () => {
    function activeAccount(): {
      active: ActiveAccount;
      environments: MemoryEnvironments;
      secrets: MemorySecrets;
    } {
      const environments = new MemoryEnvironments();
      const secrets = new MemorySecrets();
      const active = windowOver({ environments, secrets, grants, clock });
      disposables.push(active);
      return { active, environments, secrets };
    }

    it('signing out leaves a dead refresh token and a dead access token', async () => {
      const account = serviceAccount(sandbox.account);
      const { active } = activeAccount();
      await active.signIn(account, signal);
      const tokens = await active.get();
      assert.ok((await grants.refresh(account, tokens, signal)).accessToken);
      await active.signOut();
      assert.equal((await failureFrom(grants.refresh(account, tokens, signal))).kind, 'invalidGrant');
      const answer = await fetch(account.apiBaseUrl + sandbox.catalogsPath, {
        headers: { authorization: `Bearer ${tokens.accessToken}` },
      });
      assert.equal(answer.status, 401);
    });

    it('signing out works with the server down', async () => {
      const { active, environments, secrets } = activeAccount();
      await active.signIn(serviceAccount(sandbox.account), signal);
      await sandbox.stop();
      await active.signOut();
      assert.equal(active.state.name, 'signedOut');
      assert.equal(secrets.values.size, 0);
      assert.equal(environments.entries[0]!.clientId, undefined);
    });

    it('settings that point elsewhere send nothing there', async () => {
      const account = serviceAccount(sandbox.account);
      const evil = await startServer(reply({ access_token: 'evil', token_type: 'Bearer' }));
      const { active, environments } = activeAccount();
      await active.signIn(account, signal);
      const [entry] = environments.entries;
      for (const part of ['tokenEndpoint', 'refreshTokenEndpoint', 'apiBaseUrl'] as const) {
        environments.edit([{ ...entry!, [part]: `${evil.origin}/token` }]);
        await clock.advance(500);
        assert.equal((await failureFrom(active.renew())).kind, 'originChanged');
        assert.equal((await failureFrom(active.lease())).kind, 'originChanged');
        await clock.advance(60 * minute);
      }
      await active.signOut();
      assert.equal(evil.requests.length, 0);
      assert.equal(secretRecordOf(account).origins.token, sandbox.authOrigin);
    });

    it('a refused sign-in stores nothing', async () => {
      const { active, environments, secrets } = activeAccount();
      const account = { ...serviceAccount(sandbox.account), clientSecret: 'never-the-right-secret' };
      assert.equal((await failureFrom(active.signIn(account, signal))).kind, 'wrongSecret');
      assert.deepEqual([secrets.values.size, environments.entries.length], [0, 0]);
    });
  });
});
