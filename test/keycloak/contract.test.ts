import { describeOAuthContract } from '../support/oauthContract';
import { keycloak } from './running';

describeOAuthContract('Keycloak', () => ({
  issuer: (realm) => keycloak().issuer(realm),
  tokenEndpoint: (realm) => keycloak().tokenEndpoint(realm),
  account: (realm, clientId) => keycloak().account(realm, clientId),
  endSessions: (realm, clientId) => keycloak().admin.endSessions(realm, clientId),
}));
