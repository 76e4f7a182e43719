import { decodeJwt, decodeProtectedHeader } from 'jose';
import { isJsonObject, jsonList } from '../base/json';

/** Claims of a token (RFC 7519 section 4), unverified: for display and as a fallback, never for trust. */
export type Claims = Readonly<Record<string, unknown>>;

/** A role of a client, or of the whole realm where there is none. */
export interface ClientRole {
  readonly client: string | undefined;
  readonly role: string;
}

/** The claims of a token, or `undefined` where it is not a JWT. */
export function claimsOf(token: string): Claims | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

/** The header of a signed token (RFC 7515 section 4), or `undefined` where it is not a JWT. */
export function headerOf(token: string): Claims | undefined {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}

/** Roles as Keycloak writes them into its tokens: of the realm, and of clients. */
export function rolesOf({ realm_access: realm, resource_access: clients }: Claims): ClientRole[] {
  const holders = [[undefined, realm] as const, ...Object.entries(isJsonObject(clients) ? clients : {})];
  return holders.flatMap(([client, holder]) => {
    const roles = isJsonObject(holder) ? jsonList(holder['roles']) : [];
    return roles.filter((role) => typeof role === 'string').map((role) => ({ client, role }));
  });
}
