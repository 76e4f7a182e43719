import { AccountChanges } from '../../src/auth/accountChanges.lazy';
import type { AccountParts } from '../../src/auth/accountParts';
import type { EnvironmentStore, RenewalLock, SecretStore } from '../../src/auth/accountStores';
import type { Clock } from '../../src/base/clock';
import type { Environment } from '../../src/auth/environment';
import type { Grants } from '../../src/auth/grants';
import { Listeners, type Disposable } from '../../src/base/listeners';
import { SecretAccess } from '../../src/auth/secretAccess';
import {
  isFound,
  parseSecretRecord,
  type SecretRecord,
  type ServiceAccount,
} from '../../src/auth/serviceAccount';
import { Setbacks } from '../../src/auth/setbacks';
import { TokenSession } from '../../src/auth/tokenSession';
import { TokenStore } from '../../src/auth/tokenStore';
import { UsedTokens } from '../../src/auth/usedTokens';

/** The user's settings in memory; changes are told as VS Code tells them, own ones included. */
export class MemoryEnvironments implements EnvironmentStore {
  private readonly changes = new Listeners<void>();
  private readonly marks = new Map<string, string>();
  private active: string | undefined;
  private used: readonly string[] = [];
  private readonly setbacks = new Map<string, object | undefined>();
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

  signInMark(environment: string): string | undefined {
    return this.marks.get(environment);
  }

  setSignInMark(environment: string, mark: string): Promise<void> {
    this.marks.set(environment, mark);
    return Promise.resolve();
  }

  markedNames(): readonly string[] {
    return [...this.marks.keys()];
  }

  usedTokens(): readonly string[] {
    return this.used;
  }

  setUsedTokens(digests: readonly string[]): Promise<void> {
    this.used = digests;
    return Promise.resolve();
  }

  setback(account: string): unknown {
    return this.setbacks.get(account);
  }

  setSetback(account: string, setback: object | undefined): Promise<void> {
    // As it comes back from VS Code's state.
    this.setbacks.set(account, setback && (JSON.parse(JSON.stringify(setback)) as object));
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

  /** The same settings for a window that hears of changes when it is told to, or never. */
  heardLater(hear: (tell: () => void) => void): EnvironmentStore {
    return new Proxy<MemoryEnvironments>(this, {
      get: (_, name) => {
        const value: unknown = Reflect.get(this, name);
        if (name === 'onDidChange') {
          return (callback: () => void) => this.onDidChange(() => hear(callback));
        }
        return typeof value === 'function' ? (value.bind(this) as unknown) : value;
      },
    });
  }
}

/** The secret store in memory, as VS Code's is: texts by key, and own changes are told too. */
export class MemorySecrets implements SecretStore {
  readonly values = new Map<string, string>();
  private readonly changes = new Listeners<{ readonly key: string }>();
  /** Awaited by every read; replace it to keep reads waiting or to make them fail. */
  beforeRead: () => Promise<void> = () => Promise.resolve();
  /** Awaited by every write and removal. */
  beforeWrite: () => Promise<void> = () => Promise.resolve();
  /** False for a storage that does not tell of changes. */
  tells = true;

  async get(key: string): Promise<string | undefined> {
    await this.beforeRead();
    return this.values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    await this.beforeWrite();
    this.values.set(key, value);
    this.tell(key);
  }

  async delete(key: string): Promise<void> {
    await this.beforeWrite();
    this.values.delete(key);
    this.tell(key);
  }

  onDidChange(callback: (event: { readonly key: string }) => void): Disposable {
    return this.changes.event(callback);
  }

  /** The stored secret record of an environment. */
  record(environment: string): SecretRecord | undefined {
    const record = parseSecretRecord(this.values.get(`korusticket.account.${environment}`));
    return isFound(record) ? record : undefined;
  }

  /** Puts a record there, as another window does. */
  async putRecord(environment: string, record: SecretRecord): Promise<void> {
    await this.store(`korusticket.account.${environment}`, JSON.stringify(record));
  }

  private tell(key: string): void {
    if (this.tells) {
      this.changes.fire({ key });
    }
  }
}

/** What signs in and out. */
export const changes: AccountParts['changes'] = () => Promise.resolve({ AccountChanges });

/** The lock of the only process. */
export const freeLock: RenewalLock = { acquire: () => Promise.resolve(() => undefined) };

/** What is stored of an account's tokens, as one window reads and writes it. */
export function memoryTokenStore(
  account: ServiceAccount,
  clock: Clock,
  secrets: SecretStore = new MemorySecrets(),
  environments = new MemoryEnvironments(),
  lock = freeLock,
): TokenStore {
  const signIn = { hasEnded: () => false, confirm: () => Promise.resolve() };
  const access = new SecretAccess(secrets, clock);
  return new TokenStore(account, access, lock, new UsedTokens(environments), signIn);
}

/** A session on its own. */
export function loneSession(
  account: ServiceAccount,
  grants: Grants,
  clock: Clock,
  random: () => number,
  store = memoryTokenStore(account, clock),
  setbacks = new Setbacks(new MemoryEnvironments(), random),
): TokenSession {
  return new TokenSession(account, { grants, store, setbacks, clock, random, record: () => undefined });
}
