import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import { timeLeft, type TokenSet } from '../../auth/tokenSet';
import type { Clock } from '../../base/clock';
import { usableToken } from '../../auth/usableToken';
import { type Commands, runCommand, setContext } from '../../editor/commands';
import type { CopiedSecrets } from './clipboard';
import { environmentOfArgument } from '../../editor/environments';
import type { Services } from '../../editor/services';
import { spokenTime } from '../../editor/counts';

/** Everything that hands the access token to its user. */
export class TokenCommands implements vscode.Disposable {
  private readonly account: ActiveAccount;
  private readonly clock: Clock;
  private readonly commands: Commands;
  private readonly registrations: vscode.Disposable;

  constructor(
    services: Pick<Services, 'account' | 'accounts' | 'clock' | 'commands' | 'environments'>,
    private readonly clipboard: CopiedSecrets,
  ) {
    const { account, accounts, clock, commands, environments } = services;
    this.account = account;
    this.clock = clock;
    this.commands = commands;
    this.registrations = vscode.Disposable.from(
      commands.register('copyAccessToken', () =>
        this.copy(l10n.t('Access token'), ({ accessToken }) => accessToken),
      ),
      commands.register('copyAuthorizationHeader', () =>
        this.copy(
          l10n.t('Authorization header'),
          ({ accessToken }) => `Authorization: Bearer ${accessToken}`,
        ),
      ),
      commands.register('refreshToken', () => this.renew()),
      commands.register('getAccessToken', async (argument?: unknown) => {
        const environment = environmentOfArgument(environments.all(), argument);
        const tokens =
          environment === undefined
            ? await usableToken(account, clock, false)
            : await (await accounts.get()).usable(environment, false);
        void setContext('hasUsed', true);
        return tokens.accessToken;
      }),
    );
  }

  dispose(): void {
    this.registrations.dispose();
  }

  /** Seconds the copied token is still valid; `undefined` where the click led to signing in or mending instead. */
  private async copy(what: string, text: (tokens: TokenSet) => string): Promise<number | undefined> {
    const { state } = this.account;
    if (state.name === 'signedOut') {
      await this.commands.waitFor(() => runCommand('signIn'));
      return undefined;
    }
    if (state.name === 'rejected') {
      await this.mend(await this.commands.explain(state.failure));
      return undefined;
    }
    const tokens = await usableToken(this.account, this.clock, true);
    await this.clipboard.copy(text(tokens));
    void setContext('hasCopied', true);
    const left = Math.max(0, timeLeft(tokens, this.clock.now()));
    vscode.window.setStatusBarMessage(
      `$(check) ${l10n.t('{0} copied, valid for {1}', what, spokenTime(left))}`,
      5000,
    );
    return Math.floor(left / 1000);
  }

  private async renew(): Promise<void> {
    const tokens = await this.account.renew();
    const left = timeLeft(tokens, this.clock.now());
    vscode.window.setStatusBarMessage(
      `$(check) ${l10n.t('Access token renewed, valid for {0}', spokenTime(left))}`,
      5000,
    );
  }

  private async mend(sentence: string): Promise<void> {
    const signIn = l10n.t('Sign In Again');
    const retry = l10n.t('Try Again');
    const answer = await this.commands.waitFor(() => vscode.window.showErrorMessage(sentence, signIn, retry));
    if (answer !== undefined) {
      await this.commands.waitFor(() => runCommand(answer === signIn ? 'signIn' : 'refreshToken'));
    }
  }
}
