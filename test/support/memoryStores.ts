import type { EnvironmentStore, SecretRecordStore } from '../../src/auth/accountStores';
import type { Environment } from '../../src/auth/environment';
import { Listeners, type Disposable } from '../../src/auth/listeners';
import type { SecretRecord } from '../../src/auth/serviceAccount';

/** The user's settings in memory; changes are told as VS Code tells them, own ones included. */
export class MemoryEnvironments implements EnvironmentStore {
  private readonly changes = new Listeners<void>();
  private active: string | undefined;
  /** Thrown by the next `save`. */
  saveError: Error | undefined;

  constructor(public entries: readonly Environment[] = []) {}

  all(): readonly Environment[] {
    return this.entries;
  }

  activeName(): string | undefined {
    return this.active;
  }

  setActiveName(name: string): Promise<void> {
    this.active = name;
    return Promise.resolve();
  }

  async save(environment: Environment): Promise<void> {
    await Promise.resolve();
    if (this.saveError !== undefined) {
      throw this.saveError;
    }
    const others = this.entries.filter(({ name }) => name !== environment.name);
    // Written to a file and read again, as settings are.
    this.edit([...others, JSON.parse(JSON.stringify(environment)) as Environment]);
  }

  /** What a person does in the settings editor. */
  edit(entries: readonly Environment[]): void {
    this.entries = entries;
    this.changes.fire();
  }

  onDidChange(callback: () => void): Disposable {
    return this.changes.event(callback);
  }
}

/** The secret store in memory; changes are told, own ones included. */
export class MemorySecrets implements SecretRecordStore {
  readonly records = new Map<string, SecretRecord>();
  private readonly changes = new Listeners<string>();
  /** Awaited by every read; replace it to keep reads waiting or to make them fail. */
  beforeRead: () => Promise<void> = () => Promise.resolve();

  async read(environment: string): Promise<SecretRecord | undefined> {
    await this.beforeRead();
    return this.records.get(environment);
  }

  async write(environment: string, record: SecretRecord): Promise<void> {
    await Promise.resolve();
    this.records.set(environment, record);
    this.changes.fire(environment);
  }

  async remove(environment: string): Promise<void> {
    await Promise.resolve();
    this.records.delete(environment);
    this.changes.fire(environment);
  }

  onDidChange(callback: (environment: string) => void): Disposable {
    return this.changes.event(callback);
  }
}
