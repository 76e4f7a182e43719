import { failureOf, RequestFailure, type Failure } from '../net/failure';
import { displayUrl } from '../net/http';
import type { EnvironmentStore, SecretRecordStore } from './accountStores';
import type { Clock } from './clock';
import { endpointProblem } from './endpoint';
import type { Environment } from './environment';
import type { Grants } from './grants';
import { Listeners, type Disposable } from './listeners';
import { bindAccount, secretRecordOf, type ServiceAccount } from './serviceAccount';
import type { TokenLease, TokenSource } from './tokenLease';
import { TokenSession, type SessionState, type TokenWish } from './tokenSession';
import type { TokenSet } from './tokenSet';

/** The state of the active environment, as everything that shows it sees it. */
export type AccountState = ({ readonly name: 'signedOut' } | SessionState) & {
  readonly environment: string | undefined;
};

/** Longest the server is given to revoke tokens before signing out goes on without it, in milliseconds. */
const revocationLimit = 5000;

/** The one account in use: follows the settings and the secret store, and owns its token session. */
export class ActiveAccount implements TokenSource {
  private readonly changes = new Listeners<AccountState>();
  private readonly subscriptions: readonly Disposable[];
  private session: TokenSession | undefined;
  private failure: Failure | undefined;
  private loading: Promise<void> | undefined;
  /** Counts what was begun; an answer to anything but the newest is void. */
  private generation = 0;
  /** Above zero while we write settings and secrets ourselves: what they report then is our own doing. */
  private writing = 0;

  readonly onDidChange = this.changes.event;

  constructor(
    private readonly environments: EnvironmentStore,
    private readonly secrets: SecretRecordStore,
    private readonly grants: Grants,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {
    this.subscriptions = [
      environments.onDidChange(() => this.follow()),
      secrets.onDidChange((name) => (name === this.ours()?.name ? this.follow() : undefined)),
    ];
  }

  /** The account in use, or `undefined` while signed out. */
  get account(): ServiceAccount | undefined {
    return this.session?.account;
  }

  /** Everything that must not show up in a log. */
  get secretsInUse(): readonly string[] {
    const { heldTokens, account } = this.session ?? {};
    return [account?.clientSecret, heldTokens?.accessToken, heldTokens?.refreshToken].filter(
      (each) => each !== undefined,
    );
  }

  get state(): AccountState {
    const environment = this.environment()?.name;
    if (this.session !== undefined) {
      return { ...this.session.state, environment: this.session.account.environment };
    }
    return this.failure === undefined
      ? { name: 'signedOut', environment }
      : { name: 'rejected', failure: this.failure, environment };
  }

  /** The active environment: the chosen one, else the first with an account. */
  environment(): Environment | undefined {
    const all = this.environments.all();
    return (
      all.find(({ name }) => name === this.environments.activeName()) ??
      all.find(({ clientId }) => clientId !== undefined)
    );
  }

  /** Takes up what settings and secret store hold now; a running session whose account is unchanged goes on. */
  load(): Promise<void> {
    const loading = this.loadGeneration(++this.generation).finally(() => {
      if (this.loading === loading) {
        this.loading = undefined;
      }
    });
    this.loading = loading;
    return loading;
  }

  /** Looks at the wall clock now; for window focus. */
  check(): void {
    this.session?.check();
  }

  /**
   * Proves the account by getting a token, then stores it and makes it the active one. Rejects with a `RequestFailure`,
   * and then nothing was stored.
   */
  async signIn(account: ServiceAccount, signal: AbortSignal): Promise<void> {
    for (const url of [account.tokenEndpoint, account.refreshTokenEndpoint, account.apiBaseUrl]) {
      // Endpoints out of the settings were typed past every check, and bind the secret from here on.
      if (endpointProblem(url) !== undefined) {
        throw new RequestFailure({ kind: 'endpointUnsafe', url: displayUrl(url) });
      }
    }
    const tokens = await this.grants.clientCredentials(account, signal);
    await this.write(async () => {
      const before = await this.secrets.read(account.environment);
      await this.secrets.write(account.environment, secretRecordOf(account));
      try {
        await this.environments.save(environmentOf(account));
        await this.environments.setActiveName(account.environment);
      } catch (error) {
        await (before === undefined
          ? this.secrets.remove(account.environment)
          : this.secrets.write(account.environment, before));
        throw error;
      }
      this.begin(account, tokens);
    });
  }

  /** Forgets the secret and the tokens of the active environment and asks the server to revoke the tokens. */
  async signOut(): Promise<void> {
    const environment = this.ours();
    const { session } = this;
    const tokens = session?.heldTokens;
    try {
      await this.write(async () => {
        this.end();
        if (environment !== undefined) {
          const { clientId: _forgotten, ...rest } = environment;
          await this.secrets.remove(environment.name);
          await this.environments.save(rest);
          await this.environments.setActiveName(environment.name);
        }
      });
    } finally {
      // Also where the secret store does not let go of its record: the tokens at least shall be dead.
      if (session !== undefined && tokens !== undefined) {
        await this.revoke(session.account, tokens);
      }
    }
  }

  /** Makes another environment the active one. */
  async switchTo(name: string): Promise<void> {
    await this.environments.setActiveName(name);
    await this.load();
  }

  /** See {@link TokenSession.get}. Rejects with `signedOut` where there is no account. */
  async get(wish?: TokenWish): Promise<TokenSet> {
    return (await this.ready()).get(wish);
  }

  /** See {@link TokenSession.renew}. */
  async renew(): Promise<TokenSet> {
    return (await this.ready()).renew();
  }

  /** The present token with its account, for a request to that account's API. */
  async lease(): Promise<TokenLease> {
    const session = await this.ready();
    return { account: session.account, accessToken: (await session.get()).accessToken };
  }

  /** See {@link TokenSession.replace}. Rejects with `cancelled` where the account has changed meanwhile. */
  async replace({ account, accessToken }: TokenLease): Promise<TokenLease> {
    const session = await this.ready();
    if (session.account !== account) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    return { account, accessToken: (await session.replace(accessToken)).accessToken };
  }

  dispose(): void {
    this.generation++;
    this.session?.dispose();
    this.subscriptions.forEach((each) => each.dispose());
    this.changes.dispose();
  }

  /** The environment this window works with: another window may have chosen another, and no event tells of it. */
  private ours(): Environment | undefined {
    const name = this.session?.account.environment;
    return name === undefined
      ? this.environment()
      : this.environments.all().find((each) => each.name === name);
  }

  private follow(): void {
    if (this.writing === 0) {
      void this.load();
    }
  }

  /** Writes settings and secrets of our own; loads under way are void, and nothing reacts to the writes half-way. */
  private async write(change: () => Promise<void>): Promise<void> {
    this.generation++;
    this.writing++;
    try {
      await change();
    } finally {
      this.writing--;
    }
  }

  private async ready(): Promise<TokenSession> {
    await this.loading;
    if (this.failure?.kind === 'secretsUnavailable') {
      // The keyring may have been unlocked since.
      await this.load();
    }
    if (this.session === undefined) {
      throw new RequestFailure(this.failure ?? { kind: 'signedOut' });
    }
    return this.session;
  }

  private async loadGeneration(generation: number): Promise<void> {
    const environment = this.environment();
    try {
      const record = environment === undefined ? undefined : await this.secrets.read(environment.name);
      if (generation !== this.generation) {
        return;
      }
      const bound =
        environment === undefined || record === undefined ? undefined : bindAccount(environment, record);
      if (bound === undefined) {
        this.end();
      } else if ('kind' in bound) {
        this.end(
          bound.kind === 'originChanged'
            ? { kind: bound.kind, detail: `${bound.from} → ${bound.to}` }
            : bound,
        );
      } else if (!isSameAccount(bound, this.session?.account)) {
        this.begin(bound);
      }
    } catch (error) {
      if (generation === this.generation) {
        this.end(failureOf(error));
      }
    }
  }

  private begin(account: ServiceAccount, tokens?: TokenSet): void {
    this.session?.dispose();
    this.failure = undefined;
    this.session = new TokenSession(account, this.grants, this.clock, this.random);
    this.session.onDidChange(() => this.changes.fire(this.state));
    this.session.start(tokens);
  }

  private end(failure?: Failure): void {
    this.session?.dispose();
    this.session = undefined;
    this.failure = failure;
    this.changes.fire(this.state);
  }

  private async revoke(account: ServiceAccount, tokens: TokenSet): Promise<void> {
    const abortion = new AbortController();
    const limit = this.clock.setTimeout(() => abortion.abort(), revocationLimit);
    try {
      await this.grants.revoke(account, tokens, abortion.signal);
    } catch {
      // Signing out means forgetting; a server that cannot be reached must not stand in the way.
    } finally {
      this.clock.clearTimeout(limit);
    }
  }
}

function isSameAccount(one: ServiceAccount, other: ServiceAccount | undefined): boolean {
  const facts = (account: ServiceAccount): string =>
    JSON.stringify(
      Object.entries(account)
        .filter(([, value]) => value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return other !== undefined && facts(one) === facts(other);
}

function environmentOf(account: ServiceAccount): Environment {
  const {
    environment: name,
    clientSecret: _secret,
    refreshTokenEndpoint,
    clientAuthentication,
    ...rest
  } = account;
  return {
    name,
    ...rest,
    // What equals the default is left out of the user's settings.
    ...(refreshTokenEndpoint === account.tokenEndpoint ? {} : { refreshTokenEndpoint }),
    ...(clientAuthentication === 'client_secret_post' ? {} : { clientAuthentication }),
  };
}
