import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import { runCommand } from '../../editor/commands';
import type { Log } from '../../editor/log';

const toldKey = 'toldThatSecretsAreLost';

/** Says, once on a machine, that it keeps no secrets: signing in again after each start must not come as a surprise. */
export class SecretsWarning implements vscode.Disposable {
  private readonly subscription: { dispose(): void };

  constructor(
    private readonly account: ActiveAccount,
    private readonly state: vscode.Memento,
    private readonly log: Log,
  ) {
    this.subscription = account.onDidLoseSecrets(() => {
      this.warn().then(undefined, (error: unknown) => this.log.error('secretsWarning', error));
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async warn(): Promise<void> {
    if (this.state.get(toldKey) === true) {
      return;
    }
    await this.state.update(toldKey, true);
    this.log.info('the secret storage of VS Code keeps nothing between restarts');
    const signIn = l10n.t('Sign In');
    const answer = await vscode.window.showWarningMessage(
      l10n.t(
        'VS Code keeps no secrets on this machine, so KorusTicket has to ask for the client secret after every restart. A keyring for your system mends that; see "Troubleshooting" in the README.',
      ),
      ...(this.account.account === undefined ? [signIn] : []),
    );
    if (answer === signIn) {
      await runCommand('signIn');
    }
  }
}
