import * as vscode from 'vscode';
import type { Lazy } from '../../base/lazy';
import { setContext, type Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';
import { statusBarStyle } from '../../editor/settings';
import type { TokenAtWork } from './atWork';
import type { ShowText } from './inspection.lazy';
import { signedOutFace } from './statusBarFace';

/** What the commands about the token work with. */
export type TokenServices = Pick<Services, 'account' | 'accounts' | 'clock' | 'environments'> & {
  readonly token: Pick<TokenAtWork, 'commands'>;
};

/** The commands about the access token, and its item in the status bar. */
export class TokenFeature implements vscode.Disposable {
  /** Shows that nobody is signed in, until the services are there and show what is true by then. */
  readonly item = vscode.window.createStatusBarItem('token', vscode.StatusBarAlignment.Left, 10);
  private readonly registrations: vscode.Disposable;

  constructor(services: Lazy<TokenServices>, commands: Commands, show: ShowText) {
    this.item.name = vscode.l10n.t('KorusTicket token');
    this.item.command = 'korusticket.copyAccessToken';
    const tokenCommands = async (): Promise<TokenAtWork['commands']> => (await services.get()).token.commands;
    this.registrations = vscode.Disposable.from(
      this.item,
      commands.register('copyAccessToken', async () => (await tokenCommands()).copyToken()),
      commands.register('copyAuthorizationHeader', async () => (await tokenCommands()).copyHeader()),
      commands.register('refreshToken', async () => (await tokenCommands()).renew()),
      commands.register('getAccessToken', async (argument?: unknown) =>
        (await tokenCommands()).token(argument),
      ),
      commands.register('inspectToken', async () => {
        const { inspectToken } = await import('./inspection.lazy');
        return inspectToken(await services.get(), show);
      }),
      commands.register('openTerminalWithToken', async (argument?: unknown) => {
        const { openTokenTerminal } = await import('./terminal.lazy');
        return openTokenTerminal(await services.get(), argument);
      }),
    );
  }

  /** Shows that nobody is signed in: all there is to show before the services are there. */
  showSignedOut(): void {
    void setContext('state', 'signedOut');
    // The window keeps what an extension host that is gone has set.
    void setContext('hasAccount', false);
    const style = statusBarStyle();
    if (style !== 'off') {
      const { text, label } = signedOutFace(style);
      this.item.text = text;
      this.item.accessibilityInformation = { label, role: 'button' };
      this.item.tooltip = label;
      this.item.show();
    }
  }

  dispose(): void {
    this.registrations.dispose();
  }
}
