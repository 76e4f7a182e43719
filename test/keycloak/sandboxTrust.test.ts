import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../sandbox/sandbox';
import { ContractClient, realm, rotatingRealm } from './contract/target';
import { keycloak, keycloakTarget } from './running';

const client = new ContractClient(keycloakTarget);

describe("the sandbox's API, trusting a realm of Keycloak", () => {
  let sandbox: Sandbox;

  before(async () => {
    const issuer = keycloak().issuer(realm);
    sandbox = await startSandbox({
      trustedIssuers: [{ issuer, jwksUri: `${issuer}/protocol/openid-connect/certs` }],
    });
  });

  after(() => sandbox.close());

  async function readCatalogs(accessToken: string): Promise<Response> {
    return fetch(`${sandbox.account.apiBaseUrl}${sandbox.catalogsPath}`, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/ld+json' },
    });
  }

  it('answers catalogs to its access tokens, first and refreshed', async () => {
    const first = await client.grant();
    const second = await client.refresh(first.refreshToken);
    for (const { accessToken } of [first, second]) {
      const reply = await readCatalogs(accessToken);
      assert.equal(reply.status, 200);
      const { member } = (await reply.json()) as { member: unknown[] };
      assert.ok(member.length > 0);
    }
  });

  it('refuses a token of another realm, a refresh token and an ID token', async () => {
    const other = await client.grant('distributor', rotatingRealm);
    const { refreshToken, reply } = await client.grant('distributor', realm, { scope: 'openid' });
    const { id_token: idToken } = reply.body;
    assert.ok(typeof idToken === 'string');
    for (const token of [other.accessToken, refreshToken, idToken]) {
      assert.equal((await readCatalogs(token)).status, 401);
    }
  });
});
