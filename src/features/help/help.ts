import * as vscode from 'vscode';
import type { Lazy } from '../../base/lazy';
import { type Commands, setContext } from '../../editor/commands';
import type { Log } from '../../editor/log';
import type { Services } from '../../editor/services';

const seenKey = 'hasRunBefore';

/** What is read of the extension's package.json. */
export interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

/**
 * What helps where something is unclear or wrong: the walkthrough, the log, a report of a problem.
 * @param connection the newest report of a check of the connection, in Markdown
 */
export function helpFeature(
  services: Lazy<Pick<Services, 'account' | 'clock' | 'environments' | 'log'>>,
  commands: Commands,
  state: vscode.Memento,
  manifest: Manifest,
  connection: () => string | undefined,
): vscode.Disposable {
  return vscode.Disposable.from(
    new Walkthrough(state, commands, services),
    commands.register('showLog', async () => (await services.get()).log.show()),
    commands.register('reportProblem', async () => {
      const { reportProblem } = await import('./report.lazy');
      const { account, environments, clock } = await services.get();
      return reportProblem({ account, environments, clock, manifest, connection: connection() });
    }),
  );
}

/**
 * The walkthrough of the manifest. VS Code would open that of an extension it has just installed; ours waits to be asked
 * for, and is among the others on the Welcome page from the next window on.
 */
class Walkthrough implements vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(state: vscode.Memento, commands: Commands, services: Lazy<{ readonly log: Log }>) {
    if (state.get(seenKey) === true) {
      void setContext('isWalkthroughListed', true);
    } else {
      state.update(seenKey, true).then(undefined, async (error: unknown) => {
        (await services.get()).log.error('globalState', error);
      });
    }
    this.registration = commands.register('showWalkthrough', async () => {
      // VS Code opens no walkthrough whose condition is not met.
      await setContext('isWalkthroughListed', true);
      await vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        'korusticket.korusticket#start',
      );
      // Steps that were done before the walkthrough was first shown are ticked off by this key alone.
      await setContext('isWalkthroughShown', true);
    });
  }

  dispose(): void {
    this.registration.dispose();
  }
}
