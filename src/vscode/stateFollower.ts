import * as vscode from 'vscode';
import type { AccountState, ActiveAccount } from '../auth/activeAccount';
import { offerWayOut, type Commands } from './commands';
import type { Log } from './log';

/** Tells the context key, the log and, once and only where the user must act, the user what has become of the token. */
export class StateFollower implements vscode.Disposable {
  private readonly subscription: { dispose(): void };
  private last: AccountState['name'] | undefined;
  private wasValid = false;

  constructor(
    account: ActiveAccount,
    private readonly commands: Commands,
    private readonly log: Log,
  ) {
    this.subscription = account.onDidChange((state) => this.follow(state));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private follow(state: AccountState): void {
    const failure =
      state.name === 'valid' ? state.lastFailure : 'failure' in state ? state.failure : undefined;
    if (failure !== undefined) {
      this.log.failure(state.name, failure);
    } else if (state.name !== this.last) {
      this.log.info(`${state.name}${state.environment === undefined ? '' : ` (${state.environment})`}`);
    }
    if (state.name === this.last) {
      return;
    }
    this.last = state.name;
    void vscode.commands.executeCommand('setContext', 'korusticket.state', state.name);
    this.wasValid ||= state.name === 'valid';
    // A refusal met right at the start is shown by the item alone: nobody asked for anything yet.
    if (state.name === 'rejected' && this.wasValid && !this.commands.busy) {
      void offerWayOut(state.failure);
    }
  }
}
