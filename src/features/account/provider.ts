import * as vscode from 'vscode';
import { Lazy } from '../../base/lazy';
import type { AccountSessions, SessionsChange } from './sessions';

/**
 * The authentication provider `korusticket`: the accounts in the Accounts menu, and tokens for other extensions, each of
 * which VS Code asks the user's consent for. It is there from the start, since who asks too early would wait for it in
 * vain; what it does is loaded with the first question.
 */
export class AccountsProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<SessionsChange>();
  private readonly registration: vscode.Disposable;
  private readonly sessions: Lazy<AccountSessions>;
  /** VS Code looks at every provider at its start. While nobody is signed in, there is nothing to load for the answer. */
  private toldNone = false;

  readonly onDidChangeSessions = this.changes.event;

  /**
   * @param load makes what answers; it is told whether VS Code has been told that there is no account
   * @param anyone whether there may be an account at all
   */
  constructor(
    load: (tell: (change: SessionsChange) => void, toldNone: boolean) => Promise<AccountSessions>,
    private readonly anyone: () => boolean,
  ) {
    this.sessions = new Lazy(() => load((change) => this.changes.fire(change), this.toldNone));
    this.registration = vscode.authentication.registerAuthenticationProvider(
      'korusticket',
      'KorusTicket',
      this,
      { supportsMultipleAccounts: true },
    );
  }

  /** From here on there may be an account: VS Code hears of it, where it was told that there is none. */
  follow(): void {
    if (this.toldNone) {
      // What cannot be made now is tried again with the next question.
      this.sessions.get().catch(() => undefined);
    }
  }

  async getSessions(
    scopes: readonly string[] | undefined,
    options: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    if (!this.anyone()) {
      this.toldNone = true;
      return [];
    }
    return (await this.sessions.get()).get(scopes, options);
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    return (await this.sessions.get()).create(scopes);
  }

  async removeSession(id: string): Promise<void> {
    return (await this.sessions.get()).remove(id);
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
    this.sessions.ifMade((sessions) => sessions.dispose());
  }
}
