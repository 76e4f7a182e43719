import { startSandbox, type RealmName, type Sandbox } from '../../sandbox/sandbox';
import { describeOAuthContract } from '../../keycloak/contract/oauthContract';

describe('sandbox: what Keycloak was seen to answer', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  const tokenEndpoint = (realm: string): string =>
    `${sandbox.authOrigin}/realms/${realm}/protocol/openid-connect/token`;

  describeOAuthContract('sandbox', () => ({
    clientId: 'distributor',
    isLive: false,
    // The suite also asks for the addresses of realms that do not exist.
    issuer: (realm) => `${sandbox.authOrigin}/realms/${realm}`,
    tokenEndpoint,
    refreshTokenEndpoint: tokenEndpoint,
    account: (realm, clientId) => sandbox.accountOf(realm as RealmName, clientId),
    endSessions: (realm, clientId) => sandbox.realm(realm as RealmName).endSessions(clientId),
  }));
});
