import { l10n, window } from 'vscode';
import { isAboutConnection, needsSignIn, type Failure } from '../base/failure';
import { explain, explainError } from './explain';

/** Sentences about failures, for what is there from the start: most windows never need one. */
export const sentences = { explain, offerWayOut };

/** Shows a failure with what a person may want to do about it, and runs the command chosen. */
async function offerWayOut(
  failure: Failure,
  run: (command: 'signIn' | 'showLog' | 'checkConnection') => Thenable<unknown>,
): Promise<void> {
  const log = l10n.t('Show Log');
  const mend =
    failure.kind === 'signedOut'
      ? l10n.t('Sign In')
      : needsSignIn(failure)
        ? l10n.t('Sign In Again')
        : undefined;
  const check = isAboutConnection(failure) ? l10n.t('Check Connection') : undefined;
  const answer = await window.showErrorMessage(
    explain(failure),
    ...[mend, check, log].filter((each) => each !== undefined),
  );
  try {
    if (answer !== undefined) {
      await run(answer === log ? 'showLog' : answer === check ? 'checkConnection' : 'signIn');
    }
  } catch (error) {
    // Whoever pressed the button is the only one to tell; the command has logged it.
    void window.showErrorMessage(explainError(error));
  }
}
