import type { ServiceAccount } from './serviceAccount';
import type { TokenSet } from './tokenSet';

/** The two grants of a service account and the way to give its tokens back. All reject with a `RequestFailure`. */
export interface Grants {
  /** RFC 6749 section 4.4. */
  clientCredentials(account: ServiceAccount, signal: AbortSignal): Promise<TokenSet>;
  /** RFC 6749 section 6, at the refresh token endpoint. Keeps `refreshToken` where the reply brings no new one. */
  refresh(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<TokenSet>;
  /** Revokes the tokens (RFC 7009) where the server's discovery document names a revocation endpoint. */
  revoke(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<void>;
}
