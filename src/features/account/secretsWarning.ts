import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import { runCommand } from '../../editor/commands';
import type { Log } from '../../editor/log';

const toldKey = 'toldThatSecretsAreLost';

/** Says, once on a machine, that it keeps no secrets: signing in again after each start must not come as a surprise. */
export async function tellLost(account: ActiveAccount, state: vscode.Memento, log: Log): Promise<void> {
  if (state.get(toldKey) === true) {
    return;
  }
  await state.update(toldKey, true);
  log.info('the secret storage of VS Code keeps nothing between restarts');
  const signIn = l10n.t('Sign In');
  const answer = await vscode.window.showWarningMessage(
    l10n.t(
      'VS Code keeps no secrets on this machine, so KorusTicket has to ask for the client secret after every restart. A keyring for your system mends that; see "Troubleshooting" in the README.',
    ),
    ...(account.account === undefined ? [signIn] : []),
  );
  if (answer === signIn) {
    await runCommand('signIn');
  }
}
