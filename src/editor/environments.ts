import * as vscode from 'vscode';
import type { EnvironmentStore } from '../auth/accountStores';
import { nameOf, readEnvironments, type Environment } from '../auth/environment';
import { RequestFailure } from '../base/failure';
import { jsonList } from '../base/json';
import { Listeners, type Disposable } from '../base/listeners';
import type { Log } from './log';
import { textIn } from './sharedState';
import { signInKey } from './signIns';

const activeKey = 'activeEnvironment';
const usedTokensKey = 'usedRefreshTokens';
const setbackKey = 'setback ';

/** Environments in the user's settings. The setting has application scope: a workspace has no say in it. */
export class EnvironmentSettings implements EnvironmentStore, Disposable {
  private readonly changes = new Listeners<void>();
  private readonly subscription: Disposable;
  /** What the setting says until it changes: VS Code makes a copy of its configuration for each look at it. */
  private known: ReturnType<typeof readEnvironments> | undefined;

  constructor(
    private readonly state: vscode.Memento,
    private readonly log: Log,
    /** What VS Code keeps for this workspace, outside of its files; `undefined` where the window has no folder. */
    private readonly workspaceState: vscode.Memento | undefined,
  ) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('korusticket.environments')) {
        this.known = undefined;
        this.report();
        this.changes.fire();
      }
    });
  }

  all(): readonly Environment[] {
    return this.read().environments;
  }

  activeName(): string | undefined {
    return this.ofWorkspace ?? this.ofAllWindows;
  }

  /** Where this workspace has a choice of its own, that one changes, and other windows are not touched. */
  async setActiveName(name: string): Promise<void> {
    await (this.ofWorkspace === undefined ? this.state : this.workspaceState)?.update(activeKey, name);
  }

  /** The environment chosen for all windows. */
  get ofAllWindows(): string | undefined {
    return textIn(this.state, activeKey);
  }

  /** The environment chosen for this workspace only. */
  get ofWorkspace(): string | undefined {
    return textIn(this.workspaceState, activeKey);
  }

  /** Chooses for this workspace only; `undefined` takes that back. */
  async chooseForWorkspace(name: string | undefined): Promise<void> {
    await this.workspaceState?.update(activeKey, name);
  }

  signInMark(environment: string): string | undefined {
    return textIn(this.state, signInKey + environment);
  }

  async setSignInMark(environment: string, mark: string): Promise<void> {
    await this.state.update(signInKey + environment, mark);
  }

  markedNames(): readonly string[] {
    return this.state
      .keys()
      .flatMap((key) => (key.startsWith(signInKey) ? [key.slice(signInKey.length)] : []));
  }

  usedTokens(): readonly string[] {
    return jsonList(this.state.get(usedTokensKey)).filter((each) => typeof each === 'string');
  }

  async setUsedTokens(digests: readonly string[]): Promise<void> {
    await this.state.update(usedTokensKey, digests);
  }

  setback(account: string): unknown {
    return this.state.get<unknown>(setbackKey + account);
  }

  async setSetback(account: string, setback: object | undefined): Promise<void> {
    await this.state.update(setbackKey + account, setback);
  }

  async save(environment: Environment): Promise<void> {
    const entries = this.value();
    const namesakes = entries.filter((entry) => nameOf(entry) === environment.name);
    // The one that is read is replaced, else one that makes no sense yet; whatever else stands there stays the user's.
    const replaced = namesakes.find((entry) => readEnvironments([entry]).ignored === 0) ?? namesakes[0];
    // An account knows nothing of looks: they stay as the person wrote them.
    const { color, icon } = (replaced ?? {}) as Partial<Environment>;
    const saved =
      replaced === undefined
        ? [...entries, environment]
        : entries.map((entry) => (entry === replaced ? { ...environment, color, icon } : entry));
    await vscode.workspace
      .getConfiguration('korusticket')
      .update('environments', saved, vscode.ConfigurationTarget.Global);
  }

  onDidChange(callback: () => void): Disposable {
    return this.changes.event(callback);
  }

  /** Says in the log how much of the setting cannot be used. */
  report(): void {
    const { ignored } = this.read();
    if (ignored > 0) {
      this.log.info(`ignored entries of korusticket.environments: ${ignored}`);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }

  private read(): ReturnType<typeof readEnvironments> {
    return (this.known ??= readEnvironments(this.value()));
  }

  /** The user's own value, else the default; never a workspace's, whatever VS Code would make of one. */
  private value(): readonly unknown[] {
    const values = vscode.workspace.getConfiguration('korusticket').inspect<unknown>('environments');
    return jsonList(values?.globalValue ?? values?.defaultValue);
  }
}

/** The environment of this name. Rejects a name that no environment has, as the fault of whoever called the command. */
export function environmentNamed(all: readonly Environment[], name: string): Environment {
  const found = all.find((each) => each.name === name);
  if (found === undefined) {
    const detail = vscode.l10n.t('there is no environment named {0}', name);
    throw new RequestFailure({ kind: 'invalidArgument', detail });
  }
  return found;
}

/**
 * The environment that an argument names, as text or as `{ environment }`; `undefined` where it names none. For
 * `${command:…}` VS Code hands over the whole launch configuration, whose `environment` means something else.
 */
export function environmentOfArgument(
  all: readonly Environment[],
  argument: unknown,
): Environment | undefined {
  const { environment, request } = (typeof argument === 'object' ? (argument ?? {}) : {}) as {
    readonly environment?: unknown;
    readonly request?: unknown;
  };
  const name = request === undefined ? (environment ?? argument) : undefined;
  return typeof name === 'string' ? environmentNamed(all, name) : undefined;
}
