import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { jsonList } from '../base/json';
import type { RenewalLock } from './accountStores';
import { clockTolerance } from './renewalPolicy';
import type { SecretAccess } from './secretAccess';
import { fingerprint, type ServiceAccount } from './serviceAccount';
import { isSameSet, isToken, longestLifetime, setBack, type TokenSet } from './tokenSet';
import type { UsedTokens } from './usedTokens';

const token = v.pipe(v.string(), v.check(isToken));

const tokenSetSchema = v.pipe(
  v.object({
    accessToken: token,
    receivedAt: v.number(),
    expiresAt: v.number(),
    refreshToken: v.optional(token),
    refreshExpiresAt: v.optional(v.number()),
    scope: v.optional(v.string()),
    formers: v.optional(v.unknown()),
    obtainedBy: v.optional(
      v.object({ grant: v.picklist(['client_credentials', 'refresh_token']), endpoint: v.string() }),
    ),
  }),
  v.check(({ receivedAt, expiresAt }) => {
    const lifetime = expiresAt - receivedAt;
    return lifetime > 0 && lifetime <= longestLifetime * 1000;
  }),
);

const storedSchema = v.object({
  version: v.literal(1),
  account: v.string(),
  of: v.optional(v.unknown()),
  tokens: v.unknown(),
});

/** A token set as it lies in the secret store. */
export interface StoredTokenSet {
  /** Fingerprint of the account they belong to. */
  readonly account: string;
  /** That account without its secret, unchecked: to give them back after an edit. */
  readonly of?: unknown;
  readonly tokens: TokenSet;
}

/** How a window finds out whether the sign-in it works with goes on. */
export interface SignIn {
  /** True once the account was signed out or signed in anew, in whichever window. */
  hasEnded(): boolean;
  /** Takes notice of that: disposes of the session where its account is no longer the one in use. Never rejects. */
  confirm(): Promise<void>;
}

/**
 * What the windows of one user have in common: the newest token set of an account, in the secret store, and the right to
 * renew it. One object serves one session, and tells other windows' news from what that session has put there or seen.
 */
export class TokenStore {
  /** Tells whose tokens they are: after an edit or another sign-in, what is stored belongs to nobody. */
  private readonly owner: string;
  /** The token set as the store had it when last looked at. */
  private seen: TokenSet | undefined;
  /** True where what was read last is of the account as it was before an edit. */
  former = false;

  constructor(
    private readonly account: ServiceAccount,
    private readonly secrets: SecretAccess,
    private readonly renewalLock: RenewalLock,
    /** Which refresh tokens other windows have used already. */
    readonly used: UsedTokens,
    private readonly signIn: SignIn,
  ) {
    this.owner = fingerprint(account);
  }

  /** Waits for the right to renew; see {@link RenewalLock.acquire}. */
  async lock(signal: AbortSignal): Promise<() => void> {
    const release = await this.renewalLock.acquire(lockName(this.account.environment), signal);
    // Where no event tells of another window's sign-out, it is noticed before the next request at the latest.
    if (this.signIn.hasEnded()) {
      await this.signIn.confirm();
    }
    return release;
  }

  /** The token set stored last; `undefined` where there is none of this account or the store does not answer. */
  async read(): Promise<TokenSet | undefined> {
    const stored = await readTokenSet(this.secrets, this.account.environment);
    this.former = stored !== undefined && stored.account !== this.owner;
    return this.former ? undefined : stored?.tokens;
  }

  /** What was read, where it is news and newer than `own`; `now` in milliseconds since the epoch. */
  news(stored: TokenSet | undefined, own: TokenSet | undefined, now: number): TokenSet | undefined {
    const isNews = stored !== undefined && !isSameSet(stored, this.seen);
    this.seen = stored ?? this.seen;
    // A write of ours that was late may bring back what we have long renewed.
    if (!isNews || isSameSet(stored, own) || stored.receivedAt < (own?.receivedAt ?? -Infinity)) {
      return undefined;
    }
    const ahead = stored.receivedAt - now;
    // From before the clock was set back: nobody knows how long it lives, but it can be renewed.
    return ahead > clockTolerance ? { ...setBack(stored, ahead), expiresAt: now } : stored;
  }

  /** Stores the tokens unless they stand there already. Resolves `false` where the store does not take them. */
  async save(tokens: TokenSet): Promise<boolean> {
    if (isSameSet(tokens, this.seen)) {
      return true;
    }
    const isStored = await this.write(tokens);
    if (isStored) {
      this.seen = tokens;
    }
    return isStored;
  }

  /**
   * Corrects the deadlines in the store after the clock was set back: a window that opens now cannot know of that.
   * Leaves alone what another window has stored meanwhile.
   */
  async correct(tokens: TokenSet): Promise<void> {
    const stored = await this.read();
    if (isSameSet(stored, tokens) && stored?.receivedAt !== tokens.receivedAt) {
      await this.write(tokens);
    }
  }

  private async write(tokens: TokenSet): Promise<boolean> {
    if (this.signIn.hasEnded()) {
      // Nothing the store is to blame for: what is not stored here is given back.
      return true;
    }
    const of = { ...this.account, clientSecret: undefined };
    const text = JSON.stringify({ version: 1, account: this.owner, of, tokens });
    return this.secrets.set('tokens', this.account.environment, text).then(
      () => true,
      () => false,
    );
  }
}

/** By environment, not by account: the store has one place for both the old account's tokens and the new one's. */
export function lockName(environment: string): string {
  return createHash('sha256').update(environment).digest('hex').slice(0, 16);
}

/** What the store holds of an environment; `undefined` where it is missing, damaged or of another schema, or hangs. */
export async function readTokenSet(
  secrets: SecretAccess,
  environment: string,
): Promise<StoredTokenSet | undefined> {
  try {
    const stored: unknown = JSON.parse((await secrets.get('tokens', environment)) ?? 'null');
    const { success, output } = v.safeParse(storedSchema, stored);
    const tokens = success ? tokenSetIn(output.tokens) : undefined;
    return success && tokens !== undefined ? { ...output, tokens } : undefined;
  } catch {
    return undefined;
  }
}

function tokenSetIn(stored: unknown): TokenSet | undefined {
  const { success, output } = v.safeParse(tokenSetSchema, stored);
  if (!success) {
    return undefined;
  }
  const { formers, ...set } = output;
  // What makes no sense of the former sets must not cost the present one.
  const sound = jsonList(formers).flatMap((each) => tokenSetIn(each) ?? []);
  return sound.length === 0 ? set : { ...set, formers: sound };
}
