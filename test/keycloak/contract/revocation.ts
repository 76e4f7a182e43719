import assert from 'node:assert/strict';
import { assertRefused } from './expectations';
import type { ContractClient, Reply } from './target';

function assertRevoked(reply: Reply): void {
  assert.equal(reply.status, 200);
  assert.equal(reply.text, '');
}

/** Keycloak says so with status 200 (RFC 7009 section 2.2: an invalid token is no error). */
function assertNothingToRevoke(reply: Reply): void {
  assertRefused(reply, 200, 'invalid_token', 'Invalid token');
}

/** The revocation endpoint (RFC 7009). */
export function describeRevocation(client: ContractClient): void {
  describe('revocation', () => {
    client.it('of a refresh token ends its session; a second time there is nothing to revoke', async () => {
      const { refreshToken } = await client.grant();
      assertRevoked(await client.revoke({ token: refreshToken, token_type_hint: 'refresh_token' }));
      assertRefused(await client.tryRefresh(refreshToken), 400, 'invalid_grant', 'Session not active');
      assertNothingToRevoke(await client.revoke({ token: refreshToken }));
    });

    client.it('of a refresh token leaves other sessions alone', async () => {
      const [ended, kept] = [await client.grant(), await client.grant()];
      assertRevoked(await client.revoke({ token: ended.refreshToken }));
      await client.refresh(kept.refreshToken);
    });

    client.it('of an access token leaves its refresh token alive', async () => {
      const { accessToken, refreshToken } = await client.grant();
      assertRevoked(await client.revoke({ token: accessToken, token_type_hint: 'access_token' }));
      await client.refresh(refreshToken);
    });

    client.it('of an access token works without a session', async () => {
      const { accessToken } = await client.grant('distributor-no-refresh');
      const authentication = client.credentials('distributor-no-refresh');
      assertRevoked(await client.revoke({ token: accessToken, ...authentication }));
    });

    client.it('takes credentials in the Authorization header', async () => {
      const { refreshToken } = await client.grant();
      assertRevoked(await client.revoke({ token: refreshToken }, client.basic()));
      assert.equal((await client.tryRefresh(refreshToken)).status, 400);
    });

    client.it('works with a hint that does not fit or does not exist', async () => {
      for (const hint of ['access_token', 'nonsense']) {
        const { refreshToken } = await client.grant();
        assertRevoked(await client.revoke({ token: refreshToken, token_type_hint: hint }));
        const { status, body } = await client.tryRefresh(refreshToken);
        assert.deepEqual([status, body['error']], [400, 'invalid_grant'], hint);
      }
    });

    client.it('finds nothing to revoke in garbage', async () => {
      assertNothingToRevoke(await client.revoke({ token: 'garbage' }));
    });

    client.it('refuses a request without token', async () => {
      assertRefused(await client.revoke({}), 400, 'invalid_request', 'Token not provided');
    });

    client.it('refuses who is not the client of the token, which then stays good', async () => {
      const { refreshToken: token } = await client.grant();
      const badClient = 'Invalid client or Invalid client credentials';
      const nobody = await client.revoke({ token, client_id: undefined, client_secret: undefined });
      assertRefused(nobody, 401, 'invalid_client', badClient);
      const guessing = await client.revoke({ token, client_secret: 'wrong' });
      assertRefused(guessing, 401, 'unauthorized_client', badClient);
      const other = await client.revoke({ token, ...client.credentials('distributor-no-refresh') });
      assertRefused(other, 400, 'invalid_request', 'Unmatching clients');
      await client.refresh(token);
    });
  });
}
