import { RequestFailure } from '../base/failure';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/listeners';
import type { SecretStore } from './accountStores';

/** What lies in the secret store, one of each an environment: the account's secret record, and its newest token set. */
export type SecretKind = 'account' | 'tokens';

/** What another window, or this one, has changed. */
export interface SecretChange {
  readonly environment: string;
  readonly what: SecretKind;
}

/** Longest a call nobody waits at the keyboard for may take, in milliseconds: a locked keyring can hang for ever. */
const backgroundLimit = 5000;

/** Longest a write may take, in milliseconds: a locked keyring asks the user, who waits for it, for its password. */
const writeLimits: Record<SecretKind, number> = { account: 60_000, tokens: backgroundLimit };

/** The secret store, where no call outlasts its limit: each rejects with `secretsUnavailable` where it would. */
export class SecretAccess {
  /** Writes go out one after another: a removal must not be overtaken by a write before it. */
  private writes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  async get(what: SecretKind, environment: string): Promise<string | undefined> {
    const value: unknown = await this.bounded(backgroundLimit, () =>
      this.store.get(keyOf(what, environment)),
    );
    return typeof value === 'string' ? value : undefined;
  }

  set(what: SecretKind, environment: string, text: string): Promise<void> {
    return this.write(what, () => this.store.store(keyOf(what, environment), text));
  }

  delete(what: SecretKind, environment: string): Promise<void> {
    return this.write(what, () => this.store.delete(keyOf(what, environment)));
  }

  onDidChange(callback: (change: SecretChange) => void): Disposable {
    return this.store.onDidChange(({ key }) => {
      for (const what of ['account', 'tokens'] as const) {
        const prefix = keyOf(what, '');
        if (key.startsWith(prefix)) {
          callback({ environment: key.slice(prefix.length), what });
        }
      }
    });
  }

  private write(what: SecretKind, call: () => PromiseLike<void>): Promise<void> {
    const write = this.writes.then(() => this.bounded(writeLimits[what], call));
    this.writes = write.catch(() => undefined);
    return write;
  }

  private bounded<T>(limit: number, call: () => PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new RequestFailure({ kind: 'secretsUnavailable' }));
      const timer = this.clock.setTimeout(fail, limit);
      const end = (): void => this.clock.clearTimeout(timer);
      // A store may also throw at once.
      Promise.resolve().then(call).then(resolve, fail).finally(end);
    });
  }
}

function keyOf(what: SecretKind, environment: string): string {
  return `korusticket.${what}.${environment}`;
}
