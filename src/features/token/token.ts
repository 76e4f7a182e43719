import * as vscode from 'vscode';
import type { Services } from '../../editor/services';
import { CopiedSecrets } from './clipboard';
import { TokenCommands } from './commands';
import { StateFollower } from './follower';
import { TokenInspection, type ShowText } from './inspection';
import { StatusBar } from './statusBar';

/** The access token as its user sees it: in the status bar, on the clipboard, in terminals, inspected. */
export class TokenFeature implements vscode.Disposable {
  private readonly clipboard: CopiedSecrets;
  private readonly follower: StateFollower;
  private readonly statusBar: StatusBar;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    services: Pick<Services, 'account' | 'accounts' | 'clock' | 'commands' | 'environments' | 'log'>,
    show: ShowText,
  ) {
    const { account, clock, commands, environments, log } = services;
    this.clipboard = new CopiedSecrets(clock, vscode.env.clipboard, log);
    this.follower = new StateFollower(account, commands, log);
    this.statusBar = new StatusBar(account, clock, (failure) => commands.explain(failure), environments);
    this.subscriptions = vscode.Disposable.from(
      this.follower,
      this.clipboard,
      this.statusBar,
      new TokenCommands(services, this.clipboard),
      new TokenInspection(services, show),
      commands.register('openTerminalWithToken', async (argument?: unknown) => {
        const { openTokenTerminal } = await import('./terminal.lazy');
        return openTokenTerminal(services, argument);
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => (focused ? account.check() : undefined)),
    );
  }

  /** Shows the state as it is now; from here on it is followed. */
  start(): void {
    this.statusBar.update();
    this.follower.start();
  }

  /** Does what must not be left to a window that is gone. */
  async end(): Promise<void> {
    await this.clipboard.end();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}
