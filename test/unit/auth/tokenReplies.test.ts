import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { OAuthGrants } from '../../../src/auth/oauthGrants';
import type { TokenSet } from '../../../src/auth/tokenSet';
import type { Failure } from '../../../src/base/failure';
import { singleAttempt } from '../../../src/net/pipeline';
import { start } from '../../support/fakeClock';
import { accountAt, assertNoLeak, awkwardSecret, errorFrom, jwt } from '../../support/fixtures';
import { closeServers, reply, startServer, type Script } from '../../support/scriptedServer';

const { signal } = new AbortController();
const limits = { timeout: 3000, maxBytes: 100_000 };
const grants = new OAuthGrants(singleAttempt(fetch, limits), () => start, 'test/1');

const access = jwt({ sub: 'leaked-access', iat: 1, exp: 2 });
const refreshToken = 'opaque-refresh-token-0123456789';
const good = { access_token: access, token_type: 'Bearer', expires_in: 1800, refresh_token: refreshToken };
const held: TokenSet = { accessToken: 'old', receivedAt: start, expiresAt: start + 1000, refreshToken };

/** Lets both grants meet a fault; both must fail alike, and no secret, token or body may be in the error. */
async function fails(script: Script, asked = grants): Promise<Failure> {
  const server = await startServer(script);
  const failures: Failure[] = [];
  for (const clientAuthentication of ['client_secret_post', 'client_secret_basic'] as const) {
    const account = accountAt(server.origin, { clientAuthentication });
    for (const attempt of [
      () => asked.clientCredentials(account, signal),
      () => asked.refresh(account, held, signal),
    ]) {
      const error = await errorFrom(attempt());
      assertNoLeak(error, awkwardSecret, access, refreshToken, 'body-marker');
      assert.equal(error.failure.url, account.tokenEndpoint);
      failures.push(error.failure);
    }
  }
  assert.deepEqual(new Set(failures.map(({ kind }) => kind)).size, 1);
  return failures[0]!;
}

const html = '<!DOCTYPE html><title>Hotel WiFi body-marker</title>';
const oauth = (error: unknown, error_description?: unknown): object => ({ error, error_description });

describe('replies that are no token', () => {
  afterEach(closeServers);

  const badReplies: readonly (readonly [string, Script, Failure['kind']])[] = [
    ['HTML with 200', reply(html, 200, { 'content-type': 'text/html' }), 'notJson'],
    ['an empty body', reply(''), 'notJson'],
    ['204', reply('', 204), 'notJson'],
    ['a form-encoded body', reply(new URLSearchParams({ ...good, expires_in: '5' }).toString()), 'notJson'],
    ['truncated JSON', reply(JSON.stringify(good).slice(0, -9)), 'notJson'],
    ['JSON text', reply('"body-marker"'), 'notJson'],
    ['JSON null', reply('null'), 'notJson'],
    ['an array', reply([good]), 'invalidReply'],
    ['an empty object', reply({}), 'invalidReply'],
    ['no access token', reply({ ...good, access_token: undefined }), 'invalidReply'],
    ['an access token of null', reply({ ...good, access_token: null }), 'invalidReply'],
    ['an access token that is a number', reply({ ...good, access_token: 5 }), 'invalidReply'],
    ['an empty access token', reply({ ...good, access_token: '' }), 'invalidReply'],
    [
      'an access token with a line break',
      reply({ ...good, access_token: `${access}\r\nX: y` }),
      'invalidReply',
    ],
    ['an access token with a space', reply({ ...good, access_token: `a ${access}` }), 'invalidReply'],
    ['an access token beyond ASCII', reply({ ...good, access_token: `${access}ü` }), 'invalidReply'],
    [
      'a refresh token with a line break',
      reply({ ...good, refresh_token: `${refreshToken}\n` }),
      'invalidReply',
    ],
    ['no token type', reply({ ...good, token_type: undefined }), 'invalidReply'],
    ['another token type', reply({ ...good, token_type: 'mac' }), 'invalidReply'],
    ['an error object with 200', reply(oauth('invalid_client', 'body-marker'.slice(0, 4))), 'clientRefused'],
    ['an error that is no text', reply({ error: { code: 5 } }), 'invalidReply'],
  ];
  for (const [name, script, kind] of badReplies) {
    it(`${name}: ${kind}`, async () => assert.equal((await fails(script)).kind, kind));
  }

  const statuses: readonly (readonly [number, Failure['kind']])[] = [
    [301, 'redirected'],
    [302, 'redirected'],
    [303, 'redirected'],
    [307, 'redirected'],
    [308, 'redirected'],
    [400, 'badRequest'],
    [401, 'clientRefused'],
    [403, 'forbidden'],
    [404, 'endpointNotFound'],
    [405, 'endpointNotFound'],
    // The host's fetch makes a nameless network error of it and keeps the status to itself.
    [407, 'network'],
    [408, 'serverError'],
    [429, 'throttled'],
    [500, 'serverError'],
    [502, 'serverError'],
    // Where nobody asks to wait, the service is down.
    [503, 'serverError'],
    [504, 'serverError'],
  ];
  for (const [status, kind] of statuses) {
    it(`${status}: ${kind}`, async () => {
      const failure = await fails(reply('{}', status));
      assert.deepEqual([failure.kind, failure.status], [kind, status === 407 ? undefined : status]);
    });
    // Whoever answers 400 or 401 with a page is no token endpoint.
    const pageKind = status === 400 || status === 401 ? 'notJson' : kind;
    it(`${status} with a page: ${pageKind}`, async () => {
      assert.equal((await fails(reply(html, status, { 'content-type': 'text/html' }))).kind, pageKind);
    });
  }

  const keycloak: readonly (readonly [string, number, object, Failure['kind']])[] = [
    [
      'a wrong secret',
      401,
      oauth('unauthorized_client', 'Invalid client or Invalid client credentials'),
      'wrongSecret',
    ],
    [
      'a wrong secret, as older versions say it',
      400,
      oauth('unauthorized_client', 'Invalid client secret'),
      'wrongSecret',
    ],
    [
      'an unknown or disabled client',
      401,
      oauth('invalid_client', 'Invalid client or Invalid client credentials'),
      'clientRefused',
    ],
    [
      'raw Basic credentials',
      400,
      oauth('unauthorized_client', 'Unexpected error when authenticating client'),
      'wrongSecret',
    ],
    [
      'a client without service account',
      401,
      oauth('unauthorized_client', 'Client not enabled to retrieve service account'),
      'serviceAccountDisabled',
    ],
    ['an unknown scope', 400, oauth('invalid_scope', 'Invalid scopes: x'), 'scopeRefused'],
    ['an unknown grant', 400, oauth('unsupported_grant_type', 'Unsupported grant_type'), 'grantRefused'],
    ['a forbidden grant', 400, oauth('unauthorized_client', 'Client not allowed for this'), 'grantRefused'],
    ['an idle refresh token', 400, oauth('invalid_grant', 'Token is not active'), 'invalidGrant'],
    ['an ended session', 400, oauth('invalid_grant', 'Session not active'), 'invalidGrant'],
    [
      'a used refresh token',
      400,
      oauth('invalid_grant', 'Maximum allowed refresh token reuse exceeded'),
      'invalidGrant',
    ],
    ['a stale refresh token', 400, oauth('invalid_grant', 'Stale token'), 'invalidGrant'],
    [
      'a session without client',
      400,
      oauth('invalid_grant', "Session doesn't have required client"),
      'invalidGrant',
    ],
    ['a bad request', 400, oauth('invalid_request', 'Missing form parameter: grant_type'), 'badRequest'],
    ['an unknown realm', 404, { error: 'Realm does not exist' }, 'realmNotFound'],
    ['a wrong protocol', 404, { error: 'Protocol not found' }, 'endpointNotFound'],
    [
      'the old /auth prefix',
      404,
      { error: 'Unable to find matching target resource method' },
      'endpointNotFound',
    ],
    ['a wrong path', 405, { error: 'HTTP 405 Method Not Allowed' }, 'endpointNotFound'],
    ['a server in trouble', 400, oauth('server_error'), 'serverError'],
    ['a server in a hurry', 400, oauth('temporarily_unavailable'), 'throttled'],
  ];
  for (const [name, status, body, kind] of keycloak) {
    it(`${name}, in Keycloak's words: ${kind}`, async () => {
      const failure = await fails(reply(body, status, { 'cache-control': 'no-store' }));
      const { error, error_description } = body as Record<string, string | undefined>;
      assert.deepEqual([failure.kind, failure.code, failure.detail], [kind, error, error_description]);
    });
  }

  const retryAfter: readonly (readonly [string, number | undefined])[] = [
    ['7', 7000],
    ['0', 0],
    [' 7 ', 7000],
    [new Date(start + 9000).toUTCString(), 9000],
    [new Date(start - 9000).toUTCString(), undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['99999999999999999999', 300_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 300_000],
  ];
  for (const [value, milliseconds] of retryAfter) {
    it(`Retry-After: ${value}`, async () => {
      const date = new Date(start).toUTCString();
      const failure = await fails(reply('', 503, { 'retry-after': value, date }));
      assert.equal(failure.retryAfter, milliseconds);
      assert.equal(failure.kind, milliseconds === undefined ? 'serverError' : 'throttled');
    });
  }

  it('a Retry-After date, by the clock of the server', async () => {
    const date = 'Thu, 01 Jan 2032 12:00:00 GMT';
    const wait = 'Thu, 01 Jan 2032 12:00:09 GMT';
    assert.equal((await fails(reply('', 503, { 'retry-after': wait, date }))).retryAfter, 9000);
    const past = 'Thu, 01 Jan 2032 11:59:59 GMT';
    assert.equal((await fails(reply('', 503, { 'retry-after': past, date }))).retryAfter, undefined);
  });

  it('do not bring the credentials back by a description that repeats them', async () => {
    const echo: Script = (request, response) => {
      const { client_secret: secret, refresh_token: token } = Object.fromEntries(
        new URLSearchParams(request.body),
      );
      const description = `Request had ${secret}, ${token}, ${request.headers.authorization}, ${access}.`;
      reply(oauth('invalid_request', description), 400)(request, response);
    };
    const failure = await fails(echo);
    assert.deepEqual(
      [failure.kind, failure.detail],
      ['badRequest', 'Request had …, undefined, undefined, ….'],
    );
  });

  it('do not bring the credentials of a header back, whole or in part, however long the client id is', async () => {
    const server = await startServer((request, response) => {
      const [, credentials = ''] = (request.headers.authorization ?? '').split(' ');
      const [, password] = Buffer.from(credentials, 'base64').toString().split(':');
      const description = `Failed to decode "${credentials}": ${password}`;
      reply(oauth('invalid_request', description), 400)(request, response);
    });
    for (const clientId of ['a', 'ab', 'abc', 'distributor']) {
      for (const clientSecret of [awkwardSecret, '5f3c9b1e-secret-of-client']) {
        const changes = { clientId, clientSecret, clientAuthentication: 'client_secret_basic' } as const;
        const asked = grants.clientCredentials(accountAt(server.origin, changes), signal);
        assert.equal((await errorFrom(asked)).failure.detail, 'Failed to decode "…": …');
      }
    }
  });

  it('are not followed to where they redirect', async () => {
    const target = await startServer(reply(good));
    for (const status of [301, 302, 303, 307, 308]) {
      await fails(reply('', status, { location: `${target.origin}/token` }));
    }
    assert.equal(target.requests.length, 0);
  });

  it('are given up when they do not end', async () => {
    const flood: Script = (_request, response) => pour(response);
    assert.equal((await fails(flood)).kind, 'tooLarge');
    assert.equal((await fails(reply({ ...good, padding: 'x'.repeat(10_000_000) }))).kind, 'tooLarge');
  });

  it('are given up when they drip', async () => {
    const drip: Script = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"access_token":');
    };
    const silence: Script = () => undefined;
    const hasty = new OAuthGrants(singleAttempt(fetch, { ...limits, timeout: 50 }), () => start, 'test/1');
    assert.equal((await fails(drip, hasty)).kind, 'timeout');
    assert.equal((await fails(silence, hasty)).kind, 'timeout');
  });

  it('are lost when the connection breaks', async () => {
    const cut: Script = (_request, response) => void response.socket?.destroy();
    const midway: Script = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"access_token":', () => response.socket?.destroy());
    };
    assert.equal((await fails(cut)).kind, 'connectionLost');
    assert.equal((await fails(midway)).kind, 'connectionLost');
  });

  it('say nothing of what a URL in the settings carries besides origin and path', async () => {
    const server = await startServer(reply({ ...good, token_type: 'mac' }));
    const account = accountAt(server.origin);
    const tokenEndpoint = `${account.tokenEndpoint}?key=query-secret`.replace(
      'http://',
      'http://user:url-password@',
    );
    const error = await errorFrom(grants.clientCredentials({ ...account, tokenEndpoint }, signal));
    assertNoLeak(error, 'query-secret', 'url-password');
  });
});

/** Writes until nobody listens. */
function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(50_000, 'x');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.writeHead(200).on('drain', more);
  more();
}
