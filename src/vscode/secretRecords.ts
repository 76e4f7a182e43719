import type * as vscode from 'vscode';
import type { SecretRecordStore } from '../auth/accountStores';
import type { Clock } from '../auth/clock';
import type { Disposable } from '../auth/listeners';
import { parseSecretRecord, type SecretRecord } from '../auth/serviceAccount';
import { RequestFailure } from '../net/failure';

const prefix = 'korusticket.account.';

/** Longest a read may take, in milliseconds: a locked keyring can hang for ever. */
const readLimit = 5000;

/** Longest a write the user asked for may take, in milliseconds: a locked keyring asks for its password meanwhile. */
const writeLimit = 60_000;

/** Secret records in VS Code's SecretStorage. No call outlasts its limit, and nothing is ever kept elsewhere instead. */
export class SecretRecords implements SecretRecordStore {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly clock: Clock,
  ) {}

  async read(environment: string): Promise<SecretRecord | undefined> {
    return parseSecretRecord(await this.bounded(readLimit, this.secrets.get(prefix + environment)));
  }

  async write(environment: string, record: SecretRecord): Promise<void> {
    await this.bounded(writeLimit, this.secrets.store(prefix + environment, JSON.stringify(record)));
  }

  async remove(environment: string): Promise<void> {
    await this.bounded(writeLimit, this.secrets.delete(prefix + environment));
  }

  onDidChange(callback: (environment: string) => void): Disposable {
    return this.secrets.onDidChange(({ key }) => {
      if (key.startsWith(prefix)) {
        callback(key.slice(prefix.length));
      }
    });
  }

  private bounded<T>(limit: number, call: Thenable<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new RequestFailure({ kind: 'secretsUnavailable' }));
      const timer = this.clock.setTimeout(fail, limit);
      call.then(resolve, fail).then(() => this.clock.clearTimeout(timer));
    });
  }
}
