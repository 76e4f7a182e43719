import { commands } from 'vscode';

/** The context keys that conditions of the manifest ask for, but `korusticket.state`. Those of what was done tick off steps. */
export type ContextKey =
  'isWalkthroughListed' | 'isWalkthroughShown' | 'hasCopied' | 'hasBrowsed' | 'hasUsed';

/** Sets `korusticket.<key>` for the conditions of the manifest; resolves once VS Code knows. */
export function setContext(key: ContextKey | 'state', value: boolean | string): Thenable<unknown> {
  return commands.executeCommand('setContext', `korusticket.${key}`, value);
}
