import * as vscode from 'vscode';
import type { Accounts, AccountsParts } from '../../auth/accounts';
import { mayHaveAccount } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { ServiceAccount } from '../../auth/serviceAccount';
import { Lazy } from '../../base/lazy';
import type { Commands } from '../../editor/commands';
import { environmentNamed, type EnvironmentSettings } from '../../editor/environments';
import type { Log } from '../../editor/log';
import type { Services } from '../../editor/services';
import { AccountsProvider } from './provider';

/**
 * Accounts as a person and VS Code meet them: commands, the Accounts menu, a warning where nothing is kept.
 *
 * @param check checks the connection with an account that could not sign in
 */
export function accountFeature(
  services: Pick<Services, 'account' | 'accounts' | 'commands' | 'environments' | 'log' | 'state'>,
  check: (account: ServiceAccount) => Promise<void>,
): vscode.Disposable {
  const { account, accounts, commands, environments, log, state } = services;
  return vscode.Disposable.from(
    new AccountsProvider(
      async (tell, toldNone) => {
        const part = await import('./provider.lazy');
        return new part.AccountSessions({
          accounts: await accounts.get(),
          active: account,
          environments,
          log,
          tell,
          toldNone,
        });
      },
      () => account.account !== undefined || mayHaveAccount(environments),
      (callback) => vscode.Disposable.from(account.onDidChange(callback), environments.onDidChange(callback)),
    ),
    account.onDidLoseSecrets(() => {
      import('./signOut.lazy')
        .then(({ tellLost }) => tellLost(account, state, log))
        .catch((error: unknown) => log.error('secretsWarning', error));
    }),
    new AccountCommands(account, environments, commands, log, check),
  );
}

/** The accounts of all environments, which the first that asks for them loads. */
export function lazyAccounts(parts: AccountsParts): Lazy<Accounts> {
  return new Lazy(async () => new (await import('./provider.lazy')).Accounts(parts));
}

/** Asks for a service account as signing in does, and stores nothing; `undefined` when given up. */
export async function askAccount(
  services: Pick<Services, 'account' | 'commands' | 'environments'>,
): Promise<ServiceAccount | undefined> {
  const { askOnly } = await import('./signIn.lazy');
  return askOnly(services);
}

/** Sign in, sign out, switch environment. */
class AccountCommands implements vscode.Disposable {
  private readonly registrations: vscode.Disposable;

  constructor(
    private readonly account: ActiveAccount,
    private readonly environments: EnvironmentSettings,
    private readonly commands: Commands,
    log: Log,
    check: (account: ServiceAccount) => Promise<void>,
  ) {
    this.registrations = vscode.Disposable.from(
      commands.register('signIn', async (argument?: unknown) => {
        const { signIn } = await import('./signIn.lazy');
        return signIn({ account, environments, commands, log, check }, argument);
      }),
      commands.register('signOut', async (argument?: unknown) => {
        const { signOut } = await import('./signOut.lazy');
        return signOut({ account, commands }, argument);
      }),
      account.onDidLeaveTokens((left) => {
        log.failure('revocation', left.failure);
        void import('./signOut.lazy').then(({ tellLeft }) => tellLeft(left));
      }),
      commands.register('switchEnvironment', (name?: unknown) => this.switchEnvironment(name)),
    );
  }

  dispose(): void {
    this.registrations.dispose();
  }

  private async switchEnvironment(name: unknown): Promise<void> {
    const chosen = typeof name === 'string' ? name : await this.pick();
    if (chosen === undefined) {
      return;
    }
    environmentNamed(this.environments.all(), chosen);
    await this.account.switchTo(chosen);
  }

  private async pick(): Promise<string | undefined> {
    const { pickEnvironment } = await import('./switch.lazy');
    return pickEnvironment(this.account, this.environments, this.commands);
  }
}
