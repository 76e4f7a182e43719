import * as vscode from 'vscode';
import type { EnvironmentStore } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { ServiceAccount } from '../../auth/serviceAccount';
import { failureIn } from '../../auth/sessionState';
import { failureOf, isAboutConnection, isCancelled, needsSignIn, type Failure } from '../../base/failure';
import { withoutLinks } from '../../base/text';
import type { Commands } from '../../editor/commands';
import { explain } from '../../editor/explain';
import type { Log } from '../../editor/log';
import { withCancel } from '../../editor/progress';
import { wantsToTryAgain } from '../../editor/tryAgain';
import { displayUrl } from '../../net/http';
import { readSignInArgument } from './argument';
import { askServiceAccount, type SignInDraft } from './dialogue';

/** What signing in works with. */
export interface SignInParts {
  readonly account: ActiveAccount;
  readonly environments: EnvironmentStore;
  readonly commands: Commands;
  readonly log: Log;
  /** Checks the connection with an account that is not stored, and shows a report of it. */
  readonly check: (account: ServiceAccount) => Promise<void>;
}

/**
 * `korusticket.signIn`.
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

/** Kinds of failure that another token endpoint mends. */
const wrongAddress: ReadonlySet<Failure['kind']> = new Set([
  'hostNotFound',
  'realmNotFound',
  'endpointNotFound',
  'redirected',
  'notJson',
  'notTls',
  'endpointUnsafe',
]);

/** Who signs in again mostly means the environment in use, and mends what has gone wrong with it. */
function draftFor(account: SignInParts['account']): SignInDraft {
  const draft: SignInDraft = { environment: account.environment() };
  const failure = failureIn(account.state);
  // What passes, or somebody in between has answered, says nothing of an endpoint that has given tokens.
  if (failure !== undefined && needsSignIn(failure)) {
    learn(draft, failure);
  }
  return draft;
}

function learn(draft: SignInDraft, { kind, url }: Failure): void {
  const endpoint = draft.environment?.tokenEndpoint;
  const isOther = kind === 'endpointUnsafe' && url !== displayUrl(endpoint ?? '');
  if (wrongAddress.has(kind) && !isOther) {
    draft.doubted = endpoint;
  }
}

/** The dialogue alone: what is entered is for one use, and is not kept. */
export function askOnly({
  account,
  environments,
  commands,
}: Pick<SignInParts, 'account' | 'environments' | 'commands'>): Promise<ServiceAccount | undefined> {
  const draft: SignInDraft = { ...draftFor(account), isForOneUse: true };
  return commands.waitFor(() => askServiceAccount(environments.all(), draft));
}

/** The dialogue; after a refusal it starts over with what was entered, until it succeeds or is given up. */
async function askUntilProved(parts: SignInParts): Promise<boolean> {
  const { account, environments, commands, log } = parts;
  const draft = draftFor(account);
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
      learn(draft, failure);
      const check = { [vscode.l10n.t('Check Connection')]: () => parts.check(entered) };
      const ways = isAboutConnection(failure) ? check : {};
      if (!(await commands.waitFor(() => wantsToTryAgain(explain(failure), ways)))) {
        return false;
      }
    }
  }
}

async function prove(active: ActiveAccount, entered: ServiceAccount): Promise<void> {
  const title = vscode.l10n.t('Signing in to {0}…', withoutLinks(entered.environment));
  await withCancel(title, (_progress, signal) => active.signIn(entered, signal));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Signed in to {0}', entered.environment), 5000);
}
