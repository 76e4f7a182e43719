import * as vscode from 'vscode';
import type { EnvironmentStore } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { ServiceAccount } from '../../auth/serviceAccount';
import { failureOf, isCancelled } from '../../base/failure';
import { runCommand, type Commands } from '../../editor/commands';
import { explain } from '../../editor/explain';
import type { Log } from '../../editor/log';
import { readSignInArgument } from './argument';
import { askServiceAccount, type SignInDraft } from './dialogue';

const { l10n } = vscode;

/** What signing in works with. */
export interface SignInParts {
  readonly account: ActiveAccount;
  readonly environments: EnvironmentStore;
  readonly commands: Commands;
  readonly log: Log;
}

/**
 * `korusticket.signIn`. Most windows never need the dialogue.
 * Resolves `true` once signed in, `false` when given up; rejects with a `RequestFailure` where the account was given.
 */
export async function signIn(parts: SignInParts, argument: unknown): Promise<boolean> {
  if (argument === undefined) {
    return askUntilProved(parts);
  }
  try {
    await prove(parts.account, readSignInArgument(argument, parts.environments.all()));
    return true;
  } catch (error) {
    if (isCancelled(error)) {
      return false;
    }
    throw error;
  }
}

/** The dialogue alone: what is entered is for one use, and is not kept. */
export function askOnly({
  account,
  environments,
  commands,
}: Pick<SignInParts, 'account' | 'environments' | 'commands'>): Promise<ServiceAccount | undefined> {
  const draft: SignInDraft = { environment: account.environment(), isForOneUse: true };
  return commands.waitFor(() => askServiceAccount(environments.all(), draft));
}

/** The dialogue; after a refusal it starts over with what was entered, until it succeeds or is given up. */
async function askUntilProved(parts: SignInParts): Promise<boolean> {
  const { account, environments, commands, log } = parts;
  // Who signs in again mostly means the environment in use.
  const draft: SignInDraft = { environment: account.environment() };
  for (;;) {
    const entered = await commands.waitFor(() => askServiceAccount(environments.all(), draft));
    if (entered === undefined) {
      return false;
    }
    try {
      await prove(account, entered);
      return true;
    } catch (error) {
      if (isCancelled(error)) {
        return false;
      }
      const failure = failureOf(error);
      log.failure('signIn', failure);
      if (!(await commands.waitFor(() => wantsToTryAgain(explain(failure))))) {
        return false;
      }
    }
  }
}

async function wantsToTryAgain(sentence: string): Promise<boolean> {
  const again = l10n.t('Try Again');
  const log = l10n.t('Show Log');
  for (;;) {
    const answer = await vscode.window.showErrorMessage(sentence, again, log);
    if (answer !== log) {
      return answer === again;
    }
    // A button closes its message; the question is still open after a look at the log.
    await runCommand('showLog');
  }
}

async function prove(active: ActiveAccount, entered: ServiceAccount): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Signing in to {0}…', entered.environment),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (_progress, token) => {
    const abortion = new AbortController();
    const subscription = token.onCancellationRequested(() => abortion.abort());
    try {
      await active.signIn(entered, abortion.signal);
    } finally {
      subscription.dispose();
    }
  });
  vscode.window.setStatusBarMessage(l10n.t('Signed in to {0}', entered.environment), 5000);
}
