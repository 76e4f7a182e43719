import { failureOf } from '../base/failure';
import { displayUrl } from '../net/http';
import type { Clock } from '../base/clock';
import type { Grants } from './grants';
import type { ServiceAccount } from './serviceAccount';
import type { TokenEvent } from './tokenHistory';
import type { GrantName, TokenSet } from './tokenSet';

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
