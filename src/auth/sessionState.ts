import type { Failure } from '../base/failure';
import type { TokenSet } from './tokenSet';

/**
 * What a token session is doing. Times are milliseconds since the epoch.
 *
 *   acquiring --token--> valid --renewed ahead of expiry--> valid
 *       |                  \--renewal fails, token lives--> valid (lastFailure)
 *       |                  \--expires------------------\
 *       |--passing fault--> retrying <------------------/ --token--> valid
 *       \--refused--------> rejected --user asks again, another window's token--> acquiring, valid
 *
 * `retrying` stays while tries in the background go on; `acquiring` is for a first token and for one a person waits for.
 * A token of another window, found in the store, leads to `valid` from anywhere.
 * `signedOut` belongs to the active account, which then has no session.
 */
export type SessionState =
  | { readonly name: 'acquiring' }
  | {
      readonly name: 'valid';
      readonly tokens: TokenSet;
      readonly renewsAt: number;
      readonly lastFailure?: Failure;
    }
  | { readonly name: 'retrying'; readonly failure: Failure; readonly retriesAt: number }
  | { readonly name: 'rejected'; readonly failure: Failure };

/** The state of the active environment, as everything that shows it sees it. */
export type AccountState = ({ readonly name: 'signedOut' } | SessionState) & {
  readonly environment: string | undefined;
};

/** What has failed last, also where the token lives still. */
export function failureIn(state: AccountState): Failure | undefined {
  return state.name === 'valid' ? state.lastFailure : 'failure' in state ? state.failure : undefined;
}
