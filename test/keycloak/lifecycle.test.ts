import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { ActiveAccount } from '../../src/auth/activeAccount';
import { systemClock } from '../../src/base/clock';
import { createRenewalLock } from '../../src/auth/renewalLock';
import type { Grants } from '../../src/auth/grants';
import { secretRecordOf, type ServiceAccount } from '../../src/auth/serviceAccount';
import type { TokenSet } from '../../src/auth/tokenSet';
import type { TokenEvent } from '../../src/auth/tokenHistory';
import { createNetwork } from '../../src/api/network.lazy';
import { entryOf } from '../support/activeAccountBench';
import { failureFrom } from '../support/fixtures';
import { changes, MemoryEnvironments, MemorySecrets } from '../support/memoryStores';
import { second } from '../support/time';
import { rotatingRealm } from './contract/target';
import { lifetimeSeconds } from './realms';
import { keycloak } from './running';

const client = 'distributor';

describe('two windows with tokens of Keycloak that it rotates', function () {
  this.timeout(400 * second);
  let directory: string;
  let windows: ActiveAccount[];
  let events: TokenEvent[];
  /** All that Keycloak has given to the windows. */
  let issued: TokenSet[];
  let secrets: MemorySecrets;
  let network: Grants;
  /** Revocations under way. */
  let revoking: Set<Promise<void>>;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'korusticket-lifecycle-'));
    const account = serviceAccount();
    secrets = new MemorySecrets();
    await secrets.putRecord(account.environment, secretRecordOf(account));
    const environments = new MemoryEnvironments([entryOf(account)]);
    const lock = createRenewalLock(directory, systemClock, Math.random);
    network = createNetwork(
      (...args) => globalThis.fetch(...args),
      () => systemClock.now(),
      'korusticket-test',
    ).grants;
    const noted = (tokens: TokenSet): TokenSet => {
      issued.push(tokens);
      return tokens;
    };
    const grants: Grants = {
      clientCredentials: async (...args) => noted(await network.clientCredentials(...args)),
      refresh: async (...args) => noted(await network.refresh(...args)),
      revoke: (...args) => {
        const revocation = network.revoke(...args).finally(() => revoking.delete(revocation));
        revoking.add(revocation);
        return revocation;
      },
    };
    [events, issued, revoking] = [[], [], new Set()];
    windows = [1, 2].map(() => {
      const window = new ActiveAccount({
        changes,
        environments,
        secrets,
        lock,
        grants,
        clock: systemClock,
        random: Math.random,
      });
      window.history.onDidRecord((event) => events.push(event));
      return window;
    });
  });

  afterEach(async () => {
    windows.forEach((window) => window.dispose());
    const { admin } = keycloak();
    await admin.setClientEnabled(rotatingRealm, client, true);
    await admin.setLifetimes(rotatingRealm, { accessToken: lifetimeSeconds, idleSession: lifetimeSeconds });
    rmSync(directory, { recursive: true, force: true });
  });

  function serviceAccount(): ServiceAccount {
    return {
      ...keycloak().account(rotatingRealm, client),
      apiBaseUrl: keycloak().baseUrl,
      clientAuthentication: 'client_secret_post',
    };
  }

  async function start(): Promise<void> {
    await Promise.all(windows.map((window) => window.load()));
  }

  /** Milliseconds the token lives by its own claim: Keycloak's clock is ours. */
  async function lifeLeft(window: ActiveAccount): Promise<number> {
    const { accessToken } = await window.get();
    return (decodeJwt(accessToken).exp ?? 0) * second - Date.now();
  }

  const requests = (): string[] =>
    events
      .filter(({ what }) => what === 'client_credentials' || what === 'refresh_token')
      .map(({ what }) => what);

  it('have no gap over three minutes of tokens that live 20 s, with one renewal a period', async () => {
    await keycloak().admin.setLifetimes(rotatingRealm, { accessToken: 20, idleSession: lifetimeSeconds });
    await start();
    let shortest = Infinity;
    let handedOut = 0;
    for (const began = Date.now(); Date.now() - began < 180 * second;) {
      for (const window of windows) {
        const left = await lifeLeft(window);
        assert.ok(left > 0, `a token dead for ${-left} ms`);
        shortest = Math.min(shortest, left);
        handedOut++;
      }
      await new Promise((resolve) => setTimeout(resolve, second));
    }
    assert.deepEqual(
      events.filter(({ failure }) => failure !== undefined),
      [],
    );
    const [first, ...rest] = requests();
    assert.equal(first, 'client_credentials');
    assert.ok(
      rest.every((what) => what === 'refresh_token'),
      rest.join(),
    );
    // A period is the lifetime less a third, and a tenth of that by chance.
    assert.ok(rest.length >= 11 && rest.length <= 15, `${rest.length} renewals`);
    console.log(
      `      3 min of 20 s tokens: ${handedOut} handed out, ${requests().length} requests by two windows, ` +
        `shortest life left ${shortest} ms`,
    );
  });

  it('go on silently when the server ends their session', async () => {
    await start();
    await keycloak().admin.endSessions(rotatingRealm, client);
    await windows[0]!.renew();
    assert.deepEqual(requests(), ['client_credentials', 'refresh_token', 'client_credentials']);
    assert.equal(events.find(({ failure }) => failure)?.failure?.kind, 'invalidGrant');
    assert.equal(windows[0]!.state.name, 'valid');
    await windows[1]!.renew();
    assert.equal(windows[1]!.state.name, 'valid');
    assert.ok(requests().length <= 5, requests().join());
  });

  it('stop when the client is disabled, and come back when it is enabled again', async () => {
    await start();
    await keycloak().admin.setClientEnabled(rotatingRealm, client, false);
    assert.equal((await failureFrom(windows[0]!.renew())).kind, 'clientRefused');
    assert.equal(windows[0]!.state.name, 'rejected');
    const asked = requests().length;
    windows[0]!.check();
    // Whether the token in hand still does is not the question here.
    await windows[0]!.get({ minimumLeft: 3600 * second }).catch(() => undefined);
    assert.equal(requests().length, asked, 'no loop');
    await keycloak().admin.setClientEnabled(rotatingRealm, client, true);
    await windows[0]!.renew();
    assert.equal(windows[0]!.state.name, 'valid');
  });

  /**
   * Whether Keycloak still took a token, which it does not do any more after the question: it says by the answer to a
   * revocation whether there was anything to revoke. Introspection tells a client of tokens meant for it only.
   */
  async function wasAlive(token: string): Promise<boolean> {
    const { tokenEndpoint, clientId, clientSecret } = serviceAccount();
    const reply = await fetch(tokenEndpoint.replace(/token$/, 'revoke'), {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientId, client_secret: clientSecret }),
    });
    assert.equal(reply.status, 200);
    const text = await reply.text();
    assert.match(text, /^$|invalid_token/);
    return text === '';
  }

  function signedOut(window: ActiveAccount): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => (window.state.name === 'signedOut' ? resolve() : undefined);
      window.onDidChange(look);
      look();
    });
  }

  it('have no token that Keycloak still takes once one of them has signed out, whatever the other is about', async () => {
    await start();
    await Promise.all(windows.map((window) => window.get()));
    await windows[1]!.renew();
    const renewal = windows[1]!.renew().catch(() => undefined);
    await windows[0]!.signOut();
    await renewal;
    await Promise.all(windows.map(signedOut));
    while (revoking.size > 0) await Promise.allSettled(revoking);
    assert.ok(issued.length >= 2);
    const left: boolean[] = [];
    for (const { accessToken, refreshToken } of issued) {
      for (const token of [refreshToken, accessToken]) {
        left.push(token !== undefined && (await wasAlive(token)));
      }
    }
    assert.deepEqual(left.filter(Boolean), []);
    assert.deepEqual(
      [...secrets.values.values()].filter((value) =>
        issued.some(({ accessToken }) => value.includes(accessToken)),
      ),
      [],
    );
    const { accessToken } = await network.clientCredentials(serviceAccount(), new AbortController().signal);
    assert.equal(await wasAlive(accessToken), true, 'else the answers above prove nothing');
  });

  it('lose nothing when the server restarts while a renewal is under way', async () => {
    await start();
    const [restart, outcome] = [keycloak().restart(), windows[0]!.renew().catch(() => undefined)];
    await Promise.all([restart, outcome]);
    assert.ok((await lifeLeft(windows[1]!)) > 0);
    await windows[0]!.renew();
    assert.equal(windows[0]!.state.name, 'valid');
  });
});
