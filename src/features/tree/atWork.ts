import type * as vscode from 'vscode';
import { setContext } from '../../editor/commands';

/** Where it is remembered whether disabled product bases are listed. */
export const withDisabledKey = 'withDisabled';

/** Tells the palette what the tree will list, which is made with the first look at it and not before. */
export function tellListed(state: vscode.Memento): void {
  void setContext('withDisabled', state.get(withDisabledKey, false));
  // The window keeps what an extension host that is gone has set.
  void setContext('availableOnly', false);
}
