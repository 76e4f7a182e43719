import { l10n, window } from 'vscode';
import { isAboutConnection, needsSignIn, type Failure } from '../base/failure';
import type { WayOut } from './commands';
import { explain, explainError } from './explain';

/** Sentences about failures, for what is there from the start: most windows never need one. */
export const sentences = { explain, offerWayOut };

/** Shows a failure with what a person may want to do about it, and runs the command chosen. */
async function offerWayOut(
  failure: Failure,
  run: (command: WayOut) => Thenable<unknown>,
  again: WayOut | undefined,
): Promise<void> {
  const ways = new Map<string, WayOut>();
  if (failure.kind === 'signedOut') {
    ways.set(l10n.t('Sign In'), 'signIn');
  } else if (needsSignIn(failure)) {
    ways.set(l10n.t('Sign In Again'), 'signIn');
  }
  if (again !== undefined) {
    ways.set(l10n.t('Try Again'), again);
  }
  if (isAboutConnection(failure)) {
    ways.set(l10n.t('Check Connection'), 'checkConnection');
  }
  ways.set(l10n.t('Show Log'), 'showLog');
  const answer = await window.showErrorMessage(explain(failure), ...ways.keys());
  const chosen = ways.get(answer ?? '');
  try {
    if (chosen !== undefined) {
      await run(chosen);
    }
  } catch (error) {
    // Whoever pressed the button is the only one to tell; the command has logged it.
    void window.showErrorMessage(explainError(error));
  }
}
