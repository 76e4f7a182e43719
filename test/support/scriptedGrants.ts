import type { Grants } from '../../src/auth/grants';
import type { ServiceAccount } from '../../src/auth/serviceAccount';
import type { TokenSet } from '../../src/auth/tokenSet';
import { RequestFailure, type Failure } from '../../src/base/failure';
import type { FakeClock } from './fakeClock';

/** A request that reached the scripted token service. */
export interface GrantCall {
  readonly grant: 'clientCredentials' | 'refresh' | 'revoke';
  readonly account: ServiceAccount;
  /** What was to be refreshed or revoked. */
  readonly tokens?: TokenSet;
  /** Milliseconds that had passed; see {@link FakeClock.elapsed}. */
  readonly at: number;
  readonly signal: AbortSignal;
}

/** How a call is answered: with tokens, or a failure to reject with; a promise keeps the caller waiting. */
export type GrantAnswer = TokenSet | Failure | Promise<TokenSet | Failure>;

/**
 * A token service in memory, after the interface of the real one. Healthy unless told otherwise: it issues numbered
 * tokens and knows, by the time that really passed, which of them are still good.
 */
export class ScriptedGrants implements Grants {
  readonly calls: GrantCall[] = [];
  /** Seconds. */
  lifetime = 1800;
  /** Seconds; that of the access token unless given. */
  refreshLifetime: number | undefined;
  refreshTokens = true;
  answer: (call: GrantCall) => GrantAnswer = () => this.issue();
  /** Where the revocation fails. */
  revocationFailure: Failure | undefined;
  private readonly expiry = new Map<string, number>();
  private readonly refreshExpiry = new Map<string, number>();
  /**
   * The session of each access token given in a reply, whether or not somebody still waited for it; a renewal goes on
   * with that of its refresh token.
   */
  private readonly sessions = new Map<string, string>();
  private readonly ended = new Set<string>();

  constructor(private readonly clock: FakeClock) {}

  clientCredentials(account: ServiceAccount, signal: AbortSignal): Promise<TokenSet> {
    return this.take({ grant: 'clientCredentials', account, at: this.clock.elapsed, signal });
  }

  refresh(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    return this.take({ grant: 'refresh', account, tokens, at: this.clock.elapsed, signal });
  }

  revoke(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<void> {
    this.calls.push({ grant: 'revoke', account, tokens, at: this.clock.elapsed, signal });
    if (this.revocationFailure !== undefined) {
      return Promise.reject(new RequestFailure(this.revocationFailure));
    }
    this.ended.add(this.sessions.get(tokens.accessToken) ?? tokens.accessToken);
    return Promise.resolve();
  }

  /** Access tokens given in a reply that the service still accepts. */
  get alive(): string[] {
    return [...this.sessions.keys()].filter((token) => this.isGood(token));
  }

  /** The names of the grants asked for, in order. */
  get asked(): string[] {
    return this.calls.map(({ grant }) => grant);
  }

  /** Tokens as a healthy service issues them now. */
  issue(changes: Partial<TokenSet> = {}): TokenSet {
    const number = this.expiry.size + 1;
    const accessToken = `access-${number}`;
    this.expiry.set(accessToken, this.clock.elapsed + this.lifetime * 1000);
    const receivedAt = this.clock.now();
    const expiresAt = receivedAt + this.lifetime * 1000;
    const refreshExpiresAt = receivedAt + (this.refreshLifetime ?? this.lifetime) * 1000;
    const refreshToken = `refresh-${number}`;
    this.refreshExpiry.set(refreshToken, refreshExpiresAt - receivedAt + this.clock.elapsed);
    const refresh = { refreshToken, refreshExpiresAt };
    return { accessToken, receivedAt, expiresAt, ...(this.refreshTokens ? refresh : {}), ...changes };
  }

  /** Whether the service would still accept the token. */
  isGood(accessToken: string): boolean {
    return (this.expiry.get(accessToken) ?? 0) > this.clock.elapsed && !this.hasEnded(accessToken);
  }

  /** Whether the refresh token of a set is good still, unless it was used. */
  canRefresh({ accessToken, refreshToken = '' }: TokenSet): boolean {
    return (this.refreshExpiry.get(refreshToken) ?? 0) > this.clock.elapsed && !this.hasEnded(accessToken);
  }

  private hasEnded(accessToken: string): boolean {
    return this.ended.has(this.sessions.get(accessToken) ?? accessToken);
  }

  private async take(call: GrantCall): Promise<TokenSet> {
    this.calls.push(call);
    const aborted = new Promise<never>((_resolve, reject) => {
      const cancel = (): void => reject(new RequestFailure({ kind: 'cancelled' }));
      call.signal.addEventListener('abort', cancel);
      if (call.signal.aborted) {
        cancel();
      }
    });
    const reply = this.answer(call);
    void Promise.resolve(reply).then((arrived) =>
      'kind' in arrived ? undefined : this.begin(call, arrived),
    );
    const answer = await Promise.race([reply, aborted]);
    if ('kind' in answer) {
      throw new RequestFailure(answer);
    }
    return answer;
  }

  private begin({ tokens }: GrantCall, { accessToken }: TokenSet): void {
    const session = tokens === undefined ? undefined : this.sessions.get(tokens.accessToken);
    this.sessions.set(accessToken, session ?? accessToken);
  }
}
