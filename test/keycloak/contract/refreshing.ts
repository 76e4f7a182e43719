import assert from 'node:assert/strict';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import {
  assertClaimedLifetime,
  assertFullLifetime,
  assertRefused,
  assertTokenHeaders,
  names,
} from './expectations';
import { type ContractClient, rotatingRealm } from './target';

const invalid = 'Invalid refresh token';

/** The token with other claims, and therefore a signature that does not fit. */
function forge(token: string, claims: object): string {
  const [header, payload, signature] = token.split('.');
  const changed = { ...(JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object), ...claims };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}

function describeUsableOnce(client: ContractClient): void {
  describe('where refresh tokens are good for one use', () => {
    client.it('answers another one each time, in one chain', async () => {
      const first = await client.grant(undefined, rotatingRealm);
      const second = await client.refresh(first.refreshToken, rotatingRealm);
      const third = await client.refresh(second.refreshToken, rotatingRealm);
      const tokens = [first, second, third].map(({ refreshToken }) => refreshToken);
      assert.equal(new Set(tokens).size, 3);
      assert.equal(new Set(tokens.map((token) => decodeJwt(token)['sid'])).size, 1);
    });

    client.it('refuses the second use, and the whole chain from then on', async () => {
      const first = await client.grant(undefined, rotatingRealm);
      const second = await client.refresh(first.refreshToken, rotatingRealm);
      const reused = await client.tryRefresh(first.refreshToken, rotatingRealm);
      assertRefused(reused, 400, 'invalid_grant', 'Maximum allowed refresh token reuse exceeded');
      const newest = await client.tryRefresh(second.refreshToken, rotatingRealm);
      assertRefused(newest, 400, 'invalid_grant', "Session doesn't have required client");
    });

    client.it('does not count a use with a wrong secret', async () => {
      const { refreshToken } = await client.grant(undefined, rotatingRealm);
      const refused = await client.tryRefresh(refreshToken, rotatingRealm, { client_secret: 'wrong' });
      assert.equal(refused.status, 401);
      await client.refresh(refreshToken, rotatingRealm);
    });
  });
}

function describeRefusedRefreshTokens(client: ContractClient): void {
  client.it('refuses a missing refresh token', async () => {
    assertRefused(await client.tryRefresh(undefined), 400, 'invalid_request', 'No refresh token');
  });

  client.it('refuses what is no refresh token of the realm', async () => {
    const { accessToken, refreshToken } = await client.grant();
    const other = await client.grant(undefined, rotatingRealm);
    const bad = {
      empty: '',
      garbage: 'garbage',
      'shaped like a JWT': 'a.b.c',
      'an access token': accessToken,
      'of another realm': other.refreshToken,
      'with claims changed': forge(refreshToken, { sub: 'somebody' }),
      'expired by changed claims': forge(refreshToken, { iat: 900, exp: 1000 }),
      'of another issuer': forge(refreshToken, { iss: 'http://127.0.0.1/realms/elsewhere' }),
    };
    for (const [title, token] of Object.entries(bad)) {
      const reply = await client.tryRefresh(token);
      assert.equal(reply.body['error_description'], invalid, title);
      assertRefused(reply, 400, 'invalid_grant', invalid);
      assertTokenHeaders(reply);
    }
  });

  client.it('refuses the refresh token of another client', async () => {
    const { refreshToken } = await client.grant();
    const others = client.credentials('distributor-no-refresh');
    const reply = await client.tryRefresh(refreshToken, undefined, others);
    const description = `${invalid}. Token client and authorized client don't match`;
    assertRefused(reply, 400, 'invalid_grant', description);
  });

  client.it('refuses a wrong secret and an unknown scope', async () => {
    const { refreshToken } = await client.grant();
    const secret = await client.tryRefresh(refreshToken, undefined, { client_secret: 'wrong' });
    assertRefused(secret, 401, 'unauthorized_client', 'Invalid client or Invalid client credentials');
    const scope = await client.tryRefresh(refreshToken, undefined, { scope: 'nonsense' });
    assertRefused(scope, 400, 'invalid_scope', 'Invalid scopes: nonsense');
  });

  client.it('refuses a refresh token whose session was ended; a new grant starts another', async () => {
    const { refreshToken } = await client.grant();
    await client.endSessions();
    assertRefused(await client.tryRefresh(refreshToken), 400, 'invalid_grant', 'Session not active');
    const next = await client.grant();
    await client.refresh(next.refreshToken);
  });
}

/** The refresh token grant: what it answers, refuses, and how rotation goes. */
export function describeRefreshing(client: ContractClient): void {
  describe('refresh token grant', () => {
    client.it('answers as the first grant did, in the same session', async () => {
      const first = await client.grant();
      const second = await client.refresh(first.refreshToken);
      assert.deepEqual(names(second.reply.body), names(first.reply.body));
      assert.equal(second.reply.body['session_state'], first.reply.body['session_state']);
      assertFullLifetime(second.reply.body['expires_in']);
      assertFullLifetime(second.reply.body['refresh_expires_in']);
      assertTokenHeaders(second.reply);
      const [before, after] = [decodeJwt(first.accessToken), decodeJwt(second.accessToken)];
      assert.deepEqual(names(after), names(before));
      assert.notEqual(after.jti, before.jti);
      assert.equal(after.sub, before.sub);
    });

    client.it('issues refresh tokens as JWTs for itself', async () => {
      const { refreshToken, reply } = await client.grant();
      assert.equal(decodeProtectedHeader(refreshToken).alg, 'HS512');
      const claims = decodeJwt(refreshToken);
      assert.equal(claims.iss, client.issuer());
      assert.equal(claims.aud, client.issuer());
      assert.equal(claims['typ'], 'Refresh');
      assert.equal(claims['azp'], client.clientId);
      assert.equal(claims['sid'], reply.body['session_state']);
      assertClaimedLifetime(refreshToken);
    });

    client.it('takes credentials in the Authorization header, and a refresh token again', async () => {
      const { refreshToken } = await client.grant();
      const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken };
      const reply = await client.post(client.tokenEndpoint(), parameters, client.basic());
      assert.equal(reply.status, 200, reply.text);
      await client.refresh(refreshToken);
    });

    describeRefusedRefreshTokens(client);
    describeUsableOnce(client);
  });
}
