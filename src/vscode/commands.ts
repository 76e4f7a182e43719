import * as vscode from 'vscode';
import { failureOf, isCancelled } from '../net/failure';
import { explainError } from './explain';
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
  | 'refreshCatalogs'
  | 'loadMore'
  | 'openResource'
  | 'copyIri'
  | 'showLog';

/** Registers commands; a failure is logged and rejected with a sentence, which VS Code shows to whoever ran it. */
export class Commands {
  private running = 0;

  constructor(private readonly log: Log) {}

  /** True while a person waits for a command: what goes wrong now is told there, and need not be told twice. */
  get busy(): boolean {
    return this.running > 0;
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
        this.log.failure(id, failureOf(error));
        throw new Error(explainError(error));
      } finally {
        this.running--;
      }
    });
  }
}

/** Runs one of our commands by its typed id. */
export function runCommand(id: CommandId, ...args: unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(`korusticket.${id}`, ...args);
}
