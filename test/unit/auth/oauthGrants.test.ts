import assert from 'node:assert/strict';
import { tryToRevoke } from '../../../src/auth/grants';
import { OAuthGrants } from '../../../src/auth/oauthGrants';
import type { ServiceAccount } from '../../../src/auth/serviceAccount';
import type { TokenSet } from '../../../src/auth/tokenSet';
import { singleAttempt } from '../../../src/net/pipeline';
import { FakeClock, start } from '../../support/fakeClock';
import { accountAt, awkwardSecret, failureFrom, jwt } from '../../support/fixtures';
import {
  closeServers,
  reply,
  startServer,
  type ReceivedRequest,
  type Script,
} from '../../support/scriptedServer';

const { signal } = new AbortController();
const grants = new OAuthGrants(
  singleAttempt(fetch, { timeout: 5000, maxBytes: 1_000_000 }),
  () => start,
  'test/1',
);
const good = { access_token: 'access', token_type: 'Bearer', expires_in: 1800 };

const held: TokenSet = {
  accessToken: 'old-access',
  receivedAt: start - 1000,
  expiresAt: start + 1000,
  refreshToken: 'old-refresh+/=',
  refreshExpiresAt: start + 5000,
};

/** Asks a server that answers `body` and tells what it was asked and what came of it. */
async function ask(
  grant: 'clientCredentials' | 'refresh',
  changes: Partial<ServiceAccount> = {},
  body: unknown = good,
): Promise<{ request: ReceivedRequest; form: Record<string, string>; tokens: TokenSet }> {
  const server = await startServer(reply(body));
  const account = accountAt(server.origin, changes);
  const tokens =
    grant === 'refresh'
      ? await grants.refresh(account, held, signal)
      : await grants.clientCredentials(account, signal);
  assert.equal(server.requests.length, 1);
  const request = server.requests[0]!;
  return { request, form: Object.fromEntries(new URLSearchParams(request.body)), tokens };
}

describe('grants over the wire', () => {
  afterEach(closeServers);

  it('ask for client credentials with a form (RFC 6749 sections 2.3.1 and 4.4.2)', async () => {
    const { request, form, tokens } = await ask('clientCredentials');
    assert.equal(request.method, 'POST');
    assert.equal(request.url, '/realms/korusticket/protocol/openid-connect/token');
    assert.match(request.headers['content-type']!, /^application\/x-www-form-urlencoded(;|$)/);
    assert.equal(request.headers.accept, 'application/json');
    assert.equal(request.headers['user-agent'], 'test/1');
    assert.equal(request.headers.authorization, undefined);
    assert.deepEqual(form, {
      grant_type: 'client_credentials',
      client_id: 'distributor',
      client_secret: awkwardSecret,
    });
    const { obtainedBy, ...rest } = tokens;
    assert.deepEqual(rest, { accessToken: 'access', receivedAt: start, expiresAt: start + 1_800_000 });
    assert.equal(obtainedBy?.grant, 'client_credentials');
  });

  it('send the credentials form-encoded in a Basic header (RFC 6749 section 2.3.1)', async () => {
    const clientId = 'distributor: nord/süd';
    for (const grant of ['clientCredentials', 'refresh'] as const) {
      const { request, form } = await ask(grant, { clientId, clientAuthentication: 'client_secret_basic' });
      const [scheme, encoded = ''] = request.headers.authorization!.split(' ');
      assert.equal(scheme, 'Basic');
      const halves = Buffer.from(encoded, 'base64').toString('utf8').split(':');
      assert.equal(halves.length, 2);
      const decoded = halves.map((half) => new URLSearchParams(`v=${half}`).get('v'));
      assert.deepEqual(decoded, [clientId, awkwardSecret]);
      assert.ok(
        halves.every((half) => /^[\w.~*+%!'()-]*$/.test(half)),
        halves.join(),
      );
      assert.equal('client_secret' in form, false);
    }
  });

  it('ask for the configured scope, and for none by default', async () => {
    const { form } = await ask('clientCredentials', { scope: 'catalog read+write' });
    assert.equal(form['scope'], 'catalog read+write');
  });

  it('refresh at the refresh endpoint (RFC 6749 section 6)', async () => {
    const elsewhere = await startServer(reply(good));
    const server = await startServer(reply(good));
    const account = accountAt(elsewhere.origin, { refreshTokenEndpoint: `${server.origin}/refresh` });
    await grants.refresh(account, held, signal);
    assert.equal(elsewhere.requests.length, 0);
    assert.equal(server.requests[0]!.url, '/refresh');
    assert.deepEqual(Object.fromEntries(new URLSearchParams(server.requests[0]!.body)), {
      grant_type: 'refresh_token',
      refresh_token: 'old-refresh+/=',
      client_id: 'distributor',
      client_secret: awkwardSecret,
    });
  });

  it('keep the refresh token where the reply has none, and take the new one with its own deadline', async () => {
    const kept = (await ask('refresh')).tokens;
    assert.deepEqual([kept.refreshToken, kept.refreshExpiresAt], [held.refreshToken, held.refreshExpiresAt]);
    const rotated = (await ask('refresh', {}, { ...good, refresh_token: 'new', refresh_expires_in: 60 }))
      .tokens;
    assert.deepEqual([rotated.refreshToken, rotated.refreshExpiresAt], ['new', start + 60_000]);
    const unlimited = (await ask('refresh', {}, { ...good, refresh_token: 'new', refresh_expires_in: 0 }))
      .tokens;
    assert.deepEqual([unlimited.refreshToken, unlimited.refreshExpiresAt], ['new', undefined]);
  });

  const lifetimes: readonly (readonly [string, unknown, number])[] = [
    ['number', 60, 60],
    ['text', '60', 60],
    ['fraction', 60.5, 60.5],
    ['zero', 0, 900],
    ['negative', -1, 900],
    ['NaN as text', 'NaN', 900],
    ['null', null, 900],
    ['object', {}, 900],
    ['huge', 1e15, 86_400],
    ['missing', undefined, 900],
  ];
  for (const [name, expires_in, seconds] of lifetimes) {
    it(`take a lifetime that is ${name}`, async () => {
      const access_token = jwt({ iat: 5000, exp: 5900 });
      const { tokens } = await ask('clientCredentials', {}, { ...good, access_token, expires_in });
      assert.equal(tokens.expiresAt - tokens.receivedAt, seconds * 1000);
    });
  }

  const accepted: readonly (readonly [string, unknown])[] = [
    ['token_type in lower case', { ...good, token_type: 'bearer' }],
    ['token_type in capitals', { ...good, token_type: 'BEARER' }],
    ['an ID token of whatever kind', { ...good, id_token: 'not.a.jwt' }],
    ['a token that is no JWT', { ...good, access_token: '2YotnFZFEjr1zCsicMWpAA' }],
    ['a JWT with broken base64', { ...good, access_token: 'eyJ.%%%.x' }],
    ['a JWT with claims in another script', { ...good, access_token: jwt({ name: '漢字' }) }],
    ['a byte order mark', `\ufeff${JSON.stringify(good)}`],
    ['members nobody knows', { ...good, 'not-before-policy': 0, session_state: 'x', nested: { a: null } }],
  ];
  for (const [name, body] of accepted) {
    it(`accept ${name}`, async () => {
      const { tokens } = await ask('clientCredentials', {}, body);
      assert.ok(tokens.accessToken.length > 0);
      assert.equal(tokens.expiresAt - start, 1_800_000);
    });
  }

  it('last until the `exp` of the token where the reply has no lifetime, by the date of the reply', async () => {
    const date = 'Thu, 01 Jan 2032 12:00:00 GMT';
    const exp = Date.parse(date) / 1000 + 1800;
    const server = await startServer(
      reply({ access_token: jwt({ sub: 'x', exp }), token_type: 'Bearer' }, 200, { date }),
    );
    const tokens = await grants.clientCredentials(accountAt(server.origin), signal);
    assert.equal(tokens.expiresAt, start + 1_800_000);
  });

  it('keep the scope where a refresh reply names none (RFC 6749 section 5.1)', async () => {
    const server = await startServer(reply(good));
    const account = accountAt(server.origin);
    const scoped = { ...held, scope: 'catalog booking' };
    assert.equal((await grants.refresh(account, scoped, signal)).scope, 'catalog booking');
    server.script = reply({ ...good, scope: 'catalog' });
    assert.equal((await grants.refresh(account, scoped, signal)).scope, 'catalog');
  });

  it('keep the scope the server granted', async () => {
    assert.equal(
      (await ask('clientCredentials', {}, { ...good, scope: 'email profile' })).tokens.scope,
      'email profile',
    );
  });
});

describe('revocation over the wire (RFC 7009)', () => {
  afterEach(closeServers);

  /** A realm with a discovery document and a revocation endpoint. */
  async function realm(
    revoke: Script,
    endpoint?: string,
  ): Promise<{ account: ServiceAccount; revoked: () => string[] }> {
    const server = await startServer((request, response) => {
      const discovery = request.url === '/realms/korusticket/.well-known/openid-configuration';
      const document = { revocation_endpoint: endpoint ?? `${server.origin}/revoke` };
      (discovery ? reply(document) : revoke)(request, response);
    });
    const forms = (): URLSearchParams[] =>
      server.requests.filter(({ url }) => url === '/revoke').map(({ body }) => new URLSearchParams(body));
    return {
      account: accountAt(server.origin),
      revoked: () => forms().map((form) => form.get('token') ?? ''),
    };
  }

  it('gives back both tokens, with an empty answer as Keycloak sends it', async () => {
    const { account, revoked } = await realm(reply(''));
    await grants.revoke(account, held, signal);
    assert.deepEqual(new Set(revoked()), new Set([held.refreshToken, held.accessToken]));
  });

  it('gives back each token, also where the other one is dead already', async () => {
    const dead = { error: 'invalid_token', error_description: 'Invalid token' };
    const { account, revoked } = await realm(reply(dead));
    await grants.revoke(account, held, signal).catch(() => undefined);
    assert.deepEqual(new Set(revoked()), new Set([held.refreshToken, held.accessToken]));
  });

  for (const [where, status, body, kind] of [
    ['the discovery document', 404, '<html>', 'endpointNotFound'],
    ['the discovery document', 503, '<html>', 'serverError'],
    ['the discovery document', 200, '<html>', 'notJson'],
    ['the revocation endpoint', 404, '<html>', 'endpointNotFound'],
    [
      'the revocation endpoint',
      401,
      { error: 'unauthorized_client', error_description: 'Invalid client credentials' },
      'wrongSecret',
    ],
    ['the revocation endpoint', 400, { error: 'invalid_token' }, 'badRequest'],
  ] as const) {
    it(`tells what stands in place of ${where}: ${kind} ${status}`, async () => {
      const server = await startServer((request, response) => {
        const isDiscovery = request.url.includes('.well-known');
        const document = { revocation_endpoint: `${server.origin}/revoke` };
        const isThere = isDiscovery === (where === 'the discovery document');
        (isThere ? reply(body, status) : reply(document))(request, response);
      });
      const failure = await failureFrom(grants.revoke(accountAt(server.origin), held, signal));
      assert.deepEqual([failure.kind, failure.status], [kind, status]);
      assert.equal(failure.endpoint, where === 'the discovery document' ? 'discovery' : 'revocation');
      assert.ok(!JSON.stringify(failure).includes(held.accessToken));
    });
  }

  it('tells a server that offers no revocation from one that is not there', async () => {
    const server = await startServer(reply({ token_endpoint: 'https://auth.example/token' }));
    const failure = await failureFrom(grants.revoke(accountAt(server.origin), held, signal));
    assert.deepEqual([failure.kind, failure.status], ['endpointNotFound', 200]);
  });

  it('takes the secret to no other origin', async () => {
    const foreign = await startServer(reply(''));
    const { account, revoked } = await realm(reply(''), `${foreign.origin}/revoke`);
    const { kind, url } = await failureFrom(grants.revoke(account, held, signal));
    assert.deepEqual([kind, url], ['revocationElsewhere', `${foreign.origin}/revoke`]);
    assert.equal(foreign.requests.length, 0);
    assert.deepEqual(revoked(), []);
  });

  it('takes the secret to the refresh endpoint’s origin, for which it was entered, too', async () => {
    const other = await startServer(reply(''));
    const { account } = await realm(reply(''), `${other.origin}/revoke`);
    await grants.revoke({ ...account, refreshTokenEndpoint: `${other.origin}/refresh` }, held, signal);
    assert.deepEqual(
      other.requests.map(({ url }) => url),
      ['/revoke', '/revoke'],
    );
  });

  it('names the address that did not answer in time', async () => {
    let arrive = (): void => undefined;
    const asked = new Promise<void>((resolve) => (arrive = resolve));
    const server = await startServer(() => arrive());
    const clock = new FakeClock();
    const outcome = tryToRevoke(grants, clock, accountAt(server.origin), held);
    await asked;
    await clock.advance(5000);
    const url = `${server.origin}/realms/korusticket/.well-known/openid-configuration`;
    assert.deepEqual(await outcome, { kind: 'timeout', url });
  });
});
