import { Lacking, realm as mainRealm, type OAuthContractTarget } from '../keycloak/contract/target';
import { endpointProblem } from '../../src/net/endpoint';
import type { ServiceAccount } from '../../src/auth/serviceAccount';

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables that name a service and an account of it. */
const names = [
  'KORUSTICKET_TOKEN_ENDPOINT',
  'KORUSTICKET_REFRESH_TOKEN_ENDPOINT',
  'KORUSTICKET_CLIENT_ID',
  'KORUSTICKET_CLIENT_SECRET',
  'KORUSTICKET_API_URL',
] as const;

/** The variables that are not set. */
export function missingVariables(variables: Variables): string[] {
  return names.filter((name) => !variables[name]);
}

/** The variables whose endpoint the secret must not be sent to: plain HTTP, but for this machine, or no URL. */
export function unsafeVariables(variables: Variables): string[] {
  const endpoints = names.filter((name) => !name.includes('_CLIENT_'));
  return endpoints.filter((name) => endpointProblem(variables[name] ?? '') !== undefined);
}

/** The service account that the variables name; all of them are set. */
export function accountOf(variables: Variables): ServiceAccount {
  const [tokenEndpoint = '', refreshTokenEndpoint = '', clientId = '', clientSecret = '', apiBaseUrl = ''] =
    names.map((name) => variables[name]);
  return {
    environment: 'Live',
    tokenEndpoint,
    refreshTokenEndpoint,
    apiBaseUrl,
    catalogsPath: undefined,
    clientId,
    clientSecret,
    clientAuthentication: 'client_secret_post',
    scope: undefined,
  };
}

/** What the OAuth contract can be checked with where one account is all that is known. */
export function targetOf(account: ServiceAccount): OAuthContractTarget {
  const { tokenEndpoint, refreshTokenEndpoint, clientId } = account;
  const endpoint = (of: string, realm: string): string => {
    if (realm === mainRealm) return of;
    // Only the realm that does not exist is asked for besides.
    const other = of.replace(/(?<=\/realms\/)[^/]+(?=\/protocol\/openid-connect\/token\/?$)/, realm);
    if (realm !== 'nowhere' || other === of) throw new Lacking(`the realm ${realm}`);
    return other;
  };
  return {
    clientId,
    isLive: true,
    issuer: (realm) => {
      const found = /^(.*\/realms\/[^/]+)\/protocol\/openid-connect\/token\/?$/.exec(
        endpoint(tokenEndpoint, realm),
      );
      if (found?.[1] === undefined) throw new Lacking('a token endpoint that tells its realm');
      return found[1];
    },
    tokenEndpoint: (realm) => endpoint(tokenEndpoint, realm),
    refreshTokenEndpoint: (realm) => endpoint(refreshTokenEndpoint, realm),
    account: (realm, id) => {
      if (realm !== mainRealm) throw new Lacking(`the realm ${realm}`);
      if (id !== clientId) throw new Lacking(`the client ${id}`);
      return account;
    },
    endSessions: () => {
      throw new Lacking('an administrator');
    },
  };
}
