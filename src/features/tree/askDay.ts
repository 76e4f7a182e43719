import * as vscode from 'vscode';
import { dayOf } from '../../base/days';

/** Asks for a day; `undefined` where nobody answered. @param today `YYYY-MM-DD`, what stands there at first */
export async function askDay(today: string): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Go to Date'),
    prompt: vscode.l10n.t('The day from which offers are shown, as year-month-day'),
    value: today,
    validateInput: (text) =>
      readDay(text) === undefined ? vscode.l10n.t('A day like {0} is needed.', today) : undefined,
  });
  return answer === undefined ? undefined : readDay(answer);
}

function readDay(text: string): string | undefined {
  const day = dayOf(text.trim());
  return day === text.trim() ? day : undefined;
}
