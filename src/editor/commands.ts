import * as vscode from 'vscode';
import { l10n, window } from 'vscode';
import { failureOf, isCancelled, needsSignIn, type Failure } from '../base/failure';
import { explain, explainError } from './explain';
import type { Log } from './log';

/** The commands of the manifest. */
export type CommandId =
  | 'signIn'
  | 'signOut'
  | 'switchEnvironment'
  | 'copyAccessToken'
  | 'copyAuthorizationHeader'
  | 'refreshToken'
  | 'inspectToken'
  | 'getAccessToken'
  | 'openTerminalWithToken'
  | 'refreshCatalogs'
  | 'findInCatalogs'
  | 'showDisabled'
  | 'hideDisabled'
  | 'showAvailableOnly'
  | 'showSoldOut'
  | 'loadMore'
  | 'loadAll'
  | 'checkAvailability'
  | 'openResource'
  | 'refreshResource'
  | 'compareResources'
  | 'copyAsCurl'
  | 'copyAsFetch'
  | 'copyAsHttp'
  | 'openAsHttp'
  | 'exportCatalog'
  | 'copyIri'
  | 'copyId'
  | 'copyName'
  | 'goToDate'
  | 'revealInCatalogs'
  | 'showOfferCalendar'
  | 'showLog'
  | 'reportProblem'
  | 'showWalkthrough';

/** Commands whose callers are programs: a failure is theirs to handle, as a rejection with a readable message. */
const rejecting: ReadonlySet<CommandId> = new Set(['signIn', 'getAccessToken']);

/** Registers commands. A failure is logged and told as one message that offers a way out. */
export class Commands {
  private running = 0;

  constructor(private readonly log: Log) {}

  /** True while a person waits for a command at work: what goes wrong now is told there, and need not be told twice. */
  get busy(): boolean {
    return this.running > 0;
  }

  /**
   * Waits within a command for the answer of a person, which may take hours, or for another command, which counts for
   * itself. Meanwhile the command is not at work.
   */
  async waitFor<T>(answer: () => Thenable<T>): Promise<T> {
    this.running--;
    try {
      return await answer();
    } finally {
      this.running++;
    }
  }

  register<T extends unknown[]>(id: CommandId, run: (...args: T) => unknown): vscode.Disposable {
    return vscode.commands.registerCommand(`korusticket.${id}`, async (...args: T) => {
      this.running++;
      try {
        return await run(...args);
      } catch (error) {
        if (isCancelled(error)) {
          return undefined;
        }
        const failure = failureOf(error);
        this.log.failure(id, failure);
        if (rejecting.has(id)) {
          throw new Error(explain(failure));
        }
        void offerWayOut(failure);
        return undefined;
      } finally {
        this.running--;
      }
    });
  }
}

/** Shows a failure with the two things a person may want to do about it. */
export async function offerWayOut(failure: Failure): Promise<void> {
  const log = l10n.t('Show Log');
  const mend =
    failure.kind === 'signedOut'
      ? l10n.t('Sign In')
      : needsSignIn(failure)
        ? l10n.t('Sign In Again')
        : undefined;
  const answer = await window.showErrorMessage(
    explain(failure),
    ...[mend, log].filter((each) => each !== undefined),
  );
  try {
    if (answer !== undefined) {
      await runCommand(answer === log ? 'showLog' : 'signIn');
    }
  } catch (error) {
    // Whoever pressed the button is the only one to tell; the command has logged it.
    void window.showErrorMessage(explainError(error));
  }
}

/** Runs one of our commands by its typed id. */
export function runCommand(id: CommandId, ...args: unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(`korusticket.${id}`, ...args);
}

/** The context keys that conditions of the manifest ask for, but `korusticket.state`. Those of what was done tick off steps. */
export type ContextKey =
  | 'isWalkthroughListed'
  | 'isWalkthroughShown'
  | 'hasCopied'
  | 'hasBrowsed'
  | 'hasUsed'
  | 'withDisabled'
  | 'availableOnly'
  | 'documentRole';

/** Sets `korusticket.<key>` for the conditions of the manifest; resolves once VS Code knows. */
export function setContext(key: ContextKey | 'state', value: boolean | string): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `korusticket.${key}`, value);
}
