import type { Failure } from '../base/failure';
import type { AccountSecrets } from './accountSecrets';
import { signedOutMark, type EnvironmentStore } from './accountStores';
import type { Environment } from './environment';
import { bindAccount, environmentOf, secretRecordOf, type ServiceAccount } from './serviceAccount';

/** Service accounts, put together from settings and secret store, and which environment this window works with. */
export class AccountRepository {
  /** Other windows may choose another environment meanwhile, which is theirs alone. */
  private chosen: string | undefined;
  /** The sign-in marks as this window knows them. */
  private readonly marks = new Map<string, string | undefined>();
  private readonly marksAtStart: ReadonlyMap<string, string | undefined>;

  constructor(
    private readonly environments: EnvironmentStore,
    private readonly secrets: AccountSecrets,
  ) {
    this.chosen = environments.activeName();
    this.marksAtStart = new Map(
      environments.all().map(({ name }) => [name, environments.signInMark(name)] as const),
    );
  }

  /** The active environment: the chosen one, else the first with an account. */
  environment(): Environment | undefined {
    const all = this.environments.all();
    return all.find(({ name }) => name === this.chosen) ?? all.find(({ clientId }) => clientId !== undefined);
  }

  /** Makes an environment the active one, of this window and of those opened from now on. */
  async choose(name: string): Promise<void> {
    this.chosen = name;
    await this.environments.setActiveName(name);
  }

  /**
   * The account of the active environment, why it cannot be used, or `undefined` where there is none. Rejects with
   * `secretsUnavailable`.
   */
  async find(): Promise<ServiceAccount | Failure | undefined> {
    const environment = this.environment();
    if (environment === undefined) {
      return undefined;
    }
    // Settings may be reordered: that must not move a running window to another account.
    this.chosen = environment.name;
    return this.accountOf(environment);
  }

  /** As {@link find}, of any environment. */
  async accountOf(environment: Environment): Promise<ServiceAccount | Failure | undefined> {
    const { name } = environment;
    const mark = this.environments.signInMark(name);
    if (this.marks.has(name) && this.marks.get(name) !== mark) {
      this.secrets.forget(name);
    }
    this.marks.set(name, mark);
    if (mark === signedOutMark) {
      return undefined;
    }
    // What another window has put there since, some stores do not show this one: that is no loss.
    const isExpected = mark !== undefined && mark === this.marksAtStart.get(name);
    const record = await this.secrets.read(name, isExpected);
    return record === undefined ? undefined : bindAccount(environment, record);
  }

  /** True where another window has signed in or out since this one looked. */
  hasNews(environment: string): boolean {
    return this.environments.signInMark(environment) !== this.marks.get(environment);
  }

  /** Keeps the account and makes it the active one; `mark` must differ from all marks before. */
  async save(account: ServiceAccount, mark: string): Promise<void> {
    const { environment } = account;
    // The settings first: they alone may refuse, and then nothing else is written.
    await this.environments.save(environmentOf(account));
    await this.choose(environment);
    await this.mark(environment, mark);
    await this.secrets.write(environment, secretRecordOf(account));
  }

  /** Forgets the secret and the tokens of an environment; its endpoints stay. Rejects where a store refuses. */
  async remove(name: string): Promise<void> {
    // From here on no window takes the account up again, even where the secret store does not let go of it.
    await this.mark(name, signedOutMark);
    if (name === this.environment()?.name) {
      await this.choose(name);
    }
    const outcomes = await Promise.allSettled([this.secrets.remove(name), this.saveWithoutClient(name)]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        throw outcome.reason;
      }
    }
  }

  private async saveWithoutClient(name: string): Promise<void> {
    const environment = this.environments.all().find((each) => each.name === name);
    if (environment !== undefined) {
      const { clientId: _forgotten, ...rest } = environment;
      await this.environments.save(rest);
    }
  }

  private async mark(environment: string, mark: string): Promise<void> {
    this.marks.set(environment, mark);
    await this.environments.setSignInMark(environment, mark);
  }
}
