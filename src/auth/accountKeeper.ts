import type { AccountRepository } from './accountRepository';
import type { AccountSecrets } from './accountSecrets';
import { signedOutMark, unlistedNames, type EnvironmentStore } from './accountStores';
import type { Environment } from './environment';
import { environmentOf, isFound, secretRecordOf, type ServiceAccount } from './serviceAccount';

/** Keeps and forgets service accounts: settings, secret store and sign-in marks together. */
export class AccountKeeper {
  constructor(
    private readonly environments: EnvironmentStore,
    private readonly secrets: AccountSecrets,
    private readonly accounts: AccountRepository,
  ) {}

  /** Keeps the account and makes it the active one; `mark` must differ from all marks before. */
  async save(account: ServiceAccount, mark: string): Promise<void> {
    const { environment } = account;
    // The settings first: they alone may refuse, and then nothing else is written.
    await this.environments.save(environmentOf(account));
    await this.accounts.choose(environment);
    await this.secrets.write(environment, secretRecordOf(account));
    // The mark last: it promises a secret to the windows that find it.
    await this.accounts.mark(environment, mark);
  }

  /** From here on no window takes the account up again, even where the secret store does not let go of it. */
  async end(name: string): Promise<void> {
    await this.accounts.mark(name, signedOutMark);
  }

  /** Forgets the secret and the tokens of an environment; its endpoints stay. Rejects where a store refuses. */
  async remove(name: string): Promise<void> {
    if (name === this.accounts.activeName) {
      await this.accounts.choose(name);
    }
    const outcomes = await Promise.allSettled([this.secrets.remove(name), this.saveWithoutClient(name)]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        throw outcome.reason;
      }
    }
  }

  /** Environments that the settings do not have, whose secret is in the store all the same. */
  async unlisted(): Promise<readonly (Environment & { readonly clientId: string })[]> {
    const found = await Promise.all(
      unlistedNames(this.environments).map(async (name) => {
        const record = await this.secrets.read(name);
        return isFound(record) ? [{ name, clientId: record.clientId, apiBaseUrl: record.origins.api }] : [];
      }),
    );
    return found.flat();
  }

  private async saveWithoutClient(name: string): Promise<void> {
    const environment = this.environments.all().find((each) => each.name === name);
    if (environment?.clientId !== undefined) {
      const { clientId: _forgotten, ...rest } = environment;
      await this.environments.save(rest);
    }
  }
}
