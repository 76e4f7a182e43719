import { RequestFailure } from '../base/failure';
import { isTakenForSignedIn, unlistedNames, type EnvironmentStore } from './accountStores';
import type { ActiveAccount } from './activeAccount';
import type { Clock } from '../base/clock';
import type { Environment } from './environment';
import { isFound } from './serviceAccount';
import type { TokenSet } from './tokenSet';
import { usableToken, type Urgency } from './usableToken';

/** What the accounts of a machine are found and used with. */
export interface AccountsParts {
  readonly environments: EnvironmentStore;
  readonly active: ActiveAccount;
  readonly clock: Clock;
}

/** An environment with an account, whether or not that can be used at present. */
export interface NamedAccount {
  readonly environment: Environment;
  readonly clientId: string;
}

/**
 * The accounts of all environments. The active one keeps its token fresh; the others ask for one when somebody wants it,
 * and share it with other windows as the active one does.
 */
export class Accounts {
  private readonly flights = new Map<string, Promise<TokenSet>>();

  constructor(private readonly parts: AccountsParts) {}

  /**
   * Every environment whose account is there, also where the settings have it no longer, so that it can be signed out
   * of. Makes no request. Rejects with `secretsUnavailable`.
   */
  async all(): Promise<readonly NamedAccount[]> {
    const { environments, active } = this.parts;
    const found = await Promise.all(
      environments.all().map(async (environment) => {
        const account = isTakenForSignedIn(environments, environment)
          ? await active.accountOf(environment)
          : undefined;
        const clientId = environment.clientId ?? (isFound(account) ? account.clientId : undefined);
        return clientId === undefined || account === undefined ? [] : [{ environment, clientId }];
      }),
    );
    // What tells their accounts is a part of its own, which hardly any start needs.
    const unlisted = unlistedNames(environments).length === 0 ? [] : await active.unlisted();
    return [...found.flat(), ...unlisted.map((each) => ({ environment: each, clientId: each.clientId }))];
  }

  /** See {@link usableToken}. Rejects with `signedOut` where the environment has no account. */
  usable(environment: Environment, urgency: Urgency): Promise<TokenSet> {
    if (this.isActive(environment)) {
      return this.ofActive(environment, urgency);
    }
    const key = JSON.stringify([environment.name, urgency.byPerson]);
    const flight =
      this.flights.get(key) ?? this.request(environment, urgency).finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }

  /** See {@link ActiveAccount.signOut}. */
  signOut(environment: Environment): Promise<void> {
    return this.parts.active.signOut(environment.name);
  }

  /** Of the account in use, unless another one has come into use while it was waited for: then `cancelled`. */
  private async ofActive(environment: Environment, urgency: Urgency): Promise<TokenSet> {
    const { active, clock } = this.parts;
    const tokens = await usableToken(active, clock, urgency);
    if (active.account?.environment !== environment.name) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    return tokens;
  }

  private isActive({ name }: Environment): boolean {
    return name === this.parts.active.environment()?.name;
  }

  /** A session for one token: an account that is not in use shall cause no requests of its own accord. */
  private async request(environment: Environment, urgency: Urgency): Promise<TokenSet> {
    const { active, clock } = this.parts;
    const account = await active.accountOf(environment);
    if (!isFound(account)) {
      throw new RequestFailure(account ?? { kind: 'signedOut', detail: environment.name });
    }
    const { parts, stored } = await active.open(account);
    const session = active.sessionWith(account, { ...parts, record: () => undefined });
    try {
      session.start(stored);
      const tokens = await usableToken(session, clock, urgency);
      if (parts.hasEnded()) {
        throw new RequestFailure({ kind: 'signedOut', detail: environment.name });
      }
      return tokens;
    } finally {
      session.dispose();
    }
  }
}
