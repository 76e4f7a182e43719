import type * as vscode from 'vscode';
import type { Services } from '../../editor/services';
import { AccountSessions, type SessionsChange } from './sessions';

/** What becomes of accounts without anybody's asking: a warning where something is lost, news for VS Code. */
export class AccountAtWork implements vscode.Disposable {
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly services: Pick<
      Services,
      'account' | 'accounts' | 'clock' | 'commands' | 'environments' | 'log' | 'state'
    >,
  ) {
    const { account, log, state } = services;
    this.subscriptions = [
      account.onDidLoseSecrets(() => {
        import('./signOut.lazy')
          .then(({ tellLost }) => tellLost(account, state, log))
          .catch((error: unknown) => log.error('secretsWarning', error));
      }),
      account.onDidLeaveTokens((left) => {
        log.failure('revocation', left.failure);
        void import('./signOut.lazy').then(({ tellLeft }) => tellLeft(left));
      }),
    ];
  }

  /**
   * The accounts as VS Code's sessions.
   * @param toldNone VS Code has asked before, and been told that there is no account
   */
  sessions(tell: (change: SessionsChange) => void, toldNone: boolean): AccountSessions {
    const { account, accounts, clock, commands, environments, log } = this.services;
    return new AccountSessions({
      accounts,
      active: account,
      environments,
      clock,
      log,
      explain: (failure) => commands.explain(failure),
      tell,
      toldNone,
    });
  }

  dispose(): void {
    this.subscriptions.forEach((each) => each.dispose());
  }
}
