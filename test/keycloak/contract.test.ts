import { describeOAuthContract } from '../support/oauthContract';
import { keycloakTarget } from './running';

describeOAuthContract('Keycloak', keycloakTarget);
