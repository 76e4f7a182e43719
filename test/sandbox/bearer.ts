import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { Realm } from './realm';

/** An issuer besides the sandbox's own realms whose tokens the API accepts, such as a real Keycloak's realm. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
}

/** Why a token is refused; the message is that of the framework's usual JWT bundle. */
export class InvalidToken extends Error {}

const invalid = 'Invalid JWT Token';

/** Checks access tokens by the keys that their issuers publish. */
export class BearerCheck {
  private readonly foreign: ReadonlyMap<string, JWTVerifyGetKey>;

  constructor(
    private readonly realms: ReadonlyMap<string, Realm>,
    trusted: readonly TrustedIssuer[],
    private readonly now: () => number,
  ) {
    this.foreign = new Map(
      trusted.map(({ issuer, jwksUri }) => [issuer, createRemoteJWKSet(new URL(jwksUri))] as const),
    );
  }

  /**
   * Accepts `Authorization: Bearer <access token>`.
   * @throws InvalidToken for a missing, malformed, expired or revoked token, and for one of an unknown issuer
   */
  async check(authorization: string | undefined): Promise<JWTPayload> {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new InvalidToken('JWT Token not found');
    const issuer = issuerOf(token);
    const realm = [...this.realms.values()].find((one) => one.issuer === issuer);
    if (realm !== undefined) return verifyAccessToken(realm, token);
    return verify(token, issuer, this.foreignKeys(issuer), this.now());
  }

  private foreignKeys(issuer: string): JWTVerifyGetKey {
    const keys = this.foreign.get(issuer);
    if (keys === undefined) throw new InvalidToken(invalid);
    return keys;
  }
}

/**
 * Checks an access token of one of the sandbox's realms, as the API and Keycloak's user info do.
 * @throws InvalidToken
 */
export async function verifyAccessToken(realm: Realm, token: string): Promise<JWTPayload> {
  const { publicKey } = await realm.keys.get();
  const claims = await verify(token, realm.issuer, () => publicKey, realm.seconds() * 1000);
  if (realm.isRevoked(claims.jti ?? '')) throw new InvalidToken(invalid);
  return claims;
}

async function verify(
  token: string,
  issuer: string,
  keys: JWTVerifyGetKey,
  now: number,
): Promise<JWTPayload> {
  const options = { issuer, algorithms: ['RS256'], currentDate: new Date(now), requiredClaims: ['exp'] };
  const { payload } = await jwtVerify(token, keys, options).catch((error: unknown) => {
    throw new InvalidToken(error instanceof errors.JWTExpired ? 'Expired JWT Token' : invalid);
  });
  // ID tokens are signed with the same key.
  if (payload['typ'] !== 'Bearer') throw new InvalidToken(invalid);
  return payload;
}

function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new InvalidToken(invalid);
  }
}
