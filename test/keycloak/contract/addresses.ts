import assert from 'node:assert/strict';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { type ContractClient, type Reply, rotatingRealm } from './target';

interface Discovery {
  readonly [member: string]: unknown;
  readonly jwks_uri: string;
}

async function discover(client: ContractClient): Promise<Discovery> {
  const reply = await client.send(`${client.issuer()}/.well-known/openid-configuration`);
  assert.equal(reply.status, 200, reply.text);
  return reply.body as Discovery;
}

function assertPlainError(reply: Reply, status: number, error: string): void {
  assert.deepEqual({ status: reply.status, body: reply.body }, { status, body: { error } });
}

function assertIncludes(found: Discovery, member: string, wanted: readonly string[]): void {
  const list = found[member];
  assert.ok(Array.isArray(list), `${member} is missing`);
  for (const one of wanted) assert.ok(list.includes(one), `${member} lacks ${one}`);
}

function describeDiscovery(client: ContractClient): void {
  client.it('tells its endpoints, grants and client authentications', async () => {
    const found = await discover(client);
    const base = `${client.issuer()}/protocol/openid-connect`;
    assert.equal(found['issuer'], client.issuer());
    assert.equal(found['token_endpoint'], client.tokenEndpoint());
    assert.equal(found['token_endpoint'], `${base}/token`);
    assert.equal(found['revocation_endpoint'], `${base}/revoke`);
    assert.equal(found.jwks_uri, `${base}/certs`);
    assertIncludes(found, 'grant_types_supported', ['client_credentials', 'refresh_token']);
    const methods = ['client_secret_basic', 'client_secret_post'];
    assertIncludes(found, 'token_endpoint_auth_methods_supported', methods);
    assertIncludes(found, 'revocation_endpoint_auth_methods_supported', methods);
    assertIncludes(found, 'scopes_supported', ['openid', 'email', 'profile']);
  });

  client.it('publishes RSA keys, the signing one with its use and algorithm', async () => {
    const { jwks_uri } = await discover(client);
    const { keys } = (await client.send(jwks_uri)).body as { keys: Record<string, unknown>[] };
    const { accessToken } = await client.grant();
    const { kid, alg, typ } = decodeProtectedHeader(accessToken);
    assert.deepEqual({ alg, typ }, { alg: 'RS256', typ: 'JWT' });
    const key = keys.find((one) => one['kid'] === kid)!;
    const { kty, use, alg: keyAlg, e } = key;
    assert.deepEqual({ kty, use, keyAlg, e }, { kty: 'RSA', use: 'sig', keyAlg: 'RS256', e: 'AQAB' });
    for (const one of keys) assert.equal('d' in one, false, 'a private key is published');
  });

  client.it('signs access tokens with a key of its own realm', async () => {
    const keys = createRemoteJWKSet(new URL((await discover(client)).jwks_uri));
    const expected = { issuer: client.issuer(), audience: 'account', algorithms: ['RS256'] };
    const own = await client.grant();
    await jwtVerify(own.accessToken, keys, expected);
    const refreshed = await client.refresh(own.refreshToken);
    await jwtVerify(refreshed.accessToken, keys, expected);
    const other = await client.grant(undefined, rotatingRealm);
    await assert.rejects(jwtVerify(other.accessToken, keys), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });
}

/** Discovery, keys, and what addresses that are no token endpoint answer. */
export function describeAddresses(client: ContractClient): void {
  describe('discovery', () => describeDiscovery(client));

  describe('address mistakes', () => {
    const form = (): Record<string, string> => ({
      grant_type: 'client_credentials',
      ...client.credentials(),
    });

    client.it('answers 404 for an unknown realm', async () => {
      const error = 'Realm does not exist';
      assertPlainError(await client.post(client.tokenEndpoint('nowhere'), form()), 404, error);
      const discovery = `${client.issuer('nowhere')}/.well-known/openid-configuration`;
      assertPlainError(await client.send(discovery), 404, error);
    });

    client.it('answers 404 for the /auth prefix of old Keycloaks', async () => {
      const url = client.tokenEndpoint().replace('/realms/', '/auth/realms/');
      const error = 'Unable to find matching target resource method';
      assertPlainError(await client.post(url, form()), 404, error);
    });

    client.it('answers 405 for a misspelt endpoint', async () => {
      const reply = await client.post(`${client.tokenEndpoint()}s`, form());
      assertPlainError(reply, 405, 'HTTP 405 Method Not Allowed');
    });

    client.it('answers 405 for methods other than POST', async () => {
      for (const method of ['GET', 'PUT']) {
        const reply = await client.send(client.tokenEndpoint(), { method });
        assertPlainError(reply, 405, 'HTTP 405 Method Not Allowed');
      }
    });
  });
}
