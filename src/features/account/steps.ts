import * as vscode from 'vscode';
import { explainError } from '../../editor/explain';

/** What a step of a dialogue ends with: a value, a step back, or the end of it all. */
export type StepResult<T> = { readonly value: T } | 'back' | 'cancelled';

/** A question answered by typing. */
export interface TextStep {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  readonly canGoBack: boolean;
  /** A sentence while the text cannot be accepted; called at every change. */
  readonly problem: (text: string) => string | undefined;
  /** A sentence about an acceptable text. */
  readonly hint?: (text: string) => string | undefined;
  /** An extra button that supplies the text. */
  readonly supply?: {
    readonly icon: string;
    readonly tooltip: string;
    readonly text: () => Thenable<string>;
    /** A sentence for when it has none. */
    readonly nothing: string;
  };
}

/** Asks for a text; stays open when the focus goes elsewhere, since the answer is usually fetched from another window. */
export function askText(step: TextStep): Promise<StepResult<string>> {
  const input = vscode.window.createInputBox();
  const supply = step.supply && {
    iconPath: new vscode.ThemeIcon(step.supply.icon),
    tooltip: step.supply.tooltip,
  };
  input.title = step.title;
  input.prompt = step.prompt;
  input.placeholder = step.placeholder ?? '';
  input.value = step.value ?? '';
  input.password = step.password ?? false;
  input.ignoreFocusOut = true;
  input.buttons = [...(step.canGoBack ? [vscode.QuickInputButtons.Back] : []), ...(supply ? [supply] : [])];
  const severity = vscode.InputBoxValidationSeverity;
  const validate = (accepting: boolean): boolean => {
    const problem = step.problem(input.value);
    const hint = problem === undefined ? step.hint?.(input.value) : undefined;
    // An untouched field is not reproached before Enter.
    const shown = problem !== undefined && (accepting || input.value !== '') ? problem : undefined;
    input.validationMessage =
      shown !== undefined
        ? { message: shown, severity: severity.Error }
        : hint !== undefined
          ? { message: hint, severity: severity.Info }
          : undefined;
    return problem === undefined;
  };
  const supplyText = async (): Promise<void> => {
    try {
      const text = (await step.supply?.text()) ?? '';
      if (text.trim() === '') {
        input.validationMessage = { message: step.supply?.nothing ?? '', severity: severity.Warning };
      } else {
        input.value = text;
        validate(true);
      }
    } catch (error) {
      // The field is still there to type into.
      input.validationMessage = { message: explainError(error), severity: severity.Error };
    }
  };
  // What is filled in from an earlier try is judged at once.
  validate(false);
  return show(input, (end) => [
    input.onDidChangeValue(() => validate(false)),
    input.onDidAccept(() => {
      if (validate(true)) {
        end({ value: input.value.trim() });
      }
    }),
    input.onDidTriggerButton((button) =>
      button === vscode.QuickInputButtons.Back ? end('back') : supplyText(),
    ),
  ]);
}

/** Asks for one of several items, as the first step of a dialogue; Enter takes the likely one. */
export function askItem<T extends vscode.QuickPickItem>(
  title: string,
  placeholder: string,
  items: readonly T[],
  likely: T | undefined,
): Promise<StepResult<T>> {
  const pick = vscode.window.createQuickPick<T>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.items = items;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  if (likely !== undefined) {
    pick.activeItems = [likely];
  }
  return show(pick, (end) => [
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item !== undefined) {
        end({ value: item });
      }
    }),
  ]);
}

function show<T>(
  input: vscode.QuickInput,
  listen: (end: (result: StepResult<T>) => void) => vscode.Disposable[],
): Promise<StepResult<T>> {
  return new Promise((resolve) => {
    const end = (result: StepResult<T>): void => {
      resolve(result);
      vscode.Disposable.from(...subscriptions).dispose();
      input.dispose();
    };
    const subscriptions = [...listen(end), input.onDidHide(() => end('cancelled'))];
    input.show();
  });
}
