import { failureOf, isFinal, RequestFailure, wantsCredentials, type Failure } from '../base/failure';
import type { Clock, Timer } from '../base/clock';
import type { Grants } from './grants';
import { Listeners } from '../base/listeners';
import { clockTolerance, renewalTime, tick } from './renewalPolicy';
import type { SessionState } from './sessionState';
import type { ServiceAccount } from './serviceAccount';
import { mayAsk, movedBack, refuseWhile, type Setback, type Setbacks } from './setbacks';
import type { TokenEvent } from './tokenHistory';
import { hasLeft, inPlaceOf, setBack, timeLeft, type TokenSet } from './tokenSet';
import type { TokenStore } from './tokenStore';

/** What a caller wants of the token. */
export interface TokenWish {
  /** Milliseconds the token must still live, or half its lifetime where that is less; 0 unless given. */
  readonly minimumLeft?: number;
  /** A person is waiting: try now, also while a back-off runs or after a refusal, but not against the server's wish. */
  readonly urgent?: boolean;
}

/** What a session works with. Times are the clock's; `random` gives numbers from 0 up to 1. */
export interface SessionParts {
  readonly grants: Grants;
  readonly store: TokenStore;
  readonly setbacks: Setbacks;
  readonly clock: Clock;
  readonly random: () => number;
  readonly record: (event: TokenEvent) => void;
}

/** What a flight is for. */
interface Need {
  /** Whether a token of another window will do. */
  readonly suits?: (tokens: TokenSet, now: number) => boolean;
  /** A person is waiting. */
  readonly urgent?: boolean;
}

/** Shortest time from one token to the next, in milliseconds, however short-lived the server makes them. */
const shortestInterval = 1000;

/** A token younger than this, in milliseconds, that the API refuses is not what is wrong. */
const fresh = 60_000;

/**
 * Keeps the access token of one service account valid. One object serves one account: signing out, switching or editing
 * disposes of it, and whatever arrives afterwards is void.
 */
export class TokenSession {
  private readonly changes = new Listeners<SessionState>();
  private readonly abortion = new AbortController();
  private current: SessionState = { name: 'acquiring' };
  private tokens: TokenSet | undefined;
  private flight: Promise<TokenSet> | undefined;
  /** The latest failure since there was a token, of this window or another. */
  private setback: Setback | undefined;
  /** When the next request is due, in milliseconds since the epoch. */
  private dueAt = 0;
  /** The latest reading of the wall clock. */
  private seenAt = -Infinity;
  private timer: Timer | undefined;

  readonly onDidChange = this.changes.event;

  constructor(
    readonly account: ServiceAccount,
    private readonly parts: SessionParts,
  ) {}

  get state(): SessionState {
    return this.current;
  }

  /** The tokens in hand, expired or not: what signing out has to revoke. */
  get heldTokens(): TokenSet | undefined {
    return this.tokens;
  }

  /** Begins to keep a token, from what sign-in has just received (`fresh`) or from what the store holds. */
  start(tokens?: TokenSet, isFresh = false): void {
    if (tokens !== undefined && isFresh) {
      this.accept(tokens);
      void this.save();
    } else if (!this.takeStored(tokens, 'restored')) {
      const known = this.parts.setbacks.of(this.account, this.clock.now());
      if (known !== undefined && !mayAsk(known, false, this.clock.now())) {
        this.suffer(known);
      }
      this.check();
    }
  }

  /** Takes up what another window has stored, unless this one is about to look for itself. */
  adopt(tokens: TokenSet | undefined): void {
    if (this.flight === undefined && !this.abortion.signal.aborted) {
      this.takeStored(tokens, 'otherWindow');
    }
  }

  /** Looks at the wall clock and does what is due. Called by the timer and when the window gets the focus. */
  check(): void {
    if (this.abortion.signal.aborted) {
      return;
    }
    const now = this.readClock();
    if (this.current.name === 'rejected') {
      this.schedule();
      return;
    }
    if (this.flight === undefined && now >= this.dueAt) {
      // The outcome is in the state; a background renewal has nobody to tell.
      this.acquire().catch(() => undefined);
    } else if (this.current.name === 'valid' && timeLeft(this.current.tokens, now) <= 0) {
      this.enter(
        this.setback?.failure === undefined
          ? { name: 'acquiring' }
          : { name: 'retrying', failure: this.setback.failure, retriesAt: this.dueAt },
      );
    }
    this.schedule();
  }

  /** The token set as the wish wants it, renewed first where needed. Rejects with a `RequestFailure`. */
  async get({ minimumLeft = 0, urgent = false }: TokenWish = {}): Promise<TokenSet> {
    const suits = (tokens: TokenSet, now: number): boolean => hasLeft(tokens, minimumLeft, now);
    const live = this.live();
    if (live !== undefined && suits(live, this.clock.now())) {
      return live;
    }
    this.mustBeAllowed(urgent);
    return this.acquire({ suits, urgent });
  }

  /** A fresh token now, whatever the present one is worth. Rejects with a `RequestFailure`. */
  async renew(): Promise<TokenSet> {
    this.mustBeAllowed(true);
    const askedAt = this.clock.now();
    return this.acquire({ suits: ({ receivedAt }) => receivedAt >= askedAt, urgent: true });
  }

  /**
   * After the API refused `accessToken`: the newer token where there is one, else one renewal shared by all callers. The
   * same token again where it is fresh: then the refusal is the API's own affair.
   */
  async replace(accessToken: string): Promise<TokenSet> {
    const live = this.live();
    const isFresh = live !== undefined && this.clock.now() - live.receivedAt < fresh;
    if (live !== undefined && (live.accessToken !== accessToken || isFresh)) {
      return live;
    }
    const isAnother = (tokens: TokenSet): boolean => tokens.accessToken !== accessToken;
    this.mustBeAllowed(false);
    const tokens = await this.acquire({ suits: isAnother });
    // A flight that was under way may have taken up, for reasons of its own, the very token refused.
    return isAnother(tokens) ? tokens : this.acquire({ suits: isAnother });
  }

  dispose(): void {
    this.abortion.abort();
    this.clock.clearTimeout(this.timer);
    this.changes.dispose();
  }

  private get clock(): Clock {
    return this.parts.clock;
  }

  private live(): TokenSet | undefined {
    const now = this.readClock();
    return this.tokens !== undefined && timeLeft(this.tokens, now) > 0 ? this.tokens : undefined;
  }

  /**
   * The wall clock. Where it was set back, all deadlines go back with it: a token does not live longer for that. Set
   * forward, it is taken at its word, since the machine may have slept.
   */
  private readClock(): number {
    const now = this.clock.now();
    const back = this.seenAt - now;
    this.seenAt = now;
    if (back > 0 && this.tokens !== undefined) {
      const isSet = back > clockTolerance;
      // Nobody knows how much time had passed since the last look; it was a tick at the most.
      this.tokens = setBack(this.tokens, isSet ? back + tick : back);
      if (isSet) {
        void this.parts.store.correct(this.tokens);
      }
    }
    if (back > 0) {
      this.setback = this.setback && movedBack(this.setback, back);
      this.dueAt -= back;
      if (this.current.name === 'valid' && this.tokens !== undefined) {
        this.enter({ ...this.current, tokens: this.tokens, renewsAt: this.dueAt });
      } else if (this.current.name === 'retrying') {
        this.enter({ ...this.current, retriesAt: this.dueAt });
      }
    }
    return now;
  }

  /** Throws the last failure while a back-off runs or after a refusal; a person goes before all but the server's wish. */
  private mustBeAllowed(urgent: boolean): void {
    const now = this.readClock();
    if (this.flight === undefined) {
      refuseWhile(this.setback, this.account, urgent, now);
    }
  }

  private acquire({ suits = () => true, urgent = false }: Need = {}): Promise<TokenSet> {
    if (this.flight !== undefined) {
      return this.flight;
    }
    const flight = this.request(suits, urgent).finally(() => {
      if (this.flight === flight) {
        this.flight = undefined;
        this.schedule();
      }
    });
    this.flight = flight;
    if (this.live() === undefined && (urgent || this.current.name !== 'retrying')) {
      this.enter({ name: 'acquiring' });
    }
    return flight;
  }

  private async request(suits: Required<Need>['suits'], urgent: boolean): Promise<TokenSet> {
    const { signal } = this.abortion;
    let known: Setback | undefined;
    let release = (): void => undefined;
    try {
      release = await this.parts.store.lock(signal);
      const adopted = await this.adoptStored(suits);
      if (adopted !== undefined) {
        return adopted;
      }
      const now = this.readClock();
      known = this.parts.setbacks.of(this.account, now);
      refuseWhile(known, this.account, urgent, now);
      known = undefined;
      const tokens =
        (await this.tryRefresh(suits)) ??
        inPlaceOf(this.tokens, await this.parts.grants.clientCredentials(this.account, signal));
      signal.throwIfAborted();
      this.accept(tokens);
      return tokens;
    } catch (error) {
      if (signal.aborted) {
        throw new RequestFailure({ kind: 'cancelled' });
      }
      // Where another window has failed already, its wait is ours.
      const hadTokens = this.tokens !== undefined;
      this.suffer(
        known ?? this.parts.setbacks.add(this.account, failureOf(error), this.clock.now(), { hadTokens }),
      );
      throw new RequestFailure(this.setback?.failure ?? failureOf(error));
    } finally {
      // The next window may look only once our news are in the store; our own callers need not wait for that.
      void this.save().finally(release);
    }
  }

  /** What another window has stored meanwhile, where it suits; where it does not, it is at least what to renew. */
  private async adoptStored(suits: Required<Need>['suits']): Promise<TokenSet | undefined> {
    const stored = await this.parts.store.read();
    this.abortion.signal.throwIfAborted();
    const now = this.readClock();
    const isTaken = this.takeStored(stored, 'otherWindow');
    const { tokens } = this;
    return isTaken && tokens !== undefined && now < this.dueAt && suits(tokens, now) ? tokens : undefined;
  }

  /** Makes the stored tokens ours where they are news; true where they are and still live. */
  private takeStored(stored: TokenSet | undefined, what: 'otherWindow' | 'restored'): boolean {
    const now = this.readClock();
    const tokens = this.parts.store.news(stored, this.tokens, now);
    if (tokens === undefined) {
      return false;
    }
    this.tokens = tokens;
    const lifetime = timeLeft(tokens, now);
    if (lifetime <= 0) {
      return false;
    }
    this.parts.record({ at: now, environment: this.account.environment, what, lifetime });
    const known = this.parts.setbacks.of(this.account, now);
    if (known !== undefined && known.at > tokens.receivedAt && !mayAsk(known, false, now)) {
      this.suffer(known);
      this.schedule();
    } else {
      this.accept(tokens);
    }
    return true;
  }

  private async save(): Promise<void> {
    const { tokens, account } = this;
    if (tokens === undefined || this.abortion.signal.aborted || (await this.parts.store.save(tokens))) {
      return;
    }
    const failure: Failure = { kind: 'secretsUnavailable' };
    this.parts.record({ at: this.clock.now(), environment: account.environment, what: 'store', failure });
  }

  /** The refresh grant while its token lives; `undefined` where there is none, it has expired or it is refused. */
  private async tryRefresh(suits: Required<Need>['suits']): Promise<TokenSet | undefined> {
    const { tokens } = this;
    const { signal } = this.abortion;
    const { refreshExpiresAt = Infinity } = tokens ?? {};
    const { used } = this.parts.store;
    if (
      tokens?.refreshToken === undefined ||
      // Who answered so last time need not be asked twice each time; and perhaps a reply with new tokens was lost.
      this.setback?.failure?.passing === true ||
      this.parts.setbacks.isRecent(this.account, this.clock.now()) ||
      refreshExpiresAt <= this.clock.now() ||
      used.isUsedElsewhere(tokens.refreshToken)
    ) {
      return undefined;
    }
    await used.use(tokens.refreshToken);
    try {
      const renewed = await this.parts.grants.refresh(this.account, tokens, signal);
      if (renewed.refreshToken === tokens.refreshToken) {
        await used.keep(tokens.refreshToken);
      }
      // A renewed set goes on with its session, and with the memory of those before.
      return { ...renewed, formers: tokens.formers };
    } catch (error) {
      const failure = failureOf(error);
      const elsewhere = this.account.refreshTokenEndpoint !== this.account.tokenEndpoint;
      // Out of order is perhaps only the refresh endpoint, where it is another, and it is not the only way to a token.
      const isOfAll = failure.kind === 'throttled' || wantsCredentials(failure);
      if (signal.aborted || isOfAll || !(isFinal(failure) || elsewhere)) {
        throw error;
      }
      this.parts.setbacks.add(this.account, failure, this.clock.now(), { hadTokens: true, goesOn: true });
      if (failure.kind === 'invalidGrant') {
        // This token is dead for good: an ended session is everyday business.
        const { refreshToken: _refused, refreshExpiresAt: _deadline, ...rest } = tokens;
        this.tokens = rest;
        // Refused is also what a window was faster with that could not have the lock.
        return this.adoptStored(suits);
      }
      return undefined;
    }
  }

  private accept(tokens: TokenSet): void {
    this.tokens = tokens;
    this.setback = undefined;
    this.seenAt = this.clock.now();
    this.parts.setbacks.clear(this.account, this.seenAt);
    this.dueAt = Math.max(renewalTime(tokens, this.parts.random), tokens.receivedAt + shortestInterval);
    this.enter({ name: 'valid', tokens, renewsAt: this.dueAt });
    this.schedule();
  }

  private suffer(setback: Setback): void {
    const { failure, until } = setback;
    this.setback = setback;
    this.dueAt = until;
    const live = this.live();
    if (until === Infinity && failure !== undefined) {
      this.enter({ name: 'rejected', failure });
    } else if (live !== undefined) {
      this.enter({ name: 'valid', tokens: live, renewsAt: until, ...(failure && { lastFailure: failure }) });
    } else if (failure !== undefined) {
      this.enter({ name: 'retrying', failure, retriesAt: until });
    }
  }

  private enter(state: SessionState): void {
    if (!this.abortion.signal.aborted) {
      this.current = state;
      this.changes.fire(state);
    }
  }

  /** One timer at most: to the next thing due, but never longer than a tick. */
  private schedule(): void {
    this.clock.clearTimeout(this.timer);
    if (this.abortion.signal.aborted) {
      return;
    }
    const now = this.clock.now();
    if (this.current.name === 'rejected') {
      // Nothing is due any more; but while a token lives, the clock has to be watched for being set back.
      const lives = this.tokens !== undefined && timeLeft(this.tokens, now) > 0;
      this.timer = lives ? this.clock.setTimeout(() => this.check(), tick) : undefined;
      return;
    }
    const expiry = this.current.name === 'valid' ? this.current.tokens.expiresAt : Infinity;
    // Also while a request is under way: the token may expire before its reply arrives.
    const next = Math.min(
      this.flight === undefined ? this.dueAt : Infinity,
      expiry > now ? expiry : Infinity,
    );
    this.timer = this.clock.setTimeout(() => this.check(), Math.min(tick, Math.max(0, next - now)));
  }
}
