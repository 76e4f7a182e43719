import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { AccountSecrets } from './accountSecrets';
import type { RenewalLock } from './accountStores';
import { fingerprint, type ServiceAccount } from './serviceAccount';
import type { UsedTokens } from './usedTokens';
import { isToken, longestLifetime, type TokenSet } from './tokenSet';

/** What the windows of one user have in common: the newest token set of an account, and the right to renew it. */
export interface TokenShare {
  /** Waits for the right to renew; see {@link RenewalLock.acquire}. */
  lock(signal: AbortSignal): Promise<() => void>;
  /** The token set stored last; `undefined` where there is none of this account or the store does not answer. */
  read(): Promise<TokenSet | undefined>;
  /** Resolves whether the tokens were stored. Never rejects. */
  write(tokens: TokenSet): Promise<boolean>;
  /** Which refresh tokens other windows have used already. */
  readonly used: Pick<UsedTokens, 'isUsedElsewhere' | 'use' | 'keep'>;
}

const token = v.pipe(v.string(), v.check(isToken));
const time = v.pipe(v.number(), v.finite());

const tokenSetSchema = v.pipe(
  v.object({
    accessToken: token,
    receivedAt: time,
    expiresAt: time,
    refreshToken: v.optional(token),
    refreshExpiresAt: v.optional(time),
    scope: v.optional(v.string()),
    obtainedBy: v.optional(
      v.object({ grant: v.picklist(['client_credentials', 'refresh_token']), endpoint: v.string() }),
    ),
  }),
  v.check(({ receivedAt, expiresAt }) => {
    const lifetime = expiresAt - receivedAt;
    return lifetime > 0 && lifetime <= longestLifetime * 1000;
  }),
);

const storedSchema = v.object({ version: v.literal(1), account: v.string(), tokens: tokenSetSchema });

/** A token set as it lies in the secret store. */
export interface StoredTokenSet {
  /** Fingerprint of the account they belong to. */
  readonly account: string;
  readonly tokens: TokenSet;
}

/** How a window finds out whether the sign-in it works with goes on. */
export interface SignIn {
  /** True once the account was signed out or signed in anew, in whichever window. */
  hasEnded(): boolean;
  /** Takes notice of that: disposes of the session where its account is no longer the one in use. Never rejects. */
  confirm(): Promise<void>;
}

/** The token set of one account in the secret store. */
export class StoredTokens implements TokenShare {
  /** Tells whose tokens they are: after an edit or another sign-in, what is stored belongs to nobody. */
  private readonly owner: string;

  constructor(
    private readonly account: ServiceAccount,
    private readonly secrets: AccountSecrets,
    private readonly renewalLock: RenewalLock,
    readonly used: UsedTokens,
    private readonly signIn: SignIn,
  ) {
    this.owner = fingerprint(account);
  }

  async lock(signal: AbortSignal): Promise<() => void> {
    const release = await this.renewalLock.acquire(lockName(this.account.environment), signal);
    // Where no event tells of another window's sign-out, it is noticed before the next request at the latest.
    if (this.signIn.hasEnded()) {
      await this.signIn.confirm();
    }
    return release;
  }

  async read(): Promise<TokenSet | undefined> {
    const stored = parseTokenSet(await this.secrets.readTokens(this.account.environment));
    return stored?.account === this.owner ? stored.tokens : undefined;
  }

  async write(tokens: TokenSet): Promise<boolean> {
    if (this.signIn.hasEnded()) {
      // Nothing the store is to blame for: what is not stored here is given back.
      return true;
    }
    const text = JSON.stringify({ version: 1, account: this.owner, tokens });
    return this.secrets.writeTokens(this.account.environment, text);
  }
}

/** By environment, not by account: the store has one place for both the old account's tokens and the new one's. */
export function lockName(environment: string): string {
  return createHash('sha256').update(environment).digest('hex').slice(0, 16);
}

/** The token set in a stored text; `undefined` where it is missing, damaged or of another schema. */
export function parseTokenSet(text: string | undefined): StoredTokenSet | undefined {
  try {
    const result = v.safeParse(storedSchema, JSON.parse(text ?? 'null'));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
