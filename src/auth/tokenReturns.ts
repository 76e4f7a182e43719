import type { Clock } from '../base/clock';
import type { Failure } from '../base/failure';
import { unlessAborted } from '../base/steps';
import type { RenewalLock } from './accountStores';
import { readEnvironments } from './environment';
import { tryToRevoke, type Grants } from './grants';
import type { SecretAccess } from './secretAccess';
import { bindAccount, isFound, type SecretRecord, type ServiceAccount } from './serviceAccount';
import { endOf, isSameSet, livingSets, type TokenSet } from './tokenSet';
import { lockName, readTokenSet } from './tokenStore';

/** Tokens that were to be given back and may live on, because the server did not take them. */
export interface LeftTokens {
  readonly environment: string;
  readonly failure: Failure;
  /** When the last of them expires by itself, in milliseconds since the epoch; `Infinity` where the server does not say. */
  readonly until: number;
}

/** Longest that signing out waits for another window to end its renewal, in milliseconds: a dead one's lock is free by then. */
const lockLimit = 15_000;

/** What the tokens of accounts that end are found and given back with. */
export interface TokenReturnsParts {
  readonly grants: Grants;
  readonly secrets: SecretAccess;
  readonly lock: RenewalLock;
  readonly clock: Clock;
  /** Aborts with the window. */
  readonly signal: AbortSignal;
  /** Is told where tokens had to be left alive at the server. */
  readonly tell: (left: LeftTokens) => void;
}

/** Tokens and the account that got them. */
export interface OwnedTokens {
  readonly account: ServiceAccount;
  readonly tokens: TokenSet;
}

/** Finds and gives back the tokens of an account that is signed out of, edited or replaced. */
export class TokenReturns {
  constructor(private readonly parts: TokenReturnsParts) {}

  /**
   * What the store holds of an environment, with the account that got it, which an edit may have changed since. Nothing
   * where the secret in this record is not that account's.
   */
  async stored(name: string, record: SecretRecord | undefined): Promise<OwnedTokens[]> {
    const stored = await readTokenSet(this.parts.secrets, name);
    if (stored?.of === undefined || record === undefined) {
      return [];
    }
    const entries = readEnvironments([{ ...stored.of, name }]).environments;
    const environment = entries.find((each) => each.name === name);
    // Also here the secret goes only where it was entered for.
    const account = environment && bindAccount(environment, record);
    return isFound(account) ? [{ account, tokens: stored.tokens }] : [];
  }

  /** Does it while no window renews. Rejects with the work undone where another does not end its renewal in time. */
  async whileNobodyRenews<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { clock, lock } = this.parts;
    const abortion = new AbortController();
    const timer = clock.setTimeout(() => abortion.abort(), lockLimit);
    const either = AbortSignal.any([abortion.signal, this.parts.signal]);
    const right = lock.acquire(lockName(name), either);
    try {
      await unlessAborted(right, either);
      either.throwIfAborted();
      return await work();
    } finally {
      clock.clearTimeout(timer);
      right.then(
        (release) => release(),
        () => undefined,
      );
    }
  }

  /** Asks the server to revoke these sets, the latest first; unless another window will, it tells which may live on. */
  async giveBack(sets: readonly OwnedTokens[], { tells = true } = {}): Promise<void> {
    const { grants, clock, tell } = this.parts;
    const now = clock.now();
    const all = sets.flatMap(({ account, tokens }) =>
      livingSets(tokens, now).map((each) => ({ account, tokens: each })),
    );
    const distinct = all.filter(
      ({ tokens }, index) => all.findIndex((other) => isSameSet(tokens, other.tokens)) === index,
    );
    const until = Math.max(...distinct.map(({ tokens }) => endOf(tokens)));
    let left: Omit<LeftTokens, 'until'> | undefined;
    for (const { account, tokens } of distinct.sort(
      (one, other) => other.tokens.receivedAt - one.tokens.receivedAt,
    )) {
      const failure = await tryToRevoke(grants, clock, account, tokens);
      if (failure !== undefined && !isAnswer(failure)) {
        left ??= { environment: account.environment, failure };
      }
    }
    if (left !== undefined && tells) {
      tell({ ...left, until });
    }
  }
}

/**
 * True where the server has answered: it knows the token no longer (400, but for that which says that it does not revoke
 * such tokens: RFC 7009 section 2.2.1), or its own document offers no revocation.
 */
function isAnswer({ kind, status, code }: Failure): boolean {
  const isGone = kind === 'badRequest' && status === 400 && code !== 'unsupported_token_type';
  return isGone || (kind === 'endpointNotFound' && status === 200);
}
