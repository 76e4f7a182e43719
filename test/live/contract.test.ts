import { describeOAuthContract } from '../keycloak/contract/oauthContract';
import { accountOf, targetOf } from './service';

const target = targetOf(accountOf(process.env));
describeOAuthContract('the service that the variables name', () => target);
