import * as vscode from 'vscode';
import type { ServiceAccount } from '../../auth/serviceAccount';
import type { Lazy } from '../../base/lazy';
import type { Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';
import type { AccountAtWork } from './atWork';
import { AccountsProvider } from './provider';

/** What the commands about accounts work with. */
export type AccountServices = Pick<Services, 'account' | 'accounts' | 'environments' | 'log'> & {
  readonly sessions: AccountAtWork['sessions'];
};

/** Accounts as a person and VS Code meet them: commands and the Accounts menu. */
export class AccountFeature implements vscode.Disposable {
  private readonly provider: AccountsProvider;
  private readonly registrations: vscode.Disposable;

  /**
   * @param anyone whether somebody may be signed in
   * @param check checks the connection with an account that could not sign in
   */
  constructor(
    private readonly services: Lazy<AccountServices>,
    private readonly commands: Commands,
    anyone: () => boolean,
    check: (account: ServiceAccount) => Promise<void>,
  ) {
    this.provider = new AccountsProvider(
      async (...given) => (await services.get()).sessions(...given),
      () => services.peek() !== undefined || anyone(),
    );
    this.registrations = vscode.Disposable.from(
      this.provider,
      commands.register('signIn', async (argument?: unknown) => {
        const { signIn } = await import('./signIn.lazy');
        const { account, environments, log } = await services.get();
        return signIn({ account, environments, commands, log, check }, argument);
      }),
      commands.register('signOut', async (argument?: unknown) => {
        const { signOut } = await import('./signOut.lazy');
        const { account, accounts, environments } = await services.get();
        return signOut({ account, accounts, environments, commands }, argument);
      }),
      commands.register('switchEnvironment', async (name?: unknown) => {
        const { switchEnvironment } = await import('./switch.lazy');
        const { account, environments } = await services.get();
        return switchEnvironment({ account, environments, commands }, name);
      }),
    );
  }

  /** Tells VS Code of accounts that it was told there are none of. */
  follow(): void {
    this.provider.follow();
  }

  /** Asks for a service account as signing in does, and stores nothing; `undefined` when given up. */
  async ask(): Promise<ServiceAccount | undefined> {
    const { askOnly } = await import('./signIn.lazy');
    const { account, environments } = await this.services.get();
    return askOnly({ account, environments, commands: this.commands });
  }

  dispose(): void {
    this.registrations.dispose();
  }
}
