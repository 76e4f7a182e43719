import type { Clock } from '../base/clock';
import type { AccountChanges } from './accountChanges.lazy';
import type { EnvironmentStore, RenewalLock, SecretStore } from './accountStores';
import type { Grants } from './grants';
import type { SessionParts } from './tokenSession';
import type { TokenSet } from './tokenSet';

/** Where an active account keeps and finds everything. `random` gives numbers from 0 up to 1. */
export interface AccountParts {
  readonly environments: EnvironmentStore;
  readonly secrets: SecretStore;
  readonly lock: RenewalLock;
  readonly grants: Grants;
  readonly clock: Clock;
  readonly random: () => number;
  /** Nobody was signed in when the window started: an account that its secret store does not show was never lost. */
  readonly nobodyAtStart?: boolean;
  /** What signs in and out, loaded when somebody does. */
  readonly changes: () => Promise<{ readonly AccountChanges: typeof AccountChanges }>;
}

/** What a token session works with of its account. */
export interface AccountSessionParts extends Pick<SessionParts, 'grants' | 'store' | 'setbacks'> {
  /** True once the account was signed out or signed in anew, in whichever window. */
  hasEnded(): boolean;
}

/** An account, with what a session for it works with and what the store holds of its tokens. */
export interface OpenAccount {
  readonly parts: AccountSessionParts;
  readonly stored: TokenSet | undefined;
}
