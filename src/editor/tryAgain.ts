import { l10n, window } from 'vscode';
import { runCommand } from './commands';

/**
 * Tells what has failed, and asks whether to try again.
 * @param others ways to learn more of it, beside the log, by the names of their buttons
 */
export async function wantsToTryAgain(
  sentence: string,
  others: Readonly<Record<string, () => Thenable<unknown>>> = {},
): Promise<boolean> {
  const again = l10n.t('Try Again');
  const looks = new Map(Object.entries(others));
  looks.set(l10n.t('Show Log'), () => runCommand('showLog'));
  for (;;) {
    const answer = await window.showErrorMessage(sentence, again, ...looks.keys());
    const look = looks.get(answer ?? '');
    if (look === undefined) {
      return answer === again;
    }
    // A button closes its message; the question is still open after a look.
    await look();
  }
}
