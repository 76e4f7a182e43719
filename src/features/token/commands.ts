import * as vscode from 'vscode';
import { timeLeft, type TokenSet } from '../../auth/tokenSet';
import { usableToken } from '../../auth/usableToken';
import { runCommand, setContext } from '../../editor/commands';
import type { CopiedSecrets } from './clipboard';
import { environmentOfArgument } from '../../editor/environments';
import type { Services } from '../../editor/services';
import { spokenTime } from '../../editor/counts';

/** Everything that hands the access token to its user. */
export class TokenCommands {
  constructor(
    private readonly services: Pick<Services, 'account' | 'accounts' | 'clock' | 'commands' | 'environments'>,
    private readonly clipboard: CopiedSecrets,
  ) {}

  /** `korusticket.copyAccessToken`. */
  copyToken(): Promise<number | undefined> {
    return this.copy(vscode.l10n.t('Access token'), ({ accessToken }) => accessToken);
  }

  /** `korusticket.copyAuthorizationHeader`. */
  copyHeader(): Promise<number | undefined> {
    return this.copy(
      vscode.l10n.t('Authorization header'),
      ({ accessToken }) => `Authorization: Bearer ${accessToken}`,
    );
  }

  /** `korusticket.getAccessToken`: of the active environment unless the argument names another. */
  async token(argument: unknown): Promise<string> {
    const { account, accounts, clock, environments } = this.services;
    const environment = environmentOfArgument(environments.all(), argument);
    const tokens =
      environment === undefined
        ? await usableToken(account, clock, { byPerson: false })
        : await accounts.usable(environment, { byPerson: false });
    void setContext('hasUsed', true);
    return tokens.accessToken;
  }

  /** `korusticket.refreshToken`. */
  async renew(): Promise<void> {
    const { account, clock } = this.services;
    const left = timeLeft(await account.renew(), clock.now());
    vscode.window.setStatusBarMessage(
      `$(check) ${vscode.l10n.t('Access token renewed, valid for {0}', spokenTime(left))}`,
      5000,
    );
  }

  /** Seconds the copied token is still valid; `undefined` where the click led to signing in or mending instead. */
  private async copy(what: string, text: (tokens: TokenSet) => string): Promise<number | undefined> {
    const { account, clock, commands } = this.services;
    const { state } = account;
    if (state.name === 'signedOut') {
      await commands.waitFor(() => runCommand('signIn'));
      return undefined;
    }
    if (state.name === 'rejected') {
      await commands.waitFor(() => commands.offerWayOut(state.failure, 'refreshToken'));
      return undefined;
    }
    const tokens = await usableToken(account, clock, { byPerson: true });
    await this.clipboard.copy(text(tokens));
    void setContext('hasCopied', true);
    const left = Math.max(0, timeLeft(tokens, clock.now()));
    vscode.window.setStatusBarMessage(
      `$(check) ${vscode.l10n.t('{0} copied, valid for {1}', what, spokenTime(left))}`,
      5000,
    );
    return Math.floor(left / 1000);
  }
}
