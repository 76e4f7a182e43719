import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { LeftTokens } from '../../auth/tokenReturns';
import { withoutLinks } from '../../base/text';
import { runCommand } from '../../editor/commands';
import { momentText } from '../../editor/counts';
import { explain } from '../../editor/explain';
import type { Log } from '../../editor/log';

const toldKey = 'toldThatSecretsAreLost';

/** Says, once on a machine, that it keeps no secrets: signing in again after each start must not come as a surprise. */
export async function tellLost(account: ActiveAccount, state: vscode.Memento, log: Log): Promise<void> {
  if (state.get(toldKey) === true) {
    return;
  }
  await state.update(toldKey, true);
  log.info('the secret storage of VS Code keeps nothing between restarts');
  const signIn = vscode.l10n.t('Sign In');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'VS Code keeps no secrets on this machine, so KorusTicket has to ask for the client secret after every restart. A keyring for your system mends that; see "Troubleshooting" in the README.',
    ),
    ...(account.account === undefined ? [signIn] : []),
  );
  if (answer === signIn) {
    await runCommand('signIn');
  }
}

/** Says that tokens live on at the server, and for how long. */
export function tellLeft({ environment, failure, until }: LeftTokens, now: number): void {
  const name = withoutLinks(environment);
  const sentence =
    until === Infinity
      ? vscode.l10n.t(
          'The former token of {0} is gone from this machine, but the server could not be told to end its session.',
          name,
        )
      : vscode.l10n.t(
          'The former token of {0} is gone from this machine, but the server could not be told to end it: it stays valid until {1}.',
          name,
          momentText(until, now),
        );
  void vscode.window.showWarningMessage(`${sentence} ${explain(failure)}`);
}
