import { RequestFailure } from '../base/failure';
import type { SecretStore } from './accountStores';
import type { Clock } from '../base/clock';
import { Listeners, type Disposable } from '../base/listeners';
import { parseSecretRecord, type SecretRecord } from './serviceAccount';

const recordPrefix = 'korusticket.account.';
const tokensPrefix = 'korusticket.tokens.';

/** Longest a call nobody waits at the keyboard for may take, in milliseconds: a locked keyring can hang for ever. */
const backgroundLimit = 5000;

/** Longest a write the user asked for may take, in milliseconds: a locked keyring asks for its password meanwhile. */
const writeLimit = 60_000;

/** What another window, or this one, has changed. */
export interface SecretChange {
  readonly environment: string;
  readonly what: 'account' | 'tokens';
}

/**
 * Secret records and token sets in the secret store, one of each an environment. No call outlasts its limit. What the
 * store does not keep lives on in the memory of this window, and nowhere else.
 */
export class AccountSecrets {
  private readonly remembered = new Map<string, SecretRecord>();
  /** What was read last: a store that hangs later must not end what runs. */
  private readonly lastRead = new Map<string, SecretRecord>();
  private readonly losses = new Listeners<void>();
  /** Writes go out one after another: a removal must not be overtaken by a write before it. */
  private writes: Promise<unknown> = Promise.resolve();

  /** Fires when the store turns out to keep nothing: the account will be gone with this window. */
  readonly onDidLose = this.losses.event;

  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  /**
   * The record, out of the store or this window's memory. Where it `isExpected` and is not there, the store has lost it.
   * Rejects with `secretsUnavailable` where the store does not answer and this window does not know either.
   */
  async read(environment: string, isExpected = false): Promise<SecretRecord | undefined> {
    const remembered = this.remembered.get(environment);
    try {
      const record = parseSecretRecord(await this.get(recordPrefix + environment));
      if (record === undefined && (isExpected || remembered !== undefined)) {
        this.losses.fire();
      }
      if (record === undefined) {
        this.lastRead.delete(environment);
        return remembered;
      }
      this.lastRead.set(environment, record);
      return record;
    } catch (error) {
      const known = remembered ?? this.lastRead.get(environment);
      if (known === undefined) {
        throw error;
      }
      return known;
    }
  }

  /** Keeps the record, in this window's memory at least; `onDidLose` tells where the store does not. */
  async write(environment: string, record: SecretRecord): Promise<void> {
    this.remembered.set(environment, record);
    const text = JSON.stringify(record);
    try {
      await this.change(writeLimit, () => this.store.store(recordPrefix + environment, text));
    } catch {
      this.losses.fire();
      return;
    }
    // Some stores take everything and keep nothing; signing in need not wait to learn it.
    void this.get(recordPrefix + environment).then(
      (kept) =>
        kept === text || this.remembered.get(environment) !== record ? undefined : this.losses.fire(),
      () => undefined,
    );
  }

  /** Rejects with `secretsUnavailable` where the store does not let go of the record. */
  async remove(environment: string): Promise<void> {
    this.forget(environment);
    const tokensGone = this.removeTokens(environment);
    await this.change(writeLimit, () => this.store.delete(recordPrefix + environment));
    await tokensGone;
  }

  /** Drops what this window remembers, because another has signed in or out since. */
  forget(environment: string): void {
    this.remembered.delete(environment);
    this.lastRead.delete(environment);
  }

  /** The stored token set as text; `undefined` also where the store does not answer. */
  async readTokens(environment: string): Promise<string | undefined> {
    return this.get(tokensPrefix + environment).catch(() => undefined);
  }

  /** Resolves whether the store has taken the tokens. */
  async writeTokens(environment: string, text: string): Promise<boolean> {
    return this.change(backgroundLimit, () => this.store.store(tokensPrefix + environment, text)).then(
      () => true,
      () => false,
    );
  }

  async removeTokens(environment: string): Promise<void> {
    await this.change(backgroundLimit, () => this.store.delete(tokensPrefix + environment));
  }

  onDidChange(callback: (change: SecretChange) => void): Disposable {
    return this.store.onDidChange(({ key }) => {
      if (key.startsWith(recordPrefix)) {
        callback({ environment: key.slice(recordPrefix.length), what: 'account' });
      } else if (key.startsWith(tokensPrefix)) {
        callback({ environment: key.slice(tokensPrefix.length), what: 'tokens' });
      }
    });
  }

  private async get(key: string): Promise<string | undefined> {
    const value: unknown = await this.bounded(backgroundLimit, () => this.store.get(key));
    return typeof value === 'string' ? value : undefined;
  }

  private change(limit: number, call: () => PromiseLike<void>): Promise<void> {
    const change = this.writes.then(() => this.bounded(limit, call));
    this.writes = change.catch(() => undefined);
    return change;
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
