import { Lazy } from '../base/lazy';
import type { Disposable } from '../base/listeners';
import type { Environment } from './environment';

/** Where the non-secret parts live: the user's settings, which environment is the active one, and who signed in. */
export interface EnvironmentStore {
  all(): readonly Environment[];
  activeName(): string | undefined;
  setActiveName(name: string): Promise<void>;
  /** Adds the environment or replaces the one of the same name. */
  save(environment: Environment): Promise<void>;
  onDidChange(callback: () => void): Disposable;
  /**
   * Another value after each sign-in and sign-out of the environment, in whichever window: `signedOut` after the latter,
   * `undefined` where neither ever happened on this machine. Read anew at each call; no event tells of a change.
   */
  signInMark(environment: string): string | undefined;
  setSignInMark(environment: string, mark: string): Promise<void>;
  /** Environments with a sign-in mark, also those that the settings no longer name. Read anew at each call. */
  markedNames(): readonly string[];
  /** Digests of refresh tokens that some window has used, oldest first. Read anew at each call. */
  usedTokens(): readonly string[];
  setUsedTokens(digests: readonly string[]): Promise<void>;
  /** What some window has stored of an account's latest failure, unchecked. Read anew at each call. */
  setback(account: string): unknown;
  setSetback(account: string, setback: object | undefined): Promise<void>;
}

/** Another window's sign-in arrives in parts, settings and secrets: how long the rest is waited for, in milliseconds. */
export const partsTogether = 500;

/** The sign-in mark of an environment whose account was signed out. */
export const signedOutMark = 'signedOut';

/** True where somebody may be signed in: in an environment that the settings name, or one that they name no more. */
export function mayHaveAccount(environments: EnvironmentStore): boolean {
  return (
    signedInNames(environments).length > 0 ||
    environments.all().some((environment) => isTakenForSignedIn(environments, environment))
  );
}

/**
 * True where an environment is taken to have an account: its entry names the client, or has lost it since the sign-in,
 * and nobody has signed out of it here since.
 */
export function isTakenForSignedIn(
  environments: Pick<EnvironmentStore, 'signInMark'>,
  { name, clientId }: Environment,
): boolean {
  const mark = environments.signInMark(name);
  return mark !== signedOutMark && (clientId !== undefined || mark !== undefined);
}

/** Environments that were signed in to, and are not in the settings any more. */
export function unlistedNames(environments: EnvironmentStore): readonly string[] {
  const listed = new Set(environments.all().map(({ name }) => name));
  return signedInNames(environments).filter((name) => !listed.has(name));
}

function signedInNames(environments: EnvironmentStore): readonly string[] {
  return environments.markedNames().filter((name) => environments.signInMark(name) !== signedOutMark);
}

/** What we use of VS Code's SecretStorage. Any call may hang, reject, answer junk or forget. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Not every storage tells of changes made in other windows; all tell of our own. */
  onDidChange(callback: (event: { readonly key: string }) => void): Disposable;
}

/** The right to renew tokens, which one process of this machine has at a time. */
export interface RenewalLock {
  /**
   * Waits for the right to renew the tokens of this name; the function resolved gives it back. A lock that is out of
   * order must not cost anybody the token: then, and after a bounded wait, the right is given all the same.
   * Rejects with `cancelled` once the signal aborts.
   */
  acquire(name: string, signal: AbortSignal): Promise<() => void>;
}

/** A lock whose code is loaded with the first renewal. Where it cannot be loaded, that renewal goes without. */
export function lazyRenewalLock(create: () => Promise<RenewalLock>): RenewalLock {
  const lock = new Lazy(create);
  return {
    acquire: async (name, signal) => {
      const made = await lock.get().catch(() => undefined);
      return made?.acquire(name, signal) ?? ((): void => undefined);
    },
  };
}
