import * as vscode from 'vscode';
import type { Services } from '../../editor/services';
import { CopiedSecrets } from './clipboard';
import { TokenCommands } from './commands';
import { StateFollower } from './follower';
import { StatusBar } from './statusBar';

/** The access token as its user sees it: in the status bar, in the log, on the clipboard. */
export class TokenAtWork implements vscode.Disposable {
  readonly commands: TokenCommands;
  private readonly clipboard: CopiedSecrets;
  private readonly follower: StateFollower;
  private readonly statusBar: StatusBar;
  private readonly subscriptions: vscode.Disposable;

  /** @param item of the status bar, which shows so far that nobody is signed in, if anything */
  constructor(
    private readonly services: Pick<
      Services,
      'account' | 'accounts' | 'clock' | 'commands' | 'environments' | 'log'
    >,
    item: vscode.StatusBarItem,
  ) {
    const { account, clock, commands, environments, log } = services;
    this.clipboard = new CopiedSecrets(clock, vscode.env.clipboard, log);
    this.commands = new TokenCommands(services, this.clipboard);
    this.follower = new StateFollower(account, commands, log);
    this.statusBar = new StatusBar(
      account,
      clock,
      (failure) => commands.explain(failure),
      environments,
      item,
    );
    this.subscriptions = vscode.Disposable.from(
      this.follower,
      this.clipboard,
      this.statusBar,
      vscode.window.onDidChangeWindowState(({ focused }) => (focused ? this.check() : undefined)),
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

  /** The machine may have slept, and timers with it: the minutes shown are as old as that. */
  private check(): void {
    this.services.account.check();
    this.statusBar.update();
  }
}
