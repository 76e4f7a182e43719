import type { Failure } from '../base/failure';
import { Listeners } from '../base/listeners';
import type { SecretAccess } from './secretAccess';
import { isFound, parseSecretRecord, type SecretRecord } from './serviceAccount';

/**
 * The secret records of accounts. What the secret store does not keep lives on in the memory of this window, and nowhere
 * else. What it has shown once and shows no more is taken for signed out, not for lost: mostly it was done in another VS
 * Code profile, which shares secrets and these settings with this one, but no sign-in marks.
 */
export class AccountSecrets {
  /** What the store has yet to prove that it keeps. */
  private readonly remembered = new Map<string, SecretRecord>();
  /** What was read last: a store that hangs later must not end what runs. */
  private readonly lastRead = new Map<string, SecretRecord>();
  /** Environments whose record the store has shown this window. */
  private readonly shown = new Set<string>();
  private readonly losses = new Listeners<void>();

  /** Fires when the store turns out to keep nothing: the account will be gone with this window. */
  readonly onDidLose = this.losses.event;

  constructor(private readonly secrets: SecretAccess) {}

  /**
   * The record, out of the store or this window's memory, or why it cannot be read. Where it `isExpected` and is not there,
   * the store has lost it. Rejects with `secretsUnavailable` where the store does not answer and this window does not know
   * either.
   */
  async read(environment: string, isExpected = false): Promise<SecretRecord | Failure | undefined> {
    try {
      const record = parseSecretRecord(await this.secrets.get('account', environment));
      if (isFound(record)) {
        this.prove(environment, record);
        return record;
      }
      if (record !== undefined) {
        return this.remembered.get(environment) ?? this.lastRead.get(environment) ?? record;
      }
      // Forgotten or proved to be kept while it was being read: what counts is what is remembered now.
      const unproved = this.remembered.get(environment);
      if (unproved !== undefined || (isExpected && !this.shown.has(environment))) {
        this.losses.fire();
      }
      this.lastRead.delete(environment);
      return unproved;
    } catch (error) {
      const known = this.remembered.get(environment) ?? this.lastRead.get(environment);
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
      (kept) => {
        if (this.remembered.get(environment) !== record) {
          return;
        }
        if (kept === text) {
          this.prove(environment, record);
        } else {
          this.losses.fire();
        }
      },
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

  /** Takes note that the store has shown this record. */
  private prove(environment: string, record: SecretRecord): void {
    this.shown.add(environment);
    this.lastRead.set(environment, record);
    if (JSON.stringify(this.remembered.get(environment)) === JSON.stringify(record)) {
      this.remembered.delete(environment);
    }
  }
}
