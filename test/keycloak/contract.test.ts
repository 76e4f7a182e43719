import { describeOAuthContract } from './contract/oauthContract';
import { keycloakTarget } from './running';

describeOAuthContract('Keycloak', keycloakTarget);
