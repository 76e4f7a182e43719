import { randomBytes } from 'node:crypto';

/** A realm as Keycloak imports it; see "RealmRepresentation" of its admin REST API. */
export interface RealmImport {
  readonly realm: string;
  readonly clients: readonly ClientImport[];
  readonly [member: string]: unknown;
}

/** A client of a realm import; see "ClientRepresentation" of Keycloak's admin REST API. */
export interface ClientImport {
  readonly clientId: string;
  readonly secret: string;
  readonly [member: string]: unknown;
}

/** Seconds an access token and an idle session live, as KorusTicket documents (docs.korusticket.com/authentication/oidc). */
export const lifetimeSeconds = 1800;

interface ClientSwitches {
  readonly enabled?: boolean;
  readonly serviceAccount?: boolean;
  readonly refreshToken?: boolean;
}

function client(
  clientId: string,
  { enabled = true, serviceAccount = true, refreshToken = true }: ClientSwitches = {},
): ClientImport {
  return {
    clientId,
    // Every character that form encoding, a URL or Basic authentication could spoil.
    secret: `+ %:&=/?${randomBytes(24).toString('base64')}`,
    enabled,
    protocol: 'openid-connect',
    publicClient: false,
    clientAuthenticatorType: 'client-secret',
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: serviceAccount,
    attributes: { 'client_credentials.use_refresh_token': String(refreshToken) },
  };
}

function realm(name: string, clients: readonly ClientImport[], rotating: boolean): RealmImport {
  return {
    realm: name,
    enabled: true,
    accessTokenLifespan: lifetimeSeconds,
    ssoSessionIdleTimeout: lifetimeSeconds,
    revokeRefreshToken: rotating,
    refreshTokenMaxReuse: 0,
    clients,
  };
}

/** The realms of the tests, with secrets of their own for every call. */
export function testRealms(): readonly RealmImport[] {
  const plain = [
    client('distributor'),
    client('distributor-no-refresh', { refreshToken: false }),
    client('distributor-disabled', { enabled: false }),
    client('distributor-no-service-account', { serviceAccount: false }),
  ];
  return [realm('korusticket', plain, false), realm('korusticket-rotating', [client('distributor')], true)];
}
