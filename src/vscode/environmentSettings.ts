import * as vscode from 'vscode';
import type { EnvironmentStore } from '../auth/accountStores';
import { readEnvironments, type Environment } from '../auth/environment';
import type { Disposable } from '../auth/listeners';
import type { Log } from './log';

const activeKey = 'activeEnvironment';
const signInKey = 'signIn ';
const usedTokensKey = 'usedRefreshTokens';

/** Environments in the user's settings. The setting has application scope: a workspace has no say in it. */
export class EnvironmentSettings implements EnvironmentStore {
  constructor(
    private readonly state: vscode.Memento,
    private readonly log: Log,
  ) {}

  all(): readonly Environment[] {
    return readEnvironments(this.value()).environments;
  }

  activeName(): string | undefined {
    return this.state.get<string>(activeKey);
  }

  async setActiveName(name: string): Promise<void> {
    await this.state.update(activeKey, name);
  }

  signInMark(environment: string): string | undefined {
    return this.state.get<string>(signInKey + environment);
  }

  async setSignInMark(environment: string, mark: string): Promise<void> {
    await this.state.update(signInKey + environment, mark);
  }

  usedTokens(): readonly string[] {
    const digests = this.state.get<unknown>(usedTokensKey);
    return Array.isArray(digests) ? digests.filter((each) => typeof each === 'string') : [];
  }

  async setUsedTokens(digests: readonly string[]): Promise<void> {
    await this.state.update(usedTokensKey, digests);
  }

  async save(environment: Environment): Promise<void> {
    const entries = this.value().map((entry) => entry as { name?: unknown });
    const known = entries.some(({ name }) => name === environment.name);
    const saved = known
      ? entries.map((entry) => (entry.name === environment.name ? environment : entry))
      : [...entries, environment];
    await vscode.workspace
      .getConfiguration('korusticket')
      .update('environments', saved, vscode.ConfigurationTarget.Global);
  }

  onDidChange(callback: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('korusticket.environments')) {
        const { ignored } = readEnvironments(this.value());
        if (ignored > 0) {
          this.log.info(`${ignored} entries of korusticket.environments make no sense and are ignored`);
        }
        callback();
      }
    });
  }

  /** The user's own value, else the default; never a workspace's, whatever VS Code would make of one. */
  private value(): unknown[] {
    const values = vscode.workspace.getConfiguration('korusticket').inspect<unknown>('environments');
    const value = values?.globalValue ?? values?.defaultValue;
    return Array.isArray(value) ? (value as unknown[]) : [];
  }
}
