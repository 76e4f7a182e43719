import type * as vscode from 'vscode';
import { mayHaveAccount } from '../../auth/accountStores';
import type { Disposable } from '../../base/listeners';
import { setContext } from '../../editor/commands';
import type { Services } from '../../editor/services';
import { AccountSessions, type SessionsChange } from './sessions';

/**
 * What becomes of accounts without anybody's asking: a warning where something is lost, news for VS Code, and for the
 * palette whether there is any to sign out of.
 */
export class AccountAtWork implements vscode.Disposable {
  private readonly subscriptions: readonly Disposable[];
  private hasAccount: boolean | undefined;

  constructor(
    private readonly services: Pick<
      Services,
      'account' | 'accounts' | 'clock' | 'commands' | 'environments' | 'log' | 'state'
    >,
  ) {
    const { account, clock, environments, log, state } = services;
    const follow = (): void => this.tellAnyAccount();
    this.subscriptions = [
      account.onDidChange(follow),
      account.onDidChangeSecrets(follow),
      environments.onDidChange(follow),
      account.onDidLoseSecrets(() => {
        import('./warnings.lazy')
          .then(({ tellLost }) => tellLost(account, state, log))
          .catch((error: unknown) => log.error('secretsWarning', error));
      }),
      account.onDidLeaveTokens((left) => {
        log.failure('revocation', left.failure);
        import('./warnings.lazy')
          .then(({ tellLeft }) => tellLeft(left, clock.now()))
          .catch((error: unknown) => log.error('revocation', error));
      }),
    ];
    follow();
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

  /** Of any environment: also where nobody is signed in to the active one, there may be one to sign out of. */
  private tellAnyAccount(): void {
    const hasAccount = mayHaveAccount(this.services.environments);
    if (hasAccount !== this.hasAccount) {
      this.hasAccount = hasAccount;
      void setContext('hasAccount', hasAccount);
    }
  }
}
