import { decodeJwt, decodeProtectedHeader } from 'jose';

/** Claims of a token (RFC 7519 section 4), unverified: for display and as a fallback, never for trust. */
export type Claims = Readonly<Record<string, unknown>>;

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
