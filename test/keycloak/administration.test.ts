import assert from 'node:assert/strict';
import { assertRefused } from './contract/expectations';
import { ContractClient, realm } from './contract/target';
import { lifetimeSeconds } from './realms';
import { keycloak, keycloakTarget } from './running';

const client = new ContractClient(keycloakTarget);
const badClient = 'Invalid client or Invalid client credentials';

describe('Keycloak as its administrator changes it', () => {
  afterEach(async () => {
    const { admin } = keycloak();
    await admin.setClientEnabled(realm, 'distributor', true);
    await admin.setSecret(realm, 'distributor', keycloak().account(realm, 'distributor').clientSecret);
    await admin.setLifetimes(realm, { accessToken: lifetimeSeconds, idleSession: lifetimeSeconds });
  });

  it('refuses a client that was disabled, until it is enabled again', async () => {
    const { refreshToken } = await client.grant();
    await keycloak().admin.setClientEnabled(realm, 'distributor', false);
    assertRefused(await client.tryRefresh(refreshToken), 401, 'invalid_client', badClient);
    await keycloak().admin.setClientEnabled(realm, 'distributor', true);
    await client.refresh(refreshToken);
  });

  it('refuses the old secret once it was changed; sessions go on with the new one', async () => {
    const { refreshToken } = await client.grant();
    await keycloak().admin.setSecret(realm, 'distributor', 'changed');
    assertRefused(await client.tryRefresh(refreshToken), 401, 'unauthorized_client', badClient);
    const renewed = await client.tryRefresh(refreshToken, realm, { client_secret: 'changed' });
    assert.equal(renewed.status, 200, renewed.text);
  });

  it('issues tokens with changed lifetimes', async () => {
    await keycloak().admin.setLifetimes(realm, { accessToken: 60, idleSession: 120 });
    const { body } = (await client.grant()).reply;
    assert.ok(Number(body['expires_in']) <= 60 && Number(body['expires_in']) > 0);
    assert.ok(Number(body['refresh_expires_in']) <= 120 && Number(body['refresh_expires_in']) > 60);
  });

  it('says which client it does not know', async () => {
    await assert.rejects(keycloak().admin.setSecret(realm, 'nobody', 'any'), /has no client nobody/);
  });

  it('keeps sessions and keys over a restart', async function () {
    this.timeout(180_000);
    const before = await client.grant();
    const { baseUrl } = keycloak();
    await keycloak().restart();
    assert.equal(keycloak().baseUrl, baseUrl);
    const after = await client.refresh(before.refreshToken);
    assert.equal(after.reply.body['session_state'], before.reply.body['session_state']);
  });
});
