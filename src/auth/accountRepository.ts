import type { Failure } from '../base/failure';
import type { AccountSecrets } from './accountSecrets';
import { isTakenForSignedIn, signedOutMark, type EnvironmentStore } from './accountStores';
import type { Environment } from './environment';
import { bindAccount, fingerprint, isFound, type ServiceAccount } from './serviceAccount';

/** Service accounts, put together from settings and secret store, and which environment this window works with. */
export class AccountRepository {
  /** Other windows may choose another environment meanwhile, which is theirs alone. */
  private chosen: string | undefined;
  /** The sign-in marks as this window knows them. */
  private readonly marks = new Map<string, string | undefined>();
  private readonly marksAtStart: ReadonlyMap<string, string | undefined>;
  /** The marks that this window has set itself, or found an account with. */
  private readonly proved = new Map<string, string | undefined>();

  constructor(
    private readonly environments: EnvironmentStore,
    private readonly secrets: AccountSecrets,
    /** Nobody was signed in when this window started, which may have been long before. */
    nobodyAtStart: boolean,
  ) {
    this.chosen = environments.activeName();
    const listed = nobodyAtStart ? [] : environments.all();
    this.marksAtStart = new Map(listed.map(({ name }) => [name, environments.signInMark(name)] as const));
  }

  /** The name of the active environment, also where its entry in the settings cannot be read. */
  get activeName(): string | undefined {
    return this.chosen ?? this.environments.all().find(({ clientId }) => clientId !== undefined)?.name;
  }

  /** The active environment: the chosen one, or the first with an account where none was ever chosen. */
  environment(): Environment | undefined {
    const name = this.activeName;
    return this.environments.all().find((each) => each.name === name);
  }

  /** True where the active environment is taken to have an account, which the secret store has yet to tell. */
  get isTakenForSignedIn(): boolean {
    const environment = this.environment();
    return environment !== undefined && isTakenForSignedIn(this.environments, environment);
  }

  /** Makes an environment the active one, of this window and of those opened from now on; `undefined` leaves those alone. */
  async choose(name: string | undefined): Promise<void> {
    this.chosen = name;
    if (name !== undefined) {
      await this.environments.setActiveName(name);
    }
  }

  /**
   * The account of the active environment, why it cannot be used, or `undefined` where there is none. Rejects with
   * `secretsUnavailable`.
   */
  async find(): Promise<ServiceAccount | Failure | undefined> {
    const name = this.activeName;
    if (name === undefined) {
      return undefined;
    }
    // Settings may be reordered, and entries half-typed: that must not move a running window to another account.
    this.chosen = name;
    const environment = this.environment();
    const found = await this.accountOf(environment ?? name);
    if (found === undefined && environment !== undefined && environment.clientId === undefined) {
      await this.noteSignOut(environment);
    }
    return found;
  }

  /**
   * Where the settings name no client, the secret store has no secret, and this window knows no other mark, somebody has
   * signed out in another VS Code profile, which shares the former two with this one, but no marks. A mark that is new
   * here is of a sign-in whose other parts are still on their way: it is no business of ours.
   */
  private async noteSignOut(environment: Environment): Promise<void> {
    const { name } = environment;
    const mark = this.environments.signInMark(name);
    const isKnown = [this.marksAtStart.get(name), this.proved.get(name)].includes(mark);
    if (isKnown && isTakenForSignedIn(this.environments, environment)) {
      await this.mark(name, signedOutMark);
    }
  }

  /** As {@link find}, of any environment; of one that the settings do not have, by its name. */
  async accountOf(environment: Environment | string): Promise<ServiceAccount | Failure | undefined> {
    const name = typeof environment === 'string' ? environment : environment.name;
    const mark = this.environments.signInMark(name);
    if (this.marks.has(name) && this.marks.get(name) !== mark) {
      this.secrets.forget(name);
    }
    this.marks.set(name, mark);
    if (mark === signedOutMark) {
      return undefined;
    }
    // What another window has put there since, some stores do not show this one: that is no loss. Nor is it where the
    // settings name no client: then another VS Code profile, whose marks are not ours, has signed out.
    const namesClient = typeof environment !== 'string' && environment.clientId !== undefined;
    const isExpected = namesClient && mark !== undefined && mark === this.marksAtStart.get(name);
    const record = await this.secrets.read(name, isExpected);
    if (!isFound(record)) {
      return record;
    }
    this.proved.set(name, mark);
    return typeof environment === 'string'
      ? { kind: 'environmentUnreadable', detail: name }
      : bindAccount(environment, record);
  }

  /** The sign-in mark that the account was last found with. */
  markOf(environment: string): string | undefined {
    return this.marks.get(environment);
  }

  /** True while that is still the mark: nobody has signed in or out since it was set. */
  isMarked(environment: string, mark: string | undefined): boolean {
    return this.environments.signInMark(environment) === mark;
  }

  /** True where another window has signed in or out since this one looked. */
  hasNews(environment: string): boolean {
    return this.environments.signInMark(environment) !== this.marks.get(environment);
  }

  /** Sets the sign-in mark, for this window and all others. */
  async mark(environment: string, mark: string): Promise<void> {
    this.marks.set(environment, mark);
    this.proved.set(environment, mark);
    await this.environments.setSignInMark(environment, mark);
  }
}

/** True where the settings have made one out of the other: its secret is the same, whose tokens it may give back. */
export function isEdited(account: ServiceAccount | undefined, next: ServiceAccount | undefined): boolean {
  return (
    account !== undefined &&
    next?.environment === account.environment &&
    next.clientSecret === account.clientSecret &&
    fingerprint(next) !== fingerprint(account)
  );
}
