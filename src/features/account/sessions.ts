import * as vscode from 'vscode';
import type { Accounts, NamedAccount } from '../../auth/accounts';
import { partsTogether, type EnvironmentStore } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { SecretChange } from '../../auth/secretAccess';
import type { Clock } from '../../base/clock';
import { Debounced } from '../../base/debounced';
import type { Disposable } from '../../base/listeners';
import { failureOf, isCancelled, needsSignIn, RequestFailure, type Failure } from '../../base/failure';
import { runCommand } from '../../editor/commands';
import type { Log } from '../../editor/log';

/** What VS Code is told of changes among the accounts. */
export type SessionsChange = vscode.AuthenticationProviderAuthenticationSessionsChangeEvent;

/** Where the accounts come from, and who tells that they may have changed. */
export interface AccountSessionsParts {
  readonly accounts: Accounts;
  readonly active: ActiveAccount;
  readonly environments: Pick<EnvironmentStore, 'onDidChange'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A failure as a sentence. */
  readonly explain: (failure: Failure) => Promise<string>;
  /** Tells VS Code that accounts have come, gone or moved. */
  readonly tell: (change: SessionsChange) => void;
  /** VS Code has asked before, and been told that there is no account. */
  readonly toldNone: boolean;
}

/**
 * The accounts as VS Code's sessions: one an environment. Sessions change when an account does; a token that is renewed
 * is no change, since whoever needs one asks for it then.
 */
export class AccountSessions implements Disposable {
  private readonly subscriptions: readonly Disposable[];
  /** The accounts as VS Code knows them, by session id; `undefined` before it has asked. */
  private known: ReadonlyMap<string, NamedAccount> | undefined;
  /** One look at the accounts after another: a late answer must not undo a newer one. */
  private looks: Promise<unknown> = Promise.resolve();
  private activeKey = '';

  constructor(private readonly parts: AccountSessionsParts) {
    const { active, environments, clock, log } = parts;
    const follow = (): void => {
      this.look().catch((error: unknown) => log.error('accounts', error));
    };
    // The mark of another window's sign-in comes last, and no event tells of it.
    const together = new Debounced(clock, partsTogether, follow);
    this.subscriptions = [
      together,
      active.onDidChange(({ name, environment }) => {
        const key = JSON.stringify([name === 'signedOut', environment, active.account?.clientId]);
        if (key !== this.activeKey) {
          this.activeKey = key;
          follow();
        }
      }),
      active.onDidChangeSecrets(({ what }: SecretChange) =>
        what === 'account' ? together.tell() : undefined,
      ),
      environments.onDidChange(() => together.tell()),
    ];
    if (parts.toldNone) {
      this.known = new Map();
      follow();
    }
  }

  /**
   * The accounts with a token each, good for a minute at least wherever the server makes them so. Without `scopes` VS
   * Code lists accounts, for its menu: that takes no token, so none is asked for and none is handed out.
   */
  get(
    scopes: readonly string[] | undefined,
    { account }: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    return this.explained('getSessions', async () => {
      // What a token may do is settled with the service account; nothing can be asked for on top.
      if (scopes !== undefined && scopes.length > 0) {
        return [];
      }
      const all = await this.look();
      const wanted = all.filter(
        ({ environment }) => account === undefined || environment.name === account.id,
      );
      return scopes === undefined ? wanted.map((each) => sessionOf(each)) : this.withTokens(wanted);
    });
  }

  /** Signs in by our dialogue. */
  create(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    return this.explained('createSession', async () => {
      if (scopes.length > 0) {
        const detail = vscode.l10n.t('KorusTicket has no scopes to choose from, so none can be asked for');
        throw new RequestFailure({ kind: 'invalidArgument', detail });
      }
      const isSignedIn = await runCommand('signIn');
      const { active, accounts } = this.parts;
      const name = active.environment()?.name;
      const found = (await this.look()).find(({ environment }) => environment.name === name);
      if (isSignedIn !== true || found === undefined) {
        throw new vscode.CancellationError();
      }
      return sessionOf(found, (await accounts.usable(found.environment, { byPerson: true })).accessToken);
    });
  }

  /** Signs out; an account that is gone already needs no word. */
  remove(id: string): Promise<void> {
    return this.explained('removeSession', async () => {
      const found = (await this.look()).find((each) => idOf(each) === id);
      if (found !== undefined) {
        await this.parts.accounts.signOut(found.environment);
        await this.look();
      }
    });
  }

  dispose(): void {
    this.subscriptions.forEach((each) => each.dispose());
  }

  /**
   * A refused account has no session: asking for a new one leads to the dialogue that mends it. Where the only trouble
   * is that a server does not answer, a new one would not help, and whoever asks hears of it.
   */
  private async withTokens(wanted: readonly NamedAccount[]): Promise<vscode.AuthenticationSession[]> {
    const outcomes = await Promise.allSettled(
      wanted.map(async (each) =>
        sessionOf(
          each,
          (await this.parts.accounts.usable(each.environment, { byPerson: false })).accessToken,
        ),
      ),
    );
    const sessions = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const passing = outcomes
      .flatMap((outcome) => (outcome.status === 'rejected' ? [failureOf(outcome.reason)] : []))
      .find((failure) => !needsSignIn(failure) && failure.kind !== 'signedOut');
    if (sessions.length === 0 && passing !== undefined) {
      throw new RequestFailure(passing);
    }
    return sessions;
  }

  /** Finds the accounts that are there now and tells what has changed since the last time. */
  private look(): Promise<readonly NamedAccount[]> {
    const look = this.looks.then(async () => {
      const all = await this.parts.accounts.all();
      const { known } = this;
      const present = new Map(all.map((each) => [idOf(each), each]));
      this.known = present;
      if (known !== undefined) {
        const added = all.filter((each) => !known.has(idOf(each))).map((each) => sessionOf(each));
        const removed = [...known].filter(([id]) => !present.has(id)).map(([, each]) => sessionOf(each));
        const changed = all
          .filter((each) => hasMoved(each, known.get(idOf(each))))
          .map((each) => sessionOf(each));
        if (added.length + removed.length + changed.length > 0) {
          this.parts.tell({ added, removed, changed });
        }
      }
      return all;
    });
    this.looks = look.catch(() => undefined);
    return look;
  }

  /** Who asks is another extension or VS Code: both show no more of an error than its message. */
  private async explained<T>(what: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof vscode.CancellationError || isCancelled(error)) {
        throw new vscode.CancellationError();
      }
      const failure = failureOf(error);
      this.parts.log.failure(what, failure);
      throw new Error(await this.parts.explain(failure));
    }
  }
}

function idOf({ environment, clientId }: NamedAccount): string {
  return JSON.stringify([environment.name, clientId]);
}

function sessionOf(account: NamedAccount, accessToken = ''): vscode.AuthenticationSession {
  const { environment, clientId } = account;
  const { name } = environment;
  return {
    id: idOf(account),
    account: { id: name, label: `${clientId} (${name})` },
    scopes: [],
    accessToken,
  };
}

/** Another server under the same names is in truth another account. */
function hasMoved({ environment }: NamedAccount, before: NamedAccount | undefined): boolean {
  return (
    before !== undefined &&
    (before.environment.tokenEndpoint !== environment.tokenEndpoint ||
      before.environment.apiBaseUrl !== environment.apiBaseUrl)
  );
}
