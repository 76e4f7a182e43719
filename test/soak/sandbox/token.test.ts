import assert from 'node:assert/strict';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  bench,
  claimsOf,
  closeAll,
  credentials,
  get,
  post,
  refresh,
  signIn,
  start,
  type Answer,
} from './client';

/** What Keycloak 26.7 says to a client that does not exist, is disabled, or has another secret. */
const refused = 'Invalid client or Invalid client credentials';

function assertError(answer: Answer, status: number, error: string, description: string): void {
  assert.deepEqual(answer.body, { error, error_description: description });
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/json');
}

describe('sandbox: token endpoint', () => {
  afterEach(closeAll);

  it('answers client credentials as Keycloak does', async () => {
    const { sandbox } = await bench();
    const answer = await signIn(sandbox.account);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual(Object.keys(answer.body), [
      'access_token',
      'expires_in',
      'refresh_expires_in',
      'refresh_token',
      'token_type',
      'not-before-policy',
      'session_state',
      'scope',
    ]);
    const { access_token, refresh_token, session_state, ...rest } = answer.body;
    const fixed = { token_type: 'Bearer', 'not-before-policy': 0, scope: 'email profile' };
    assert.deepEqual(rest, { expires_in: 1800, refresh_expires_in: 1800, ...fixed });
    const claims = claimsOf(access_token);
    assert.equal(claims['iat'], start / 1000);
    assert.equal(claims['exp'], start / 1000 + 1800);
    assert.equal(claims['azp'], 'distributor');
    assert.equal(claims['sid'], session_state);
    assert.equal(claims['preferred_username'], 'service-account-distributor');
    assert.match(String(claims['jti']), /^onrtcc:/);
    assert.equal(claimsOf(refresh_token)['typ'], 'Refresh');
  });

  it('signs access tokens with the key it publishes', async () => {
    const { sandbox } = await bench();
    const { body } = await signIn(sandbox.account);
    const realm = sandbox.realm('korusticket');
    const discovery = await get(`${realm.issuer}/.well-known/openid-configuration`);
    assert.equal(discovery.body['token_endpoint'], sandbox.account.tokenEndpoint);
    const keys = createRemoteJWKSet(new URL(String(discovery.body['jwks_uri'])));
    const options = { issuer: realm.issuer, currentDate: new Date(start) };
    const { payload } = await jwtVerify(String(body['access_token']), keys, options);
    assert.equal(payload['typ'], 'Bearer');
  });

  it('gives no refresh token to a client for which they are off', async () => {
    const { sandbox } = await bench();
    const { body } = await signIn(sandbox.accountOf('korusticket', 'distributor-no-refresh'));
    assert.equal('refresh_token' in body || 'session_state' in body, false);
    assert.equal(body['refresh_expires_in'], 0);
  });

  it('takes any secret by Basic, form-encoded, and refuses a raw one with a stray %', async () => {
    const { sandbox } = await bench({ secrets: { distributor: 'a+b%c:d&e= é' } });
    const { tokenEndpoint, clientSecret } = sandbox.account;
    const form = { grant_type: 'client_credentials' };
    const basic = (secret: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(`distributor:${secret}`).toString('base64')}`,
    });
    const encoded = new URLSearchParams({ s: clientSecret }).toString().slice(2);
    assert.equal((await post(tokenEndpoint, form, basic(encoded))).status, 200);
    const raw = await post(tokenEndpoint, form, basic(clientSecret));
    assertError(raw, 400, 'unauthorized_client', 'Unexpected error when authenticating client');
    const wrong = await post(tokenEndpoint, form, basic('no'));
    assertError(wrong, 401, 'unauthorized_client', refused);
  });

  const refusals: readonly [string, Record<string, string | undefined>, number, string, string][] = [
    ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client', refused],
    ['no client', { client_id: undefined }, 401, 'invalid_client', refused],
    ['a wrong secret', { client_secret: 'no' }, 401, 'unauthorized_client', refused],
    ['no secret', { client_secret: undefined }, 401, 'unauthorized_client', refused],
    [
      'no grant type',
      { grant_type: undefined },
      400,
      'invalid_request',
      'Missing form parameter: grant_type',
    ],
    ['an unknown grant type', { grant_type: 'x' }, 400, 'unsupported_grant_type', 'Unsupported grant_type'],
    ['an unknown scope', { scope: 'tickets' }, 400, 'invalid_scope', 'Invalid scopes: tickets'],
    ['no refresh token', { grant_type: 'refresh_token' }, 400, 'invalid_request', 'No refresh token'],
    [
      'a foreign refresh token',
      { grant_type: 'refresh_token', refresh_token: 'x.y.z' },
      400,
      'invalid_grant',
      'Invalid refresh token',
    ],
  ];
  for (const [what, change, status, error, description] of refusals) {
    it(`refuses ${what}`, async () => {
      const { sandbox } = await bench();
      const form = Object.entries({ ...credentials(sandbox.account), ...change });
      const sent = Object.fromEntries(
        form.filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      assertError(await post(sandbox.account.tokenEndpoint, sent), status, error, description);
    });
  }

  it('refuses a disabled client and one without service account', async () => {
    const { sandbox } = await bench();
    const disabled = await signIn(sandbox.accountOf('korusticket', 'distributor-disabled'));
    assertError(disabled, 401, 'invalid_client', refused);
    const without = await signIn(sandbox.accountOf('korusticket', 'distributor-no-service-account'));
    assertError(without, 401, 'unauthorized_client', 'Client not enabled to retrieve service account');
  });

  it('knows neither another realm nor another path', async () => {
    const { sandbox } = await bench();
    const form = credentials(sandbox.account);
    const { tokenEndpoint } = sandbox.account;
    const realm = await post(tokenEndpoint.replace('/korusticket/', '/nowhere/'), form);
    assert.deepEqual([realm.status, realm.body], [404, { error: 'Realm does not exist' }]);
    const prefix = await post(tokenEndpoint.replace('/realms', '/auth/realms'), form);
    assert.deepEqual(
      [prefix.status, prefix.body],
      [404, { error: 'Unable to find matching target resource method' }],
    );
    const method = await get(tokenEndpoint);
    assert.deepEqual([method.status, method.body], [405, { error: 'HTTP 405 Method Not Allowed' }]);
    assert.equal((await post(`${tokenEndpoint}/`, form)).status, 200);
  });

  it('refreshes, within the limits of the session', async () => {
    const b = await bench({ sessionSeconds: 4000 });
    const first = await signIn(b.sandbox.account);
    b.time += 1_700_000;
    const second = await refresh(b.sandbox.account, first.body['refresh_token']);
    assert.equal(second.body['refresh_expires_in'], 1800);
    assert.match(String(claimsOf(second.body['access_token'])['jti']), /^onrtrt:/);
    b.time += 1_700_000;
    const third = await refresh(b.sandbox.account, second.body['refresh_token']);
    assert.equal(third.body['refresh_expires_in'], 600, 'never beyond the end of the session');
    assert.equal(third.body['expires_in'], 600);
    b.time += 600_000;
    const late = await refresh(b.sandbox.account, third.body['refresh_token']);
    assertError(late, 400, 'invalid_grant', 'Token is not active');
  });

  it('lets a refresh token be used again without rotation', async () => {
    const { sandbox } = await bench();
    const { body } = await signIn(sandbox.account);
    assert.equal((await refresh(sandbox.account, body['refresh_token'])).status, 200);
    assert.equal((await refresh(sandbox.account, body['refresh_token'])).status, 200);
  });

  it('ends the whole chain when a rotated refresh token is used twice', async () => {
    const { sandbox } = await bench();
    const account = sandbox.accountOf('korusticket-rotating', 'distributor');
    const first = await signIn(account);
    const second = await refresh(account, first.body['refresh_token']);
    assert.equal(second.status, 200);
    const again = await refresh(account, first.body['refresh_token']);
    assertError(again, 400, 'invalid_grant', 'Maximum allowed refresh token reuse exceeded');
    const newest = await refresh(account, second.body['refresh_token']);
    assertError(newest, 400, 'invalid_grant', "Session doesn't have required client");
  });

  it('calls a refresh token stale that is two generations old', async () => {
    const b = await bench();
    const account = b.sandbox.accountOf('korusticket-rotating', 'distributor');
    const first = await signIn(account);
    b.time += 2000;
    const second = await refresh(account, first.body['refresh_token']);
    b.time += 2000;
    assert.equal((await refresh(account, second.body['refresh_token'])).status, 200);
    const stale = await refresh(account, first.body['refresh_token']);
    assertError(stale, 400, 'invalid_grant', 'Stale token');
  });

  it('revokes a refresh token with its session, and an access token alone', async () => {
    const { sandbox } = await bench();
    const { account } = sandbox;
    const revoke = `${sandbox.realm('korusticket').protocolUrl}/revoke`;
    const { body } = await signIn(account);
    const access = await post(revoke, { ...credentials(account), token: String(body['access_token']) });
    assert.deepEqual([access.status, access.body], [200, {}]);
    assert.equal((await refresh(account, body['refresh_token'])).status, 200);
    const token = String(body['refresh_token']);
    assert.equal((await post(revoke, { ...credentials(account), token })).status, 200);
    assertError(await refresh(account, token), 400, 'invalid_grant', 'Session not active');
    const again = await post(revoke, { ...credentials(account), token });
    assertError(again, 200, 'invalid_token', 'Invalid token');
    const foreign = sandbox.accountOf('korusticket', 'distributor-no-refresh');
    const other = await post(revoke, { ...credentials(foreign), token });
    assertError(other, 400, 'invalid_request', 'Unmatching clients');
    const nothing = await post(revoke, credentials(account));
    assertError(nothing, 400, 'invalid_request', 'Token not provided');
  });

  it('obeys the administrator: sessions ended, client disabled, secret changed, lifetimes set', async () => {
    const { sandbox } = await bench();
    const realm = sandbox.realm('korusticket');
    const before = sandbox.account;
    const first = await signIn(before);
    realm.endSessions();
    assertError(
      await refresh(before, first.body['refresh_token']),
      400,
      'invalid_grant',
      'Session not active',
    );
    const second = await signIn(before);
    realm.disableClient('distributor');
    assertError(await refresh(before, second.body['refresh_token']), 401, 'invalid_client', refused);
    realm.enableClient('distributor');
    realm.changeSecret('distributor', 'another');
    assertError(await signIn(before), 401, 'unauthorized_client', refused);
    assert.equal((await refresh(sandbox.account, second.body['refresh_token'])).status, 200);
    realm.setLifetimes({ accessTokenSeconds: 60 });
    assert.equal((await signIn(sandbox.account)).body['expires_in'], 60);
  });

  it('logs what was asked and which tokens were issued', async () => {
    const { sandbox } = await bench();
    const { body } = await signIn(sandbox.account);
    await signIn({ ...sandbox.account, clientSecret: 'no' });
    const asked = sandbox.requests.map(({ listener, method, status, grantType, clientId, issuedToken }) => [
      listener,
      method,
      status,
      grantType,
      clientId,
      issuedToken,
    ]);
    assert.deepEqual(asked, [
      ['auth', 'POST', 200, 'client_credentials', 'distributor', body['access_token']],
      ['auth', 'POST', 401, 'client_credentials', 'distributor', undefined],
    ]);
    assert.deepEqual(
      sandbox.issuedTokens.map((token) => token.accessToken),
      [body['access_token']],
    );
  });
});
