import { signedOutMark, type EnvironmentStore } from '../auth/accountStores';
import type { ActiveAccount } from '../auth/activeAccount';
import type { Lazy } from '../base/lazy';
import type { Disposable } from '../base/listeners';
import type { CachedReader } from './cache.lazy';

/**
 * Forgets what is kept of an account once it is signed out, here or in another window; switching to another environment
 * keeps it. All that is needed of the cache before anything was read.
 */
export class SignedOutCaches implements Disposable {
  private readonly subscriptions: readonly Disposable[];
  private signedIn: Map<string, string>;

  constructor(
    private readonly cache: Lazy<Pick<CachedReader, 'forget' | 'dispose'>>,
    private readonly account: ActiveAccount,
    private readonly environments: EnvironmentStore,
  ) {
    this.signedIn = this.clientIds();
    this.subscriptions = [
      account.onDidChange(() => this.follow()),
      environments.onDidChange(() => this.follow()),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
    this.cache.ifMade((reader) => reader.dispose());
  }

  private follow(): void {
    const now = this.clientIds();
    for (const [environment, clientId] of this.signedIn) {
      const isSignedOut = this.environments.signInMark(environment) === signedOutMark;
      if (isSignedOut || (now.get(environment) ?? clientId) !== clientId) {
        void this.cache.get().then((reader) => reader.forget(environment));
      } else {
        // An entry that cannot be read for a while, half-typed, is no sign-out.
        now.set(environment, clientId);
      }
    }
    this.signedIn = now;
  }

  /** Who is signed in where; of the account in use, the settings may not tell. */
  private clientIds(): Map<string, string> {
    const { account } = this.account;
    const used = account === undefined ? [] : [{ name: account.environment, clientId: account.clientId }];
    return new Map(
      [...used, ...this.environments.all()].flatMap(({ name, clientId }) =>
        clientId === undefined || this.environments.signInMark(name) === signedOutMark
          ? []
          : [[name, clientId] as const],
      ),
    );
  }
}
