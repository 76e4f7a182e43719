import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import {
  assertClaimedLifetime,
  assertFullLifetime,
  assertTokenHeaders,
  names,
  scopeWords,
} from './expectations';
import type { ContractClient, TokenReply } from './target';

const replyMembers = [
  'access_token',
  'expires_in',
  'not-before-policy',
  'refresh_expires_in',
  'refresh_token',
  'scope',
  'session_state',
  'token_type',
];
const accessTokenClaims = [
  ...['acr', 'aud', 'azp', 'clientAddress', 'clientHost', 'client_id', 'email_verified', 'exp', 'iat', 'iss'],
  ...['jti', 'preferred_username', 'realm_access', 'resource_access', 'scope', 'sid', 'sub', 'typ'],
];

function without(list: readonly string[], ...left: readonly string[]): string[] {
  return list.filter((name) => !left.includes(name));
}

function assertAccessTokenClaims(client: ContractClient, { accessToken, reply }: TokenReply): void {
  const claims = decodeJwt(accessToken);
  assert.equal(claims.iss, client.issuer());
  assert.equal(claims.aud, 'account');
  assert.equal(claims['typ'], 'Bearer');
  assert.equal(claims['azp'], claims['client_id']);
  assert.equal(claims['preferred_username'], `service-account-${String(claims['azp'])}`);
  assert.equal(claims['sid'], reply.body['session_state']);
  assert.deepEqual(scopeWords(claims['scope']), ['email', 'profile']);
  assert.match(String(claims.sub), /^[\da-f-]{36}$/);
  assertClaimedLifetime(accessToken);
}

/** The client credentials grant as it succeeds: both ways to authenticate, with and without a refresh token. */
export function describeClientCredentials(client: ContractClient): void {
  describe('client credentials grant', () => {
    client.it('answers access and refresh token with their lifetimes', async () => {
      const { reply } = await client.grant();
      assert.deepEqual(names(reply.body), replyMembers);
      assert.equal(reply.body['token_type'], 'Bearer');
      assert.equal(reply.body['not-before-policy'], 0);
      assert.deepEqual(scopeWords(reply.body['scope']), ['email', 'profile']);
      assertFullLifetime(reply.body['expires_in']);
      assertFullLifetime(reply.body['refresh_expires_in']);
      assertTokenHeaders(reply);
    });

    client.it('describes the service account in the claims of the access token', async () => {
      const tokens = await client.grant();
      const claims = decodeJwt(tokens.accessToken);
      assert.deepEqual(names(claims), accessTokenClaims);
      assert.equal(claims['azp'], client.clientId);
      assertAccessTokenClaims(client, tokens);
    });

    client.it('answers no refresh token and no session where the client has none', async () => {
      const tokens = await client.grant('distributor-no-refresh');
      const { body } = tokens.reply;
      assert.deepEqual(names(body), without(replyMembers, 'refresh_token', 'session_state'));
      assert.equal(body['refresh_expires_in'], 0);
      assertFullLifetime(body['expires_in']);
      const claims = decodeJwt(tokens.accessToken);
      assert.deepEqual(names(claims), without(accessTokenClaims, 'sid'));
      assert.equal(claims['azp'], 'distributor-no-refresh');
      assertAccessTokenClaims(client, tokens);
    });

    client.it('starts a session of its own each time', async () => {
      const [one, other] = [await client.grant(), await client.grant()];
      assert.notEqual(one.reply.body['session_state'], other.reply.body['session_state']);
      assert.notEqual(decodeJwt(one.accessToken).jti, decodeJwt(other.accessToken).jti);
      assert.equal(decodeJwt(one.accessToken).sub, decodeJwt(other.accessToken).sub);
    });

    client.it('takes form-encoded credentials in the Authorization header', async () => {
      const parameters = { grant_type: 'client_credentials' };
      const reply = await client.post(client.tokenEndpoint(), parameters, client.basic());
      assert.equal(reply.status, 200, reply.text);
      assert.deepEqual(names(reply.body), replyMembers);
    });

    client.it('takes a content type with a charset, and an address with a trailing slash', async () => {
      const parameters = { grant_type: 'client_credentials', ...client.credentials() };
      const type = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
      for (const [url, headers] of [
        [client.tokenEndpoint(), type],
        [`${client.tokenEndpoint()}/`, {}],
      ] as const) {
        const reply = await client.post(url, parameters, headers);
        assert.equal(reply.status, 200, `${url}: ${reply.text}`);
      }
    });

    client.it('adds an ID token for scope openid', async () => {
      const { reply } = await client.grant(undefined, undefined, { scope: 'openid' });
      assert.deepEqual(names(reply.body), [...replyMembers, 'id_token'].sort());
      assert.deepEqual(scopeWords(reply.body['scope']), ['email', 'openid', 'profile']);
      const claims = decodeJwt(String(reply.body['id_token']));
      assert.equal(claims.aud, client.clientId);
      assert.equal(claims['typ'], 'ID');
    });
  });
}
