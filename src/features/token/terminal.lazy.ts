import * as vscode from 'vscode';
import type { Services } from '../../editor/services';
import { timeLeft } from '../../auth/tokenSet';
import { RequestFailure } from '../../base/failure';
import { apiVariable, tokenVariable } from '../../base/variables';
import { withoutSlash } from '../../net/endpoint';
import { setContext } from '../../editor/commands';
import { environmentOfArgument } from '../../editor/environments';
import { spokenTime } from '../../editor/counts';

/**
 * `korusticket.openTerminalWithToken`: a new terminal that has the token and the address of the API in its environment,
 * and nowhere else; of the active environment unless the argument names another.
 */
export async function openTokenTerminal(
  {
    account,
    environments,
    accounts,
    clock,
  }: Pick<Services, 'account' | 'environments' | 'accounts' | 'clock'>,
  argument: unknown,
): Promise<void> {
  const environment = environmentOfArgument(environments.all(), argument) ?? account.environment();
  if (environment === undefined) {
    const { name: state, environment: detail = '' } = account.state;
    // Somebody may be signed in, and the entry in the settings be the trouble.
    throw new RequestFailure(
      state === 'signedOut' ? { kind: 'signedOut' } : { kind: 'environmentUnreadable', detail },
    );
  }
  const { name, apiBaseUrl } = environment;
  const tokens = await accounts.usable(environment, { byPerson: true });
  const left = Math.max(0, timeLeft(tokens, clock.now()));
  const terminal = vscode.window.createTerminal({
    name: `KorusTicket (${name})`,
    iconPath: new vscode.ThemeIcon('key'),
    env: { [tokenVariable]: tokens.accessToken, [apiVariable]: withoutSlash(apiBaseUrl) },
    message: vscode.l10n.t(
      'This terminal has {0} and {1} of {2}. The token is valid for {3} and does not renew here: open another terminal for a new one.',
      tokenVariable,
      apiVariable,
      name,
      spokenTime(left),
    ),
    // VS Code would keep a terminal's environment on disk, to bring the terminal back after a restart.
    isTransient: true,
  });
  terminal.show();
  void setContext('hasUsed', true);
}
