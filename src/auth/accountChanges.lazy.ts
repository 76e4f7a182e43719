import { failureOf, RequestFailure } from '../base/failure';
import { endpointProblem } from '../net/endpoint';
import { displayUrl } from '../net/http';
import { AccountKeeper } from './accountKeeper';
import type { AccountSecrets } from './accountSecrets';
import type { AccountRepository } from './accountRepository';
import { signedOutMark, type EnvironmentStore } from './accountStores';
import { SignInGrants } from './grants';
import { bindAccount, type ServiceAccount } from './serviceAccount';
import { TokenReturns, type TokenReturnsParts } from './tokenReturns';
import type { TokenSession } from './tokenSession';
import type { TokenSet } from './tokenSet';
import { readTokenSet } from './tokenStore';

/** What signing in and out works on: the inside of the active account. */
export interface AccountChangesParts extends TokenReturnsParts {
  readonly environments: EnvironmentStore;
  readonly records: AccountSecrets;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  readonly accounts: AccountRepository;
  readonly session: () => TokenSession | undefined;
  /** Does it as one step, so that nothing else of the active account is under way meanwhile. */
  readonly change: (step: () => Promise<void>) => Promise<void>;
  /** Goes on with this account and tokens, just received. */
  readonly begin: (account: ServiceAccount, tokens: TokenSet) => void;
  /** Goes on without an account. */
  readonly end: () => void;
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
    const { grants, change } = this.parts;
    const isCalledOff = (): boolean => signal.aborted;
    if (isCalledOff()) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    const giveBack = (of: ServiceAccount, tokens: TokenSet): Promise<void> =>
      this.returns.giveBack(of, [tokens]);
    // Called off, the request goes on unseen: only so is what it brings into the world known, and given back.
    const ofThisOne = new SignInGrants(grants, isCalledOff, giveBack);
    const tokens = await ofThisOne.clientCredentials(account, signal);
    if (isCalledOff()) {
      await this.returns.giveBack(account, [tokens]);
      throw new RequestFailure({ kind: 'cancelled' });
    }
    await change(() => this.replace(account, tokens));
  }

  async signOut(name: string): Promise<void> {
    const { accounts, change, end } = this.parts;
    const isOut = (): boolean => accounts.isMarked(name, signedOutMark);
    let account: ServiceAccount | undefined;
    const found: TokenSet[] = [];
    try {
      await change(async () => {
        const holder = await this.holderOf(name);
        account = holder.account;
        found.push(...holder.held);
        const marked = this.keeper.end(name);
        if (name === accounts.activeName) {
          end();
        }
        await marked;
        found.push(...(await this.returns.stored(name, account)));
        await this.keeper.remove(name);
      });
    } finally {
      found.push(...(await this.returns.late(name, account, isOut)));
      // Also where the secret store does not let go of its record: the tokens at least shall be dead.
      if (account !== undefined) {
        await this.returns.giveBack(account, found);
      }
    }
  }

  /** Keeps the account with its first tokens, and gives back those of whatever it takes the place of. */
  private async replace(account: ServiceAccount, tokens: TokenSet): Promise<void> {
    const { clock, random, begin } = this.parts;
    const { environment } = account;
    const before = await this.holderOf(environment);
    // Of one client's tokens the newest secret disposes; the former one may be refused by now.
    const isSameClient =
      before.account?.clientId === account.clientId && before.account.tokenEndpoint === account.tokenEndpoint;
    const by = isSameClient ? account : (before.account ?? account);
    const stored = await this.returns.stored(environment, before.account ?? account);
    try {
      await this.keeper.save(account, `${clock.now()} ${random()}`);
    } catch (error) {
      await this.returns.giveBack(account, [tokens]);
      throw error;
    }
    begin(account, tokens);
    void this.returns.giveBack(by, [...before.held, ...stored]);
  }

  /** The account of an environment, where it can be used, and what is held here of its tokens. */
  private async holderOf(name: string): Promise<{ account?: ServiceAccount; held: TokenSet[] }> {
    const { accounts, environments, session } = this.parts;
    const { account, heldTokens } = session() ?? {};
    if (account?.environment === name) {
      return { account, held: heldTokens === undefined ? [] : [heldTokens] };
    }
    const environment = environments.all().find((each) => each.name === name);
    const found = await accounts.accountOf(environment ?? name).catch(failureOf);
    if (found === undefined || 'kind' in found) {
      const former = await this.formerAccount(name);
      return former === undefined ? { held: [] } : { account: former, held: [] };
    }
    return { account: found, held: [] };
  }

  /** The account as it was before the settings left it out or were edited, as far as what is stored tells where it belongs. */
  private async formerAccount(name: string): Promise<ServiceAccount | undefined> {
    const { records, secrets } = this.parts;
    const record = await records.read(name).catch(() => undefined);
    const tokenEndpoint = (await readTokenSet(secrets, name))?.tokens.obtainedBy?.endpoint;
    if (record === undefined || tokenEndpoint === undefined) {
      return undefined;
    }
    const { refresh: refreshTokenEndpoint, api: apiBaseUrl } = record.origins;
    // Also here the secret goes only where it was entered for.
    const account = bindAccount({ name, tokenEndpoint, refreshTokenEndpoint, apiBaseUrl }, record);
    return 'kind' in account ? undefined : account;
  }
}
