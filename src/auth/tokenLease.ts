import type { ServiceAccount } from './serviceAccount';

/** An access token together with the account it belongs to, so that it cannot reach another account's API. */
export interface TokenLease {
  readonly account: ServiceAccount;
  readonly accessToken: string;
}

/** Where requests to the API get their tokens: the active account. */
export interface TokenSource {
  lease(): Promise<TokenLease>;
  /** A newer token of the same account after the API refused this one. */
  replace(refused: TokenLease): Promise<TokenLease>;
}
