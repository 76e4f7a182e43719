import { compactVerify } from 'jose';
import { invalidGrant } from './oauthError';
import type { Client, Realm, Session } from './realm';

/** The claims of a refresh token that matter here. */
export interface RefreshClaims {
  readonly jti: string;
  readonly iat: number;
  /** Absent in offline tokens. */
  readonly exp?: number;
  readonly iss: string;
  readonly azp: string;
  readonly sid: string;
  readonly scope: string;
  readonly reuse_id?: string;
}

/** Reads a refresh token that this realm signed, whatever its age; undefined for anything else. */
export async function readRefreshToken(realm: Realm, token: string): Promise<RefreshClaims | undefined> {
  const { refreshSecret } = await realm.keys.get();
  try {
    const { payload } = await compactVerify(token, refreshSecret, { algorithms: ['HS512'] });
    const claims = JSON.parse(Buffer.from(payload).toString('utf8')) as RefreshClaims;
    return claims.iss === realm.issuer ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a refresh token's time is over. */
export function isExpired(realm: Realm, claims: RefreshClaims): boolean {
  return claims.exp !== undefined && realm.seconds() >= claims.exp;
}

/**
 * Checks a refresh token in Keycloak's order and marks it as used.
 * @throws OAuthError 400 `invalid_grant` in Keycloak's words
 */
export async function useRefreshToken(
  realm: Realm,
  client: Client,
  token: string,
): Promise<{ session: Session; claims: RefreshClaims }> {
  const claims = await readRefreshToken(realm, token);
  if (claims === undefined) throw invalidGrant('Invalid refresh token');
  if (claims.azp !== client.id) {
    throw invalidGrant("Invalid refresh token. Token client and authorized client don't match");
  }
  if (isExpired(realm, claims)) throw invalidGrant('Token is not active');
  const session = realm.session(claims.sid);
  if (session === undefined) throw invalidGrant('Session not active');
  if (!session.hasClient) throw invalidGrant("Session doesn't have required client");
  if (realm.rotation) countUse(realm, session, claims);
  session.lastRefreshAt = realm.seconds();
  return { session, claims };
}

/**
 * Refresh token rotation as in Keycloak's TokenManager.validateTokenReuse with no reuse allowed. A second use ends the
 * whole chain: the client is taken out of the session, so that the newest refresh token is dead too.
 */
function countUse(realm: Realm, session: Session, claims: RefreshClaims): void {
  const key = claims.reuse_id ?? '';
  const last = session.uses[key];
  if (last?.tokenId === claims.jti && last.count > 0) {
    session.hasClient = false;
    throw invalidGrant('Maximum allowed refresh token reuse exceeded');
  }
  if (last !== undefined && last.tokenId !== claims.jti && claims.iat < last.at) {
    session.hasClient = false;
    throw invalidGrant('Stale token');
  }
  session.uses[key] = { tokenId: claims.jti, count: 1, at: realm.seconds() };
}
