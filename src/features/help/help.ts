import * as vscode from 'vscode';
import { type Commands, setContext } from '../../editor/commands';
import type { Log } from '../../editor/log';

const seenKey = 'hasRunBefore';

/**
 * The walkthrough of the manifest. VS Code would open that of an extension it has just installed; ours waits to be asked
 * for, and is among the others on the Welcome page from the next window on.
 */
export class Walkthrough implements vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(state: vscode.Memento, commands: Commands, log: Log) {
    if (state.get(seenKey) === true) {
      void setContext('isWalkthroughListed', true);
    } else {
      state.update(seenKey, true).then(undefined, (error: unknown) => log.error('globalState', error));
    }
    this.registration = commands.register('showWalkthrough', async () => {
      // VS Code opens no walkthrough whose condition is not met.
      await setContext('isWalkthroughListed', true);
      await vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        'korusticket.korusticket#start',
      );
      // What was done before VS Code knew the steps, it ticks off by no event but this one.
      await setContext('isWalkthroughShown', true);
    });
  }

  dispose(): void {
    this.registration.dispose();
  }
}
