import { describeAddresses } from './addresses';
import { describeClientCredentials } from './clientCredentials';
import { describeRefreshing } from './refreshing';
import { describeRefusals } from './refusals';
import { describeRevocation } from './revocation';
import { ContractClient, type OAuthContractTarget } from './target';

/**
 * Declares the mocha tests of the OAuth contract: what Keycloak 26.7.3 was seen to answer, so that a server passing
 * them can stand in for it. The target needs the realms of `test/keycloak/realms.ts`.
 *
 * @param target called inside the tests, so that a `before` hook can start the server
 */
export function describeOAuthContract(name: string, target: () => OAuthContractTarget): void {
  const client = new ContractClient(target);
  describe(`OAuth contract: ${name}`, () => {
    describeClientCredentials(client);
    describeRefreshing(client);
    describeRefusals(client);
    describeRevocation(client);
    describeAddresses(client);

    after('gives the tokens back', async () => {
      if (client.isLive) await client.giveBack();
    });
  });
}
