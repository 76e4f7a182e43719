import { RequestFailure } from '../base/failure';
import { endpointProblem } from '../net/endpoint';
import { displayUrl } from '../net/http';
import { AccountKeeper } from './accountKeeper';
import type { AccountSecrets } from './accountSecrets';
import { isEdited, type AccountRepository } from './accountRepository';
import { signedOutMark, type EnvironmentStore } from './accountStores';
import { SignInGrants } from './grants';
import {
  fingerprint,
  isFound,
  secretRecordOf,
  type SecretRecord,
  type ServiceAccount,
} from './serviceAccount';
import { TokenReturns, type OwnedTokens, type TokenReturnsParts } from './tokenReturns';
import type { Setbacks } from './setbacks';
import type { TokenSession } from './tokenSession';
import type { TokenSet } from './tokenSet';

/** What signing in and out works on: the inside of the active account. */
export interface AccountChangesParts extends TokenReturnsParts {
  readonly environments: EnvironmentStore;
  readonly records: AccountSecrets;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  readonly accounts: AccountRepository;
  readonly setbacks: Setbacks;
  readonly session: () => TokenSession | undefined;
  /** Does it as one step, so that nothing else of the active account is under way meanwhile. */
  readonly change: (step: () => Promise<void>) => Promise<void>;
  /** Goes on with this account and tokens, just received. */
  readonly begin: (account: ServiceAccount, tokens: TokenSet) => void;
  /** Goes on without an account. */
  readonly end: () => void;
  /** Ends the session before it is known which one follows. */
  readonly drop: () => void;
}

/** Signs in and out for the active account, which is given it when somebody first does. */
export class AccountChanges {
  readonly keeper: AccountKeeper;
  readonly returns: TokenReturns;

  constructor(private readonly parts: AccountChangesParts) {
    const { environments, records, accounts } = parts;
    this.keeper = new AccountKeeper(environments, records, accounts);
    this.returns = new TokenReturns(parts);
  }

  async signIn(account: ServiceAccount, signal: AbortSignal): Promise<void> {
    for (const url of [account.tokenEndpoint, account.refreshTokenEndpoint, account.apiBaseUrl]) {
      // Endpoints out of the settings were typed past every check, and bind the secret from here on.
      if (endpointProblem(url) !== undefined) {
        throw new RequestFailure({ kind: 'endpointUnsafe', url: displayUrl(url) });
      }
    }
    const { grants, change, clock, setbacks } = this.parts;
    const isCalledOff = (): boolean => signal.aborted;
    if (isCalledOff()) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    const giveBack = (by: ServiceAccount, got: TokenSet): Promise<void> =>
      this.returns.giveBack([{ account: by, tokens: got }]);
    // Called off, the request goes on unseen: only so is what it brings into the world known, and given back.
    const ofThisOne = new SignInGrants(grants, {
      hasEnded: isCalledOff,
      giveBack,
      closing: this.parts.signal,
    });
    const tokens = await setbacks.heed(account, clock, () => ofThisOne.clientCredentials(account, signal));
    if (isCalledOff()) {
      await giveBack(account, tokens);
      throw new RequestFailure({ kind: 'cancelled' });
    }
    await change(() => this.replace(account, tokens));
  }

  async signOut(name: string): Promise<void> {
    const { accounts, change, end } = this.parts;
    const found: OwnedTokens[] = [];
    let record: SecretRecord | undefined;
    try {
      await change(async () => {
        record = await this.recordOf(name);
        found.push(...this.heldOf(name));
        const marked = this.keeper.end(name);
        if (name === accounts.activeName) {
          end();
        }
        await marked;
        found.push(...(await this.returns.stored(name, record)));
        await this.keeper.remove(name);
      });
    } finally {
      found.push(...(await this.late(name, record)));
      // Also where the secret store does not let go of its record: the tokens at least shall be dead.
      await this.returns.giveBack(found);
    }
  }

  /**
   * After an edit of the settings that has made `next` of an environment's account: the tokens of the former one are
   * revoked, once they are where no window takes them up if the edit is taken back. Never rejects.
   */
  async displace(next: ServiceAccount): Promise<void> {
    const { secrets, session, drop } = this.parts;
    const name = next.environment;
    const isHeld = isEdited(session()?.account, next);
    const held = isHeld ? this.heldOf(name) : [];
    if (isHeld) {
      await this.renewMark(name);
      drop();
    }
    const isFormer = ({ account }: OwnedTokens): boolean => fingerprint(account) !== fingerprint(next);
    const work = async (): Promise<OwnedTokens[]> => {
      // A store that does not answer may have them still: then they are left alone.
      await secrets.get('tokens', name);
      const stored = (await this.returns.stored(name, secretRecordOf(next))).filter(isFormer);
      if (stored.length > 0) {
        if (!isHeld) {
          await this.renewMark(name);
        }
        await secrets.delete('tokens', name);
      }
      return stored;
    };
    const displaced = await this.returns.whileNobodyRenews(name, work).catch(() => undefined);
    // What may be in the store still lives on: better than a token in use that is dead.
    if (displaced !== undefined) {
      void this.returns.giveBack([...held, ...displaced], { tells: false });
    }
  }

  /** Gives back tokens of a sign-in that is over, or that a later use of the account would not find stored. */
  async leave(account: ServiceAccount, tokens: TokenSet, isOver: boolean): Promise<void> {
    const { secrets } = this.parts;
    const isKept = (): Promise<boolean> =>
      secrets.get('tokens', account.environment).then(
        (stored) => stored !== undefined,
        // A store that does not answer may have them still.
        () => true,
      );
    if (isOver || !(await isKept())) {
      await this.returns.giveBack([{ account, tokens }], { tells: false });
    }
  }

  /** Keeps the account with its first tokens, and gives back those of whatever it takes the place of. */
  private async replace(account: ServiceAccount, tokens: TokenSet): Promise<void> {
    const { begin } = this.parts;
    const { environment } = account;
    const record = (await this.recordOf(environment)) ?? secretRecordOf(account);
    const before = [...this.heldOf(environment), ...(await this.returns.stored(environment, record))];
    try {
      await this.keeper.save(account, this.newMark());
    } catch (error) {
      await this.returns.giveBack([{ account, tokens }]);
      throw error;
    }
    begin(account, tokens);
    void this.returns.giveBack(
      before.map((each) => {
        const { clientId, tokenEndpoint } = each.account;
        const isSameClient = clientId === account.clientId && tokenEndpoint === account.tokenEndpoint;
        // Of one client's tokens the newest secret disposes; the former one may be refused by now.
        return isSameClient ? { ...each, account } : each;
      }),
    );
  }

  /**
   * What another window was storing while the environment was signed out of, for it holds the lock as long as it renews;
   * gone from the store afterwards. Leaves alone what was signed in anew meanwhile.
   */
  private late(name: string, record: SecretRecord | undefined): Promise<OwnedTokens[]> {
    const { accounts, secrets } = this.parts;
    const work = async (): Promise<OwnedTokens[]> => {
      if (!accounts.isMarked(name, signedOutMark)) {
        return [];
      }
      const late = await this.returns.stored(name, record);
      await secrets.delete('tokens', name);
      return late;
    };
    // The lock was called off, or the store refuses: then so it did before, and that is told.
    return this.returns.whileNobodyRenews(name, work).catch(() => []);
  }

  /** What is held here of an environment's tokens. */
  private heldOf(name: string): OwnedTokens[] {
    const { account, heldTokens: tokens } = this.parts.session() ?? {};
    return account?.environment === name && tokens !== undefined ? [{ account, tokens }] : [];
  }

  /** The secret of an environment, whatever the settings have of it by now. */
  private async recordOf(name: string): Promise<SecretRecord | undefined> {
    const { account } = this.parts.session() ?? {};
    if (account?.environment === name) {
      return secretRecordOf(account);
    }
    const record = await this.parts.records.read(name).catch(() => undefined);
    return isFound(record) ? record : undefined;
  }

  /** Tells all windows that the sign-in they work with is over, and that there is another. */
  private renewMark(name: string): Promise<void> {
    return this.parts.accounts.mark(name, this.newMark());
  }

  private newMark(): string {
    return `${this.parts.clock.now()} ${this.parts.random()}`;
  }
}
