import { failureOf, RequestFailure, type Failure } from '../base/failure';
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

/** What follows from requests for a sign-in that nobody waits for any more. */
export interface SignInGrantsParts {
  /** True once that sign-in is over. */
  hasEnded(): boolean;
  giveBack(account: ServiceAccount, tokens: TokenSet): Promise<void>;
  /** Is told of a request that was under way. */
  calledOff?(account: ServiceAccount): void;
  /** Aborts with the window. */
  readonly closing: AbortSignal;
}

/**
 * Grants for one sign-in. What the server sends after that has ended, or when nobody waits any more, is given back: such
 * a request goes on unseen, or nobody would know the tokens that it brings into the world. Only a renewal is called off
 * while its sign-in lasts: its new tokens end with those that are stored, and to give them back would end these.
 */
export class SignInGrants implements Grants {
  constructor(
    private readonly grants: Grants,
    private readonly parts: SignInGrantsParts,
  ) {}

  clientCredentials(account: ServiceAccount, signal: AbortSignal): Promise<TokenSet> {
    return this.ask(account, signal, false, (own) => this.grants.clientCredentials(account, own));
  }

  refresh(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    return this.ask(account, signal, true, (own) => this.grants.refresh(account, tokens, own));
  }

  revoke(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<void> {
    return this.grants.revoke(account, tokens, signal);
  }

  private ask(
    account: ServiceAccount,
    signal: AbortSignal,
    isRenewal: boolean,
    request: (signal: AbortSignal) => Promise<TokenSet>,
  ): Promise<TokenSet> {
    const { parts } = this;
    if (parts.hasEnded()) {
      return Promise.reject(new RequestFailure({ kind: 'signedOut', detail: account.environment }));
    }
    const abortion = new AbortController();
    const own = AbortSignal.any([abortion.signal, parts.closing]);
    const arrival = request(own).then(async (tokens) => {
      if (parts.hasEnded() || (signal.aborted && !isRenewal)) {
        await parts.giveBack(account, tokens);
        throw new RequestFailure({ kind: 'cancelled' });
      }
      return tokens;
    });
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(new RequestFailure({ kind: 'cancelled' }));
        parts.calledOff?.(account);
        if (isRenewal && !parts.hasEnded()) {
          abortion.abort();
        }
      };
      signal.addEventListener('abort', abort);
      arrival.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }
}

/** Longest the server is given to revoke tokens, in milliseconds. */
const revocationLimit = 5000;

/** Asks the server to revoke tokens that are to be forgotten. Resolves with what stood in the way; never rejects. */
export async function tryToRevoke(
  grants: Grants,
  clock: Clock,
  account: ServiceAccount,
  tokens: TokenSet,
): Promise<Failure | undefined> {
  const abortion = new AbortController();
  const timer = clock.setTimeout(() => abortion.abort(), revocationLimit);
  try {
    await grants.revoke(account, tokens, abortion.signal);
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    return failure.kind === 'cancelled' ? { ...failure, kind: 'timeout' } : failure;
  } finally {
    clock.clearTimeout(timer);
  }
}
