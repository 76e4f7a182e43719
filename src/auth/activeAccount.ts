import { type Failure, failureOf, RequestFailure } from '../base/failure';
import { displayUrl } from '../net/http';
import { AccountRepository } from './accountRepository';
import { AccountSecrets, type SecretChange } from './accountSecrets';
import type { EnvironmentStore, RenewalLock, SecretStore } from './accountStores';
import type { Clock, Timer } from '../base/clock';
import { endpointProblem } from '../net/endpoint';
import type { Environment } from './environment';
import { type Grants, RecordedGrants, tryToRevoke } from './grants';
import { type Disposable, Listeners } from '../base/listeners';
import { Setbacks } from './setbacks';
import { fingerprint, type ServiceAccount, type TokenLease, type TokenSource } from './serviceAccount';
import { TokenHistory } from './tokenHistory';
import { TokenSession, type TokenWish } from './tokenSession';
import type { SessionState } from './sessionState';
import type { TokenSet } from './tokenSet';
import { StoredTokens, type TokenShare } from './tokenShare';
import { UsedTokens } from './usedTokens';

/** The state of the active environment, as everything that shows it sees it. */
export type AccountState = ({ readonly name: 'signedOut' } | SessionState) & {
  readonly environment: string | undefined;
};

/** Where an active account keeps and finds everything. `random` gives numbers from 0 up to 1. */
export interface AccountParts {
  readonly environments: EnvironmentStore;
  readonly secrets: SecretStore;
  readonly lock: RenewalLock;
  readonly grants: Grants;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Another window's sign-in arrives in parts, settings and secrets: how long the rest is waited for, in milliseconds. */
const partsTogether = 500;

/** The one account in use: follows the settings and the secret store, and owns its token session. */
export class ActiveAccount implements TokenSource {
  /** What keeps accounts from asking for tokens, of all environments. */
  readonly setbacks: Setbacks;
  /** What happened to the tokens of late. */
  readonly history = new TokenHistory();

  private readonly changes = new Listeners<AccountState>();
  private readonly subscriptions: readonly Disposable[];
  private readonly accounts: AccountRepository;
  private readonly used: UsedTokens;
  private readonly secrets: AccountSecrets;
  private readonly grants: Grants;
  private readonly abortion = new AbortController();
  private session: TokenSession | undefined;
  private share: TokenShare | undefined;
  private failure: Failure | undefined;
  private loading: Promise<void> | undefined;
  private followTimer: Timer | undefined;
  /** Counts what was begun; an answer to anything but the newest is void. */
  private generation = 0;
  /** Above zero while we write settings and secrets ourselves. */
  private writing = 0;
  /** Something changed while we were writing; whether it was only our own doing is found out afterwards. */
  private missed = false;

  readonly onDidChange = this.changes.event;
  /** Fires when the secret store turns out to keep nothing beyond this window's life. */
  readonly onDidLoseSecrets: AccountSecrets['onDidLose'];

  constructor(private readonly parts: AccountParts) {
    this.secrets = new AccountSecrets(parts.secrets, parts.clock);
    this.used = new UsedTokens(parts.environments);
    this.setbacks = new Setbacks(parts.environments, parts.random);
    this.accounts = new AccountRepository(parts.environments, this.secrets);
    this.grants = new RecordedGrants(parts.grants, parts.clock, (event) => this.history.record(event));
    this.onDidLoseSecrets = this.secrets.onDidLose;
    this.subscriptions = [
      parts.environments.onDidChange(() => this.follow()),
      this.secrets.onDidChange((change) => this.followSecrets(change)),
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
    const environment = this.environment();
    if (this.session !== undefined) {
      return { ...this.session.state, environment: this.session.account.environment };
    }
    if (this.failure !== undefined) {
      return { name: 'rejected', failure: this.failure, environment: environment?.name };
    }
    // Until the secret store has answered, an account that the settings name is taken to be there.
    const isLoading = this.loading !== undefined && environment?.clientId !== undefined;
    return { name: isLoading ? 'acquiring' : 'signedOut', environment: environment?.name };
  }

  /** The active environment: the chosen one, else the first with an account. */
  environment(): Environment | undefined {
    return this.accounts.environment();
  }

  /**
   * The account of any environment, why it cannot be used, or `undefined` where there is none. Rejects with
   * `secretsUnavailable`.
   */
  async accountOf(environment: Environment): Promise<ServiceAccount | Failure | undefined> {
    await this.loading;
    // What is known of the active one stands behind its state; looking anew would hide news from it.
    return environment.name === this.environment()?.name
      ? (this.account ?? this.failure)
      : this.accounts.accountOf(environment);
  }

  /** Tells of what changes in the secret store, of whichever environment. */
  onDidChangeSecrets(callback: (change: SecretChange) => void): Disposable {
    return this.secrets.onDidChange(callback);
  }

  /** Forgets the secret and the tokens of an environment that is not the active one. */
  forget(environment: string): Promise<void> {
    return this.accounts.remove(environment);
  }

  /** Takes up what settings and secret store hold now; a running session whose account is unchanged goes on. */
  load(): Promise<void> {
    this.parts.clock.clearTimeout(this.followTimer);
    this.followTimer = undefined;
    const loading = this.loadGeneration(++this.generation).finally(() => {
      if (this.loading === loading) {
        this.loading = undefined;
      }
    });
    this.loading = loading;
    return loading;
  }

  /** Looks at the wall clock now, and at what other windows did without an event; for window focus. */
  check(): void {
    const environment = this.environment()?.name;
    if (environment !== undefined && this.accounts.hasNews(environment)) {
      this.follow();
    }
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
    const either = AbortSignal.any([signal, this.abortion.signal]);
    const tokens = await this.grants.clientCredentials(account, either);
    if (either.aborted) {
      await tryToRevoke(this.grants, this.parts.clock, account, tokens);
      throw new RequestFailure({ kind: 'cancelled' });
    }
    await this.write(async () => {
      await this.accounts.save(account, `${this.parts.clock.now()} ${this.parts.random()}`);
      this.begin(account, tokens, true);
    });
  }

  /** Forgets the secret and the tokens of the active environment and asks the server to revoke the tokens. */
  async signOut(): Promise<void> {
    const { session } = this;
    const name = session?.account.environment ?? this.environment()?.name;
    const tokens = session?.heldTokens;
    try {
      await this.write(async () => {
        this.end();
        if (name !== undefined) {
          await this.accounts.remove(name);
        }
      });
    } finally {
      // Also where the secret store does not let go of its record: the tokens at least shall be dead.
      if (session !== undefined && tokens !== undefined) {
        await tryToRevoke(this.grants, this.parts.clock, session.account, tokens);
      }
    }
  }

  /** Makes another environment the active one. */
  async switchTo(name: string): Promise<void> {
    this.setbacks.pardon();
    await this.accounts.choose(name);
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

  /** See {@link TokenSource.lease}. */
  async lease(expected?: ServiceAccount): Promise<TokenLease> {
    const session = await this.ready();
    if (expected !== undefined && session.account !== expected) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
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
    this.abortion.abort();
    this.parts.clock.clearTimeout(this.followTimer);
    this.session?.dispose();
    this.subscriptions.forEach((each) => each.dispose());
    this.changes.dispose();
    this.history.dispose();
  }

  private follow(): void {
    if (this.writing > 0) {
      this.missed = true;
    } else if (this.followTimer === undefined && !this.abortion.signal.aborted) {
      this.followTimer = this.parts.clock.setTimeout(() => void this.load(), partsTogether);
    }
  }

  private followSecrets({ environment, what }: SecretChange): void {
    if (environment !== this.environment()?.name) {
      return;
    }
    if (what === 'account') {
      this.follow();
    } else if (this.writing === 0) {
      void this.takeTokens();
    }
  }

  private async takeTokens(): Promise<void> {
    const { session, share } = this;
    const tokens = await share?.read();
    if (session === this.session) {
      session?.adopt(tokens);
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
      if (this.writing === 0 && this.missed) {
        this.missed = false;
        this.follow();
      }
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
    try {
      const found = await this.accounts.find();
      if (generation !== this.generation) {
        return;
      }
      if (found === undefined) {
        this.end();
      } else if ('kind' in found) {
        this.end(found);
      } else if (this.session !== undefined && fingerprint(found) === fingerprint(this.session.account)) {
        await this.takeTokens();
      } else {
        const share = this.shareOf(found);
        const tokens = await share.read();
        if (generation === this.generation) {
          this.begin(found, tokens, false, share);
        }
      }
    } catch (error) {
      if (generation === this.generation) {
        this.end(failureOf(error));
      }
    }
  }

  /** What this window has in common with others of the tokens of an account. */
  shareOf(account: ServiceAccount): TokenShare {
    return new StoredTokens(account, this.secrets, this.parts.lock, this.used, async () => {
      // Where no event tells of another window's sign-out, it is noticed before the next request at the latest.
      if (this.accounts.hasNews(account.environment)) {
        await this.load();
      }
    });
  }

  private begin(
    account: ServiceAccount,
    tokens: TokenSet | undefined,
    isFresh: boolean,
    share = this.shareOf(account),
  ): void {
    this.session?.dispose();
    if (this.abortion.signal.aborted) {
      return;
    }
    const { grants } = this;
    const { clock, random } = this.parts;
    this.failure = undefined;
    this.share = share;
    this.session = new TokenSession(account, {
      grants,
      share,
      setbacks: this.setbacks,
      clock,
      random,
      record: (event) => this.history.record(event),
    });
    this.session.onDidChange(() => this.changes.fire(this.state));
    this.session.start(tokens, isFresh);
  }

  private end(failure?: Failure): void {
    this.session?.dispose();
    this.session = undefined;
    this.share = undefined;
    this.failure = failure;
    // What was loading is found: nobody shall be told that it still is.
    this.loading = undefined;
    this.changes.fire(this.state);
  }
}
