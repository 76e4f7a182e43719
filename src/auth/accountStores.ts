import type { Environment } from './environment';
import type { SecretRecord } from './serviceAccount';
import type { Disposable } from './listeners';

/** Where the non-secret parts live: the user's settings, and which environment is the active one. */
export interface EnvironmentStore {
  all(): readonly Environment[];
  activeName(): string | undefined;
  setActiveName(name: string): Promise<void>;
  /** Adds the environment or replaces the one of the same name. */
  save(environment: Environment): Promise<void>;
  onDidChange(callback: () => void): Disposable;
}

/** Where the secrets live: one record an environment. Rejects with `secretsUnavailable` when the keychain does not answer. */
export interface SecretRecordStore {
  read(environment: string): Promise<SecretRecord | undefined>;
  write(environment: string, record: SecretRecord): Promise<void>;
  remove(environment: string): Promise<void>;
  onDidChange(callback: (environment: string) => void): Disposable;
}
