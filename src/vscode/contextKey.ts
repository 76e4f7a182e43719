import { commands } from 'vscode';

/** The context keys that conditions of the manifest ask for, but `korusticket.state`. The last three tick off steps of the walkthrough. */
export type ContextKey = 'isWalkthroughListed' | 'hasCopied' | 'hasBrowsed' | 'hasUsed';

/** Sets `korusticket.<key>` for the conditions of the manifest; resolves once VS Code knows. */
export function setContext(key: ContextKey | 'state', value: boolean | string): Thenable<unknown> {
  return commands.executeCommand('setContext', `korusticket.${key}`, value);
}
