import { failureOf, RequestFailure, type Failure } from '../base/failure';
import { Debounced } from '../base/debounced';
import { Lazy } from '../base/lazy';
import { Listeners, type Disposable } from '../base/listeners';
import { Steps, unlessAborted } from '../base/steps';
import type { AccountChanges, AccountChangesParts } from './accountChanges.lazy';
import type { AccountKeeper } from './accountKeeper';
import type { AccountParts, AccountSessionParts, OpenAccount } from './accountParts';
import { AccountRepository, isEdited } from './accountRepository';
import { AccountSecrets } from './accountSecrets';
import { partsTogether } from './accountStores';
import type { Environment } from './environment';
import { RecordedGrants, SignInGrants, type Grants } from './grants';
import { SecretAccess, type SecretChange } from './secretAccess';
import { fingerprint, type ServiceAccount, type TokenLease, type TokenSource } from './serviceAccount';
import type { AccountState } from './sessionState';
import { TokenHistory } from './tokenHistory';
import { Setbacks } from './setbacks';
import { TokenSession, type SessionParts, type TokenWish } from './tokenSession';
import type { LeftTokens } from './tokenReturns';
import { isSameSet, type TokenSet } from './tokenSet';
import { TokenStore } from './tokenStore';
import { UsedTokens } from './usedTokens';

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
  private readonly secrets: SecretAccess;
  private readonly records: AccountSecrets;
  private readonly grants: Grants;
  private readonly changing: Lazy<AccountChanges>;
  private readonly left = new Listeners<LeftTokens>();
  private readonly abortion = new AbortController();
  private readonly steps = new Steps();
  private session: TokenSession | undefined;
  /** What the session works with; its sign-in may have ended in another window. */
  private inUse: AccountSessionParts | undefined;
  private failure: Failure | undefined;
  /** True from the wish to load until it is known what there is. */
  private isLooking = false;
  private readonly following: Debounced;

  readonly onDidChange = this.changes.event;
  /** Fires when the secret store turns out to keep nothing beyond this window's life. */
  readonly onDidLoseSecrets: AccountSecrets['onDidLose'];
  /** Fires where a sign-out or a new sign-in had to leave tokens alive at the server. */
  readonly onDidLeaveTokens = this.left.event;

  constructor(private readonly parts: AccountParts) {
    this.secrets = new SecretAccess(parts.secrets, parts.clock);
    this.records = new AccountSecrets(this.secrets);
    this.used = new UsedTokens(parts.environments);
    this.setbacks = new Setbacks(parts.environments, parts.random);
    this.accounts = new AccountRepository(parts.environments, this.records, parts.nobodyAtStart === true);
    this.grants = new RecordedGrants(parts.grants, parts.clock, (event) => this.history.record(event));
    this.changing = new Lazy(async () => new (await parts.changes()).AccountChanges(this.inside()));
    this.onDidLoseSecrets = this.records.onDidLose;
    this.following = new Debounced(parts.clock, partsTogether, () => void this.load());
    this.subscriptions = [
      parts.environments.onDidChange(() => this.following.tell()),
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
    if (this.session !== undefined) {
      return { ...this.session.state, environment: this.session.account.environment };
    }
    const environment = this.accounts.activeName;
    if (this.failure !== undefined) {
      return { name: 'rejected', failure: this.failure, environment };
    }
    // Until the secret store has answered, an account that somebody signed in to is taken to be there.
    return {
      name: this.isLooking && this.accounts.isTakenForSignedIn ? 'acquiring' : 'signedOut',
      environment,
    };
  }

  /** The active environment: the chosen one, or the first with an account where none was ever chosen. */
  environment(): Environment | undefined {
    return this.accounts.environment();
  }

  /**
   * The account of any environment, why it cannot be used, or `undefined` where there is none. Rejects with
   * `secretsUnavailable`.
   */
  async accountOf(environment: Environment): Promise<ServiceAccount | Failure | undefined> {
    if (this.isLooking) {
      await this.steps.idle();
    }
    // What is known of the active one stands behind its state; looking anew would hide news from it.
    return environment.name === this.accounts.activeName
      ? (this.account ?? this.failure)
      : this.accounts.accountOf(environment);
  }

  /** Tells of what changes in the secret store, of whichever environment. */
  onDidChangeSecrets(callback: (change: SecretChange) => void): Disposable {
    return this.secrets.onDidChange(callback);
  }

  /** Takes up what settings and secret store hold now; a running session whose account is unchanged goes on. */
  load(): Promise<void> {
    this.following.cancel();
    this.isLooking = true;
    void this.steps.run((signal) => this.look(signal));
    return this.steps.idle();
  }

  /** Looks at the wall clock now, and at what other windows did without an event; for window focus. */
  check(): void {
    const environment = this.accounts.activeName;
    // Who has unlocked the keyring comes back from its dialog.
    const wasLocked = this.failure?.kind === 'secretsUnavailable';
    if (environment !== undefined && (wasLocked || this.accounts.hasNews(environment))) {
      this.following.tell();
    }
    this.session?.check();
  }

  /**
   * Proves the account by getting a token, then stores it and makes it the active one. Rejects with a `RequestFailure`,
   * and then nothing was stored.
   */
  async signIn(account: ServiceAccount, signal: AbortSignal): Promise<void> {
    await (await this.changing.get()).signIn(account, AbortSignal.any([signal, this.abortion.signal]));
  }

  /**
   * Forgets the secret and the tokens of an environment, the active one unless named, and asks the server to revoke
   * every token set that this window can find. Other windows give back what they hold or still receive.
   */
  async signOut(name = this.accounts.activeName): Promise<void> {
    if (name !== undefined) {
      await (await this.changing.get()).signOut(name);
    }
  }

  /** Accounts of environments that the settings no longer have: to be signed out of, and nothing else. */
  async unlisted(): ReturnType<AccountKeeper['unlisted']> {
    return (await this.changing.get()).keeper.unlisted();
  }

  /** Makes another environment the active one; `undefined` as in a window where none was ever chosen. */
  async switchTo(name: string | undefined): Promise<void> {
    this.setbacks.pardon(this.parts.clock.now());
    const chosen = this.steps.run(() => this.accounts.choose(name));
    await Promise.all([chosen, this.load()]);
    this.changes.fire(this.state);
  }

  /** The account in use, once it is known which. Rejects with `signedOut`, or with why it cannot be used. */
  async known(): Promise<ServiceAccount> {
    return (await this.ready()).account;
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

  /** What a session for this account begins with; tokens of the account as it was before an edit are given back first. */
  async open(account: ServiceAccount): Promise<OpenAccount> {
    const parts = this.partsOf(account);
    const stored = await parts.store.read();
    const isDisplaced = isEdited(this.account, account) && this.inUse?.hasEnded() === false;
    if (!parts.store.former && !isDisplaced) {
      return { parts, stored };
    }
    await (await this.changing.get()).displace(account);
    const renewed = this.partsOf(account);
    return { parts: renewed, stored: await renewed.store.read() };
  }

  /** What a session for this account works with, as long as its sign-in lasts. */
  private partsOf(account: ServiceAccount): AccountSessionParts {
    const { environment } = account;
    const mark = this.accounts.markOf(environment);
    const signIn = {
      hasEnded: () => !this.accounts.isMarked(environment, mark),
      confirm: () => this.load(),
    };
    return {
      ...signIn,
      setbacks: this.setbacks,
      grants: new SignInGrants(this.grants, {
        hasEnded: signIn.hasEnded,
        giveBack: (of, tokens) => this.giveBack(of, tokens),
        calledOff: (of) => this.setbacks.callOff(of, this.parts.clock.now()),
        closing: this.abortion.signal,
      }),
      store: new TokenStore(account, this.secrets, this.parts.lock, this.used, signIn),
    };
  }

  /** A session, which the caller starts and disposes of; `record` is told of tokens it finds stored, or cannot store. */
  sessionWith(account: ServiceAccount, parts: Omit<SessionParts, 'clock' | 'random'>): TokenSession {
    const { clock, random } = this.parts;
    return new TokenSession(account, { ...parts, clock, random });
  }

  dispose(): void {
    this.steps.dispose();
    this.abortion.abort();
    this.following.dispose();
    this.session?.dispose();
    this.subscriptions.forEach((each) => each.dispose());
    this.changes.dispose();
    this.left.dispose();
    this.history.dispose();
  }

  private followSecrets({ environment, what }: SecretChange): void {
    if (environment !== this.accounts.activeName) {
      return;
    }
    if (what === 'account') {
      this.following.tell();
    } else {
      void this.takeTokens();
    }
  }

  private async takeTokens(): Promise<void> {
    const { session, inUse } = this;
    // Tokens of another sign-in are for the session that begins with it.
    const tokens = inUse?.hasEnded() === false ? await inUse.store.read() : undefined;
    if (session === this.session) {
      session?.adopt(tokens);
    }
  }

  /** Changes settings and secrets as one step; what a load that it has overtaken was to find is looked for again. */
  private async change(step: () => Promise<void>): Promise<void> {
    try {
      await this.steps.run(step);
    } finally {
      if (this.isLooking) {
        void this.load();
      }
    }
  }

  private async ready(): Promise<TokenSession> {
    if (this.isLooking || this.session === undefined) {
      await this.steps.idle();
    }
    if (this.failure?.kind === 'secretsUnavailable' || this.inUse?.hasEnded()) {
      // The keyring may have been unlocked since; or another window has revoked what this one holds.
      await this.load();
    }
    if (this.session === undefined) {
      throw new RequestFailure(this.failure ?? { kind: 'signedOut' });
    }
    return this.session;
  }

  private async look(signal: AbortSignal): Promise<void> {
    const isVoid = (): boolean => signal.aborted;
    try {
      const found = await unlessAborted(this.accounts.find(), signal);
      if (isVoid()) {
        return;
      }
      if (found === undefined || 'kind' in found) {
        this.returnHeld(undefined, found);
        this.end(found);
      } else if (this.isInUse(found)) {
        this.isLooking = false;
        await this.takeTokens();
      } else {
        const { parts, stored } = await this.open(found);
        if (!isVoid()) {
          this.returnHeld(stored);
          this.begin(found, parts, stored);
        }
      }
    } catch (error) {
      if (!isVoid()) {
        this.end(failureOf(error));
      }
    }
  }

  private isInUse(account: ServiceAccount): boolean {
    const { session, inUse } = this;
    return (
      session !== undefined && fingerprint(account) === fingerprint(session.account) && !inUse?.hasEnded()
    );
  }

  private inside(): AccountChangesParts {
    const { accounts, grants, records, secrets, setbacks, parts } = this;
    return {
      ...parts,
      accounts,
      grants,
      records,
      secrets,
      setbacks,
      signal: this.abortion.signal,
      session: () => this.session,
      change: (step) => this.change(step),
      begin: (account, tokens) => this.begin(account, this.partsOf(account), tokens, true),
      end: () => this.end(),
      drop: () => {
        this.drop();
        this.changes.fire(this.state);
      },
      tell: (left) => this.left.fire(left),
    };
  }

  private async giveBack(account: ServiceAccount, tokens: TokenSet): Promise<void> {
    await (await this.changing.get()).returns.giveBack([{ account, tokens }]);
  }

  /** Gives back what is held of a sign-in that ended elsewhere, unless stored anew, and what a failure leaves to nobody. */
  private returnHeld(stored?: TokenSet, failure?: Failure): void {
    const { account, heldTokens: held } = this.session ?? {};
    const isOver = this.inUse?.hasEnded() === true;
    const isLost = isOver ? !isSameSet(held, stored) : failure !== undefined;
    if (account !== undefined && held !== undefined && isLost) {
      const leaving = this.changing.get().then((made) => made.leave(account, held, isOver));
      leaving.catch(() => undefined);
    }
  }

  private begin(account: ServiceAccount, parts: AccountSessionParts, held?: TokenSet, isFresh = false): void {
    this.drop();
    this.isLooking = false;
    if (this.abortion.signal.aborted) {
      return;
    }
    this.failure = undefined;
    this.inUse = parts;
    this.session = this.sessionWith(account, { ...parts, record: (event) => this.history.record(event) });
    this.session.onDidChange(() => this.changes.fire(this.state));
    this.session.start(held, isFresh);
  }

  private end(failure?: Failure): void {
    this.drop();
    this.failure = failure;
    this.isLooking = false;
    this.changes.fire(this.state);
  }

  private drop(): void {
    this.session?.dispose();
    this.session = undefined;
    this.inUse = undefined;
  }
}
