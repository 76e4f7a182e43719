import type * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { AccountState } from '../../auth/sessionState';
import type { Disposable } from '../../base/listeners';
import { setContext, type Commands } from '../../editor/commands';
import type { Log } from '../../editor/log';

/** Tells the context key, the log and, once a cause and only where the user must act, the user what has become of the token. */
export class StateFollower implements vscode.Disposable {
  private readonly subscriptions: readonly Disposable[];
  private last: string | undefined;
  private wasValid = false;
  /** The refusal the user has been told of and that has not been mended since. */
  private told: string | undefined;

  constructor(
    private readonly account: ActiveAccount,
    private readonly commands: Commands,
    private readonly log: Log,
  ) {
    this.subscriptions = [
      account.onDidChange((state) => this.follow(state)),
      account.history.onDidRecord((event) => log.event(event)),
    ];
  }

  /** Takes up the state as it is now. */
  start(): void {
    this.follow(this.account.state);
  }

  dispose(): void {
    this.subscriptions.forEach((each) => each.dispose());
  }

  private follow(state: AccountState): void {
    const environment = state.environment ?? '';
    const key = `${state.name} ${environment}`;
    if (state.name === 'valid' || state.name === 'signedOut') {
      this.told = undefined;
    }
    if (key === this.last) {
      return;
    }
    this.last = key;
    this.log.info(`state: ${key.trimEnd()}`);
    void setContext('state', state.name);
    this.wasValid ||= state.name === 'valid';
    if (state.name === 'rejected') {
      this.tell(state);
    }
  }

  private tell(state: AccountState & { readonly name: 'rejected' }): void {
    const { failure } = state;
    const cause = `${state.environment ?? ''} ${failure.kind} ${failure.detail ?? ''}`;
    if (this.account.account === undefined) {
      // What a grant was refused with is in the log already; this was refused before any.
      this.log.failure('account', failure);
    }
    // A refusal met right at the start is shown by the item alone: nobody asked for anything yet.
    if (this.wasValid && !this.commands.busy && this.told !== cause) {
      this.commands.tell(failure);
    }
    this.told = cause;
  }
}
