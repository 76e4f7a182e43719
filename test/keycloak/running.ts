import { type Keycloak, startKeycloak } from '../support/keycloak';
import type { OAuthContractTarget } from './contract/target';
import { onInterrupt } from '../support/vscodeHost/childProcess';

/** Covers the one time that Keycloak has to be fetched and built. */
const startMilliseconds = 600_000;

let running: Keycloak | undefined;

// Root hooks: one Keycloak serves all test files that import this one.
before(async function () {
  this.timeout(startMilliseconds);
  // Before the start: an interrupted start must not leave a server behind either.
  onInterrupt(async () => running?.stop());
  running = await startKeycloak();
});

after(async () => {
  await running?.stop();
});

/** The Keycloak of this test run; to be called inside tests and hooks. */
export function keycloak(): Keycloak {
  if (running === undefined) throw new Error('Keycloak is started by a root hook: call this inside a test');
  return running;
}

/** The Keycloak of this test run, for the OAuth contract. */
export function keycloakTarget(): OAuthContractTarget {
  const tokenEndpoint = (realm: string): string => keycloak().tokenEndpoint(realm);
  return {
    clientId: 'distributor',
    isLive: false,
    issuer: (realm) => keycloak().issuer(realm),
    tokenEndpoint,
    refreshTokenEndpoint: tokenEndpoint,
    account: (realm, clientId) => keycloak().account(realm, clientId),
    endSessions: (realm, clientId) => keycloak().admin.endSessions(realm, clientId),
  };
}
