import { signedOutMark, unlistedNames, type EnvironmentStore } from '../auth/accountStores';
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
  /** Client ids by environment; `undefined` where nothing but the sign-in is known. */
  private signedIn: Map<string, string | undefined>;

  constructor(
    private readonly cache: Lazy<Pick<CachedReader, 'forget' | 'dispose'>>,
    private readonly account: ActiveAccount,
    private readonly environments: EnvironmentStore,
    /** Told why something could not be forgotten. */
    private readonly report: (error: unknown) => void,
  ) {
    this.signedIn = this.clientIds();
    this.subscriptions = [
      account.onDidChange(() => this.follow()),
      environments.onDidChange(() => this.follow()),
      // Of an environment that the settings have no more, only its secret tells.
      account.onDidChangeSecrets(({ what }) => (what === 'account' ? this.follow() : undefined)),
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
      const next = now.get(environment) ?? clientId;
      if (isSignedOut || (clientId !== undefined && next !== clientId)) {
        this.cache
          .get()
          .then((reader) => reader.forget(environment))
          .catch(this.report);
      } else {
        // An entry that cannot be read for a while, half-typed, is no sign-out.
        now.set(environment, next);
      }
    }
    this.signedIn = now;
  }

  /** Who is signed in where; of the account in use, the settings may not tell. */
  private clientIds(): Map<string, string | undefined> {
    const { account } = this.account;
    const unlisted = unlistedNames(this.environments).map((name) => [name, undefined] as const);
    const used = account === undefined ? [] : [{ name: account.environment, clientId: account.clientId }];
    const named = [...used, ...this.environments.all()].flatMap(({ name, clientId }) =>
      clientId === undefined || this.environments.signInMark(name) === signedOutMark
        ? []
        : [[name, clientId] as const],
    );
    return new Map([...unlisted, ...named]);
  }
}
