import * as vscode from 'vscode';
import type { EnvironmentStore } from '../auth/accountStores';
import type { ActiveAccount } from '../auth/activeAccount';
import type { ServiceAccount } from '../auth/serviceAccount';
import { isCancelled } from '../net/failure';
import { runCommand } from './commands';
import { explainError } from './explain';
import { readSignInArgument } from './signInArgument';
import { askServiceAccount, type SignInDraft } from './signInDialogue';

const { l10n } = vscode;

/**
 * `korusticket.signIn`. This file is the root of a bundle of its own: most windows never need the dialogue.
 * Resolves `true` once signed in, `false` when given up; rejects with a `RequestFailure` where the account was given.
 */
export async function signIn(
  account: ActiveAccount,
  environments: EnvironmentStore,
  argument: unknown,
): Promise<boolean> {
  if (argument === undefined) {
    return askUntilProved(account, environments);
  }
  try {
    await prove(account, readSignInArgument(argument, environments.all()));
    return true;
  } catch (error) {
    if (isCancelled(error)) {
      return false;
    }
    throw error;
  }
}

/** The dialogue; after a refusal it starts over with what was entered, until it succeeds or is given up. */
async function askUntilProved(account: ActiveAccount, environments: EnvironmentStore): Promise<boolean> {
  const draft: SignInDraft = {};
  for (;;) {
    const entered = await askServiceAccount(environments.all(), draft);
    if (entered === undefined) {
      return false;
    }
    try {
      await prove(account, entered);
      return true;
    } catch (error) {
      if (isCancelled(error) || !(await wantsToTryAgain(explainError(error)))) {
        return false;
      }
    }
  }
}

async function wantsToTryAgain(sentence: string): Promise<boolean> {
  const again = l10n.t('Try Again');
  const log = l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(sentence, again, log);
  if (answer === log) {
    await runCommand('showLog');
  }
  return answer === again;
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
