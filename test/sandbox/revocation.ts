import { compactVerify } from 'jose';
import { invalidGrant, invalidRequest } from './oauthError';
import type { Client, Realm } from './realm';
import { isExpired, readRefreshToken } from './refreshToken';

/** The claims of an access token that matter here. */
interface AccessClaims {
  readonly jti: string;
  readonly exp: number;
  readonly iss: string;
  readonly azp: string;
  readonly sid?: string;
}

/**
 * Revokes a token (RFC 7009) as Keycloak 26.7 does: a refresh token ends its session, an access token is remembered.
 * @returns false for a token that is unknown, expired or of an ended session, which Keycloak answers with 200 and
 *   `invalid_token`
 * @throws OAuthError 400 when there is no token or it is another client's
 */
export async function revokeToken(realm: Realm, client: Client, form: URLSearchParams): Promise<boolean> {
  const token = form.get('token');
  if (token === null) throw invalidRequest('Token not provided');
  const refresh = await readRefreshToken(realm, token);
  const access = refresh === undefined ? await readAccessToken(realm, token) : undefined;
  const claims = refresh ?? access;
  if (claims === undefined) return false;
  if (claims.azp !== client.id) throw invalidRequest('Unmatching clients');
  const over = refresh === undefined ? realm.seconds() >= access!.exp : isExpired(realm, refresh);
  if (over || (claims.sid !== undefined && realm.session(claims.sid) === undefined)) return false;
  if (refresh !== undefined) realm.endSession(refresh.sid);
  else realm.revokeAccessToken(claims.jti);
  return true;
}

/**
 * Ends the session of a refresh token, as Keycloak's logout address does for clients; ended ones stay ended.
 * @throws OAuthError 400 `invalid_grant` for anything that is no refresh token of this client
 */
export async function logOut(realm: Realm, client: Client, token: string): Promise<void> {
  const claims = await readRefreshToken(realm, token);
  if (claims === undefined) throw invalidGrant('Invalid refresh token');
  if (claims.azp !== client.id) {
    throw invalidGrant("Invalid refresh token. Token client and authorized client don't match");
  }
  realm.endSession(claims.sid);
}

async function readAccessToken(realm: Realm, token: string): Promise<AccessClaims | undefined> {
  const { publicKey } = await realm.keys.get();
  try {
    const { payload } = await compactVerify(token, publicKey, { algorithms: ['RS256'] });
    const claims = JSON.parse(Buffer.from(payload).toString('utf8')) as AccessClaims;
    return claims.iss === realm.issuer ? claims : undefined;
  } catch {
    return undefined;
  }
}
