import * as vscode from 'vscode';
import { failureOf, isCancelled, type Failure } from '../base/failure';
import type { Lazy } from '../base/lazy';
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
  | 'checkConnection'
  | 'reportProblem'
  | 'showWalkthrough';

/** Commands whose callers are programs: a failure is theirs to handle, as a rejection with a readable message. */
const rejecting: ReadonlySet<CommandId> = new Set(['signIn', 'getAccessToken']);

/** Commands that a message about a failure leads to. */
export type WayOut = Extract<CommandId, 'signIn' | 'refreshToken' | 'checkConnection' | 'showLog'>;

/** How failures are told; loaded with the first. */
export interface Sentences {
  explain(failure: Failure): string;
  /**
   * Resolves once the person has answered, and what was chosen has run.
   * @param again tries once more what has failed, where that is a way out
   */
  offerWayOut(
    failure: Failure,
    run: (command: WayOut) => Thenable<unknown>,
    again: WayOut | undefined,
  ): Promise<void>;
}

/** Registers commands. A failure is logged and told as one message that offers a way out. */
export class Commands {
  private running = 0;

  constructor(
    /** Made with the first failure, if not before. */
    private readonly services: Lazy<{ readonly log: Log }>,
    private readonly sentences: Lazy<Sentences>,
  ) {}

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

  /** A failure as a sentence. */
  async explain(failure: Failure): Promise<string> {
    return (await this.sentences.get()).explain(failure);
  }

  /** Shows a failure and offers what a person can do about it; trying again is one of the ways where the caller says how. */
  async offerWayOut(failure: Failure, again?: WayOut): Promise<void> {
    await (await this.sentences.get()).offerWayOut(failure, (id) => runCommand(id), again);
  }

  /** {@link offerWayOut} where nobody waits for the answer. */
  tell(failure: Failure): void {
    this.offerWayOut(failure).catch(async (error: unknown) => {
      const made = await this.services.soFar();
      made?.log.error('wayOut', error);
    });
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
        (await this.services.get()).log.failure(id, failure);
        if (rejecting.has(id)) {
          throw new Error(await this.explain(failure));
        }
        this.tell(failure);
        return undefined;
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

/**
 * The context keys that conditions of the manifest ask for, but `korusticket.state`. Those of what was done tick off
 * steps; `isFinding` is there for keybindings; `hasAccount` tells whether there may be an account to sign out of in any
 * environment, while `korusticket.state` speaks of the active one.
 */
export type ContextKey =
  | 'isWalkthroughListed'
  | 'isWalkthroughShown'
  | 'hasCopied'
  | 'hasBrowsed'
  | 'hasUsed'
  | 'isFinding'
  | 'hasAccount'
  | 'withDisabled'
  | 'availableOnly'
  | 'documentRole';

/** Sets `korusticket.<key>` for the conditions of the manifest; resolves once VS Code knows. */
export function setContext(key: ContextKey | 'state', value: boolean | string): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `korusticket.${key}`, value);
}
