import type { ApiClient } from '../api/apiClient';
import type { CachedReader } from '../api/cache.lazy';
import type { Accounts } from '../auth/accounts';
import type { ActiveAccount } from '../auth/activeAccount';
import type { Clock } from '../base/clock';
import type { Lazy } from '../base/lazy';
import type { Commands } from './commands';
import type { EnvironmentSettings } from './environments';
import type { Log } from './log';
import type { SharedState } from './sharedState';

/**
 * What the features work with, made once somebody may be signed in or something is asked for; each says in its signature
 * which of them it needs.
 */
export interface Services {
  /** The account in use. */
  readonly account: ActiveAccount;
  /** The accounts of all environments. */
  readonly accounts: Accounts;
  /** Reads the API; every answer is the server's, just now. */
  readonly api: Lazy<ApiClient>;
  /** Reads the API through what is kept on disk. */
  readonly cache: Lazy<CachedReader>;
  readonly clock: Clock;
  readonly commands: Commands;
  readonly environments: EnvironmentSettings;
  readonly log: Log;
  readonly state: SharedState;
}
