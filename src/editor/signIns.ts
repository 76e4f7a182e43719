import type { Memento } from 'vscode';
import { signedOutMark } from '../auth/accountStores';
import { environmentEntries } from './settings';

/** Begins the keys under which the global state has the sign-in mark of each environment. */
export const signInKey = 'signIn ';

/**
 * True where somebody may be signed in: with a mark of it, or an entry of the settings that names a client. Both are only
 * looked at here; to read them takes the services, which a window without an account does not load.
 */
export function mayBeSignedIn(state: Memento): boolean {
  const isSignedOut = (key: string): boolean => state.get<unknown>(key) === signedOutMark;
  return (
    state.keys().some((key) => key.startsWith(signInKey) && !isSignedOut(key)) ||
    environmentEntries().some(
      ({ name, clientId }) =>
        clientId !== undefined && (name === undefined || !isSignedOut(signInKey + name)),
    )
  );
}
