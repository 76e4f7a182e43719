import type { Clock } from '../base/clock';
import type { Failure } from '../base/failure';
import { unlessAborted } from '../base/steps';
import { displayUrl } from '../net/http';
import type { RenewalLock } from './accountStores';
import { tryToRevoke, type Grants } from './grants';
import type { SecretAccess } from './secretAccess';
import { fingerprint, type ServiceAccount } from './serviceAccount';
import { isSameSet, mayLive, type TokenSet } from './tokenSet';
import { lockName, readTokenSet } from './tokenStore';

/** Tokens that were to be given back and may live on, because the server did not take them. */
export interface LeftTokens {
  readonly environment: string;
  readonly failure: Failure;
  /** When the last of them expires by itself, in milliseconds since the epoch. */
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

/** Finds and gives back the tokens of an account that is signed out of or replaced. */
export class TokenReturns {
  constructor(private readonly parts: TokenReturnsParts) {}

  /** What the store holds of an environment that this account may give back: tokens of the same token endpoint. */
  async stored(name: string, account: ServiceAccount | undefined): Promise<TokenSet[]> {
    const stored = await readTokenSet(this.parts.secrets, name);
    if (stored === undefined || account === undefined) {
      return [];
    }
    const isItsOwn = stored.account === fingerprint(account);
    const { obtainedBy } = stored.tokens;
    return isItsOwn || obtainedBy?.endpoint === displayUrl(account.tokenEndpoint) ? [stored.tokens] : [];
  }

  /**
   * What another window was storing while the environment was signed out of, for it holds the lock as long as it renews;
   * gone from the store afterwards. Leaves alone what was signed in anew meanwhile, so that it is not `isOut` any more.
   */
  async late(name: string, account: ServiceAccount | undefined, isOut: () => boolean): Promise<TokenSet[]> {
    const { clock, lock, secrets } = this.parts;
    const abortion = new AbortController();
    const timer = clock.setTimeout(() => abortion.abort(), lockLimit);
    const either = AbortSignal.any([abortion.signal, this.parts.signal]);
    const right = lock.acquire(lockName(name), either);
    try {
      await unlessAborted(right, either);
      if (!isOut()) {
        return [];
      }
      const late = await this.stored(name, account);
      await secrets.delete('tokens', name);
      return late;
    } catch {
      // The lock was called off, or the store refuses: then so it did before, and that is told.
      return [];
    } finally {
      clock.clearTimeout(timer);
      right.then(
        (release) => release(),
        () => undefined,
      );
    }
  }

  /** Asks the server to revoke these sets, the latest first; says where they may live on, unless another window will. */
  async giveBack(account: ServiceAccount, sets: readonly TokenSet[], tells = true): Promise<void> {
    const { grants, clock, tell } = this.parts;
    const now = clock.now();
    const all = sets.flatMap(({ formers = [], ...latest }) => [latest, ...formers]);
    const distinct = all.filter(
      (each, index) => all.findIndex((other) => isSameSet(each, other)) === index && mayLive(each, now),
    );
    let failure: Failure | undefined;
    for (const tokens of distinct.sort((one, other) => other.receivedAt - one.receivedAt)) {
      const trouble = await tryToRevoke(grants, clock, account, tokens);
      failure ??= trouble !== undefined && !isAnswer(trouble) ? trouble : undefined;
    }
    const until = Math.max(...distinct.map(({ expiresAt }) => expiresAt));
    if (failure !== undefined && tells && until > now) {
      tell({ environment: account.environment, failure, until });
    }
  }
}

/** True where the server has answered: it knows the token no longer (400), or it offers no revocation. */
function isAnswer({ kind, status }: Failure): boolean {
  return status === 400 || kind === 'endpointNotFound';
}
