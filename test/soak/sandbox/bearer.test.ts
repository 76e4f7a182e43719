import assert from 'node:assert/strict';
import { schemaErrors } from '../../sandbox/responseSchema';
import { bench, closeAll, credentials, get, post, signIn } from './client';

const prefix = '/v1/ticketing/catalogs';

async function assertRefused(url: string, authorization: string | undefined, message: string): Promise<void> {
  const answer = await get(url, authorization === undefined ? {} : { authorization });
  assert.deepEqual([answer.status, answer.body], [401, { code: 401, message }]);
  assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.deepEqual(schemaErrors(prefix, 401, answer.body), []);
}

describe('sandbox: access tokens at the API', () => {
  afterEach(closeAll);

  it('refuses what is no access token', async () => {
    const { sandbox } = await bench();
    const url = sandbox.account.apiBaseUrl + prefix;
    const { body } = await signIn(sandbox.account);
    const openid = { ...credentials(sandbox.account), scope: 'openid' };
    const { id_token } = (await post(sandbox.account.tokenEndpoint, openid)).body;
    await assertRefused(url, undefined, 'JWT Token not found');
    await assertRefused(url, `Basic ${String(body['access_token'])}`, 'JWT Token not found');
    const junk = ['junk', 'a.b.c', String(body['refresh_token']), `${String(body['access_token'])}x`];
    for (const token of [...junk, String(id_token)]) {
      await assertRefused(url, `Bearer ${token}`, 'Invalid JWT Token');
    }
  });

  it('refuses an expired and a revoked token', async () => {
    const b = await bench();
    const { account } = b.sandbox;
    const url = account.apiBaseUrl + prefix;
    const token = String((await signIn(account)).body['access_token']);
    b.time += 1_799_000;
    assert.equal((await get(url, { authorization: `Bearer ${token}` })).status, 200);
    b.time += 1000;
    await assertRefused(url, `Bearer ${token}`, 'Expired JWT Token');
    const other = String((await signIn(account)).body['access_token']);
    const revoke = `${b.sandbox.realm('korusticket').protocolUrl}/revoke`;
    await post(revoke, { ...credentials(account), token: other });
    await assertRefused(url, `Bearer ${other}`, 'Invalid JWT Token');
  });

  it('accepts another issuer only when told to', async () => {
    const issuing = (await bench()).sandbox;
    const token = String((await signIn(issuing.account)).body['access_token']);
    const { issuer, protocolUrl } = issuing.realm('korusticket');
    const strict = (await bench()).sandbox;
    await assertRefused(strict.account.apiBaseUrl + prefix, `Bearer ${token}`, 'Invalid JWT Token');
    const trusting = (await bench({ trustedIssuers: [{ issuer, jwksUri: `${protocolUrl}/certs` }] })).sandbox;
    const url = trusting.account.apiBaseUrl + prefix;
    assert.equal((await get(url, { authorization: `Bearer ${token}` })).status, 200);
  });

  it('tells by user info whether a token is good, as Keycloak does', async () => {
    const { sandbox } = await bench();
    const { account } = sandbox;
    const { protocolUrl } = sandbox.realm('korusticket');
    const plain = String((await signIn(account)).body['access_token']);
    const openid = { ...credentials(account), scope: 'openid' };
    const token = String((await post(account.tokenEndpoint, openid)).body['access_token']);
    const ask = (value: string): ReturnType<typeof get> =>
      get(`${protocolUrl}/userinfo`, { authorization: `Bearer ${value}` });
    assert.equal((await ask(token)).body['preferred_username'], 'service-account-distributor');
    assert.equal((await ask(plain)).status, 403);
    await post(`${protocolUrl}/revoke`, { ...credentials(account), token });
    const after = await ask(token);
    assert.equal(after.status, 401);
    assert.match(after.headers.get('www-authenticate')!, /error="invalid_token"/);
  });
});
