import { failureOf } from '../base/failure';
import type { Clock } from '../base/clock';
import { displayUrl } from '../net/http';
import type { ServiceAccount } from './serviceAccount';
import type { TokenEvent } from './tokenHistory';
import type { GrantName, TokenSet } from './tokenSet';

/** The two grants of a service account and the way to give its tokens back. All reject with a `RequestFailure`. */
export interface Grants {
  /** RFC 6749 section 4.4. */
  clientCredentials(account: ServiceAccount, signal: AbortSignal): Promise<TokenSet>;
  /** RFC 6749 section 6, at the refresh token endpoint. Keeps `refreshToken` where the reply brings no new one. */
  refresh(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<TokenSet>;
  /** Revokes the tokens (RFC 7009) where the server's discovery document names a revocation endpoint. */
  revoke(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<void>;
}

/** Grants whose every outcome is told to the history. */
export class RecordedGrants implements Grants {
  constructor(
    private readonly grants: Grants,
    private readonly clock: Clock,
    private readonly record: (event: TokenEvent) => void,
  ) {}

  clientCredentials(account: ServiceAccount, signal: AbortSignal): Promise<TokenSet> {
    const ask = (): Promise<TokenSet> => this.grants.clientCredentials(account, signal);
    return this.tell('client_credentials', account, account.tokenEndpoint, ask, lifetimeOf);
  }

  refresh(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    const ask = (): Promise<TokenSet> => this.grants.refresh(account, tokens, signal);
    return this.tell('refresh_token', account, account.refreshTokenEndpoint, ask, lifetimeOf);
  }

  revoke(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<void> {
    return this.tell('revocation', account, account.tokenEndpoint, () =>
      this.grants.revoke(account, tokens, signal),
    );
  }

  private async tell<T>(
    what: GrantName | 'revocation',
    { environment }: ServiceAccount,
    endpoint: string,
    request: () => Promise<T>,
    gain: (outcome: T) => Partial<TokenEvent> = () => ({}),
  ): Promise<T> {
    const at = this.clock.now();
    const record = (outcome: Partial<TokenEvent>): void => {
      const duration = Math.max(0, this.clock.now() - at);
      this.record({ at, environment, what, endpoint: displayUrl(endpoint), duration, ...outcome });
    };
    try {
      const outcome = await request();
      record(gain(outcome));
      return outcome;
    } catch (error) {
      record({ failure: failureOf(error) });
      throw error;
    }
  }
}

function lifetimeOf({ expiresAt, receivedAt }: TokenSet): Partial<TokenEvent> {
  return { lifetime: expiresAt - receivedAt };
}

/** Longest the server is given to revoke tokens, in milliseconds. */
const revocationLimit = 5000;

/** Asks the server to revoke tokens that are to be forgotten. A server that cannot be reached stands in nobody's way. */
export async function tryToRevoke(
  grants: Grants,
  clock: Clock,
  account: ServiceAccount,
  tokens: TokenSet,
): Promise<void> {
  const abortion = new AbortController();
  const timer = clock.setTimeout(() => abortion.abort(), revocationLimit);
  try {
    await grants.revoke(account, tokens, abortion.signal);
  } catch {
    // The history has it.
  } finally {
    clock.clearTimeout(timer);
  }
}
