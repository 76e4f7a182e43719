import type { Grants } from '../../src/auth/grants';
import { fingerprint, type ServiceAccount } from '../../src/auth/serviceAccount';
import type { TokenSet } from '../../src/auth/tokenSet';
import { RequestFailure, type Failure } from '../../src/base/failure';
import type { FakeClock } from './fakeClock';
import { RotatingService } from './rotatingService';
import type { GrantCall } from './scriptedGrants';
import { minute } from './time';

/** A rotating service that knows whose tokens it gave, and keeps an eye on who comes with them and how often. */
export class WatchedService extends RotatingService implements Grants {
  /** What must not happen, and did. */
  readonly violations: string[] = [];
  /** Requests that met a fault and that no person waited for: at which server and when, in milliseconds that had passed. */
  readonly failing: { readonly environment: string; readonly at: number }[] = [];
  /** Most of them within a minute at one server, leaving out minutes in which the clock was set. */
  mostInMinute = 0;
  /** Most requests of one sign-in that were under way at one time, but those of a person. */
  mostOfOneSignIn = 0;
  /** The sign-in mark of an environment. */
  markOf: (environment: string) => string | undefined = () => undefined;
  /** True while a person waits. */
  byPerson = false;
  private readonly underWay = new Set<{ readonly signIn: string }>();
  private readonly owners = new Map<string, ServiceAccount>();
  private readonly sets = new Map<string, TokenSet>();
  /**
   * When somebody first tried to revoke a set while the server could not be reached. What an edit has left alive so is
   * told to nobody, also where somebody signs out then.
   */
  private readonly tried = new Map<string, number>();
  /** Tokens of environments that no window had in use while the wall clock was set: nobody saw by how much. */
  private readonly ageless = new Set<string>();
  private recent: { readonly environment: string; readonly at: number }[] = [];

  constructor(
    private readonly time: FakeClock,
    latency: () => number,
    private readonly accounts: readonly ServiceAccount[],
  ) {
    super(time, latency);
    const { answer } = this.grants;
    this.grants.answer = async (call) => {
      const end = this.begin(call);
      const reply = await (this.knows(call) ? answer(call) : refusal(call));
      end();
      const isLost = this.health === 'repliesLost';
      if (('kind' in reply || isLost) && !this.byPerson) {
        this.fail(call);
      }
      return reply;
    };
  }

  async clientCredentials(account: ServiceAccount, signal: AbortSignal): Promise<TokenSet> {
    return this.own(account, await this.grants.clientCredentials(account, signal));
  }

  async refresh(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    this.expectOwner(account, tokens.accessToken, 'refreshed');
    return this.own(account, await this.grants.refresh(account, tokens, signal));
  }

  async revoke(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<void> {
    const owner = this.owners.get(tokens.accessToken);
    if (owner?.clientId !== account.clientId || owner.tokenEndpoint !== account.tokenEndpoint) {
      this.violations.push(`${tokens.accessToken} is revoked by another client`);
    }
    if (typeof this.health === 'object') {
      this.tried.set(tokens.accessToken, this.tried.get(tokens.accessToken) ?? this.time.elapsed);
      throw new RequestFailure(this.health);
    }
    await this.grants.revoke(account, tokens, signal);
  }

  /** Takes note where a token is used by another account than got it. */
  expectOwner(account: ServiceAccount, accessToken: string, use: string): void {
    const owner = this.owners.get(accessToken);
    if (owner === undefined || fingerprint(owner) !== fingerprint(account)) {
      this.violations.push(`${accessToken} is ${use} as another account's`);
    }
  }

  /** The sets of an environment that are good for something still, but those that nobody could revoke when it was time. */
  aliveOf(environment: string): string[] {
    return [...this.owners.keys()].filter(
      (token) => this.isAlive(token, environment) && !this.tried.has(token),
    );
  }

  /** True where somebody has tried since then to revoke a set of the environment that is good for something, and could not. */
  hasUnrevoked(environment: string, since: number): boolean {
    return [...this.tried].some(([token, at]) => at >= since && this.isAlive(token, environment));
  }

  /** True where the access token of a set is good still, or its refresh token. */
  private isAlive(accessToken: string, environment: string): boolean {
    const tokens = this.sets.get(accessToken);
    const isGood = this.grants.isGood(accessToken) || (tokens !== undefined && this.canRefresh(tokens));
    return isGood && this.owners.get(accessToken)?.environment === environment;
  }

  /** The wall clock was set: waits that were measured by it are over. */
  clockSet(inUse: ReadonlySet<string | undefined>): void {
    this.recent = [];
    for (const [token, { environment }] of this.owners) {
      if (!inUse.has(environment) && this.grants.isGood(token)) {
        this.ageless.add(token);
      }
    }
  }

  /** Whether a token that is handed out is good; of one whose age nobody can know it need not be. */
  isFit(accessToken: string): boolean {
    return this.grants.isGood(accessToken) || this.ageless.has(accessToken);
  }

  /** Counts a request of a sign-in for as long as somebody waits for it; a person's own asks for no permission. */
  private begin({ account: { environment }, signal }: GrantCall): () => void {
    const signIn = `${environment} ${this.markOf(environment)}`;
    const request = { signIn };
    const end = (): void => void this.underWay.delete(request);
    if (!this.byPerson) {
      this.underWay.add(request);
      signal.addEventListener('abort', end);
    }
    const count = [...this.underWay].filter((each) => each.signIn === signIn).length;
    this.mostOfOneSignIn = Math.max(this.mostOfOneSignIn, count);
    return end;
  }

  private own(account: ServiceAccount, tokens: TokenSet): TokenSet {
    this.owners.set(tokens.accessToken, account);
    this.sets.set(tokens.accessToken, tokens);
    return tokens;
  }

  private fail({ account: { environment }, at }: GrantCall): void {
    this.failing.push({ environment, at });
    this.recent = [...this.recent.filter((each) => each.at > at - minute), { environment, at }];
    const count = this.recent.filter((each) => each.environment === environment).length;
    this.mostInMinute = Math.max(this.mostInMinute, count);
    if (count > 2) {
      this.violations.push(`${count} requests failed within a minute for ${environment}`);
    }
  }

  /** True where the request is for an endpoint, and a scope, that there is. */
  private knows({ grant, account }: GrantCall): boolean {
    const asked = grant === 'refresh' ? account.refreshTokenEndpoint : account.tokenEndpoint;
    return (
      this.accounts.some(({ tokenEndpoint }) => tokenEndpoint === asked) &&
      ['openid', undefined].includes(account.scope)
    );
  }
}

function refusal({ account: { scope } }: GrantCall): Failure {
  return ['openid', undefined].includes(scope)
    ? { kind: 'endpointNotFound', status: 404 }
    : { kind: 'scopeRefused', status: 400 };
}
