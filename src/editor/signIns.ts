import * as vscode from 'vscode';
import { signedOutMark } from '../auth/accountStores';

/** Begins the keys under which the global state has the sign-in mark of each environment. */
export const signInKey = 'signIn ';

/**
 * True where somebody may be signed in: with a mark of it, or an entry of the settings that names a client. Both are only
 * looked at here; to read them takes the services, which a window without an account does not load.
 */
export function mayBeSignedIn(state: vscode.Memento): boolean {
  const isSignedOut = (key: string): boolean => state.get<unknown>(key) === signedOutMark;
  const entries = vscode.workspace.getConfiguration('korusticket').get<unknown>('environments');
  return (
    state.keys().some((key) => key.startsWith(signInKey) && !isSignedOut(key)) ||
    (Array.isArray(entries) ? (entries as unknown[]) : []).some((entry) => {
      const { name, clientId } = (entry ?? {}) as { readonly name?: unknown; readonly clientId?: unknown };
      return clientId !== undefined && !(typeof name === 'string' && isSignedOut(signInKey + name.trim()));
    })
  );
}
