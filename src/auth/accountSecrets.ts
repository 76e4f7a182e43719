import { Listeners } from '../base/listeners';
import type { SecretAccess } from './secretAccess';
import { parseSecretRecord, type SecretRecord } from './serviceAccount';

/**
 * The secret records of accounts. What the secret store does not keep lives on in the memory of this window, and nowhere
 * else.
 */
export class AccountSecrets {
  private readonly remembered = new Map<string, SecretRecord>();
  /** What was read last: a store that hangs later must not end what runs. */
  private readonly lastRead = new Map<string, SecretRecord>();
  private readonly losses = new Listeners<void>();

  /** Fires when the store turns out to keep nothing: the account will be gone with this window. */
  readonly onDidLose = this.losses.event;

  constructor(private readonly secrets: SecretAccess) {}

  /**
   * The record, out of the store or this window's memory. Where it `isExpected` and is not there, the store has lost it.
   * Rejects with `secretsUnavailable` where the store does not answer and this window does not know either.
   */
  async read(environment: string, isExpected = false): Promise<SecretRecord | undefined> {
    const remembered = this.remembered.get(environment);
    try {
      const record = parseSecretRecord(await this.secrets.get('account', environment));
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
      await this.secrets.set('account', environment, text);
    } catch {
      this.losses.fire();
      return;
    }
    // Some stores take everything and keep nothing; signing in need not wait to learn it.
    void this.secrets.get('account', environment).then(
      (kept) =>
        kept === text || this.remembered.get(environment) !== record ? undefined : this.losses.fire(),
      () => undefined,
    );
  }

  /** Removes the record and the tokens. Rejects with `secretsUnavailable` where the store does not let go of them. */
  async remove(environment: string): Promise<void> {
    this.forget(environment);
    const removals = (['tokens', 'account'] as const).map((what) => this.secrets.delete(what, environment));
    await Promise.all(removals);
  }

  /** Drops what this window remembers, because another has signed in or out since. */
  forget(environment: string): void {
    this.remembered.delete(environment);
    this.lastRead.delete(environment);
  }
}
