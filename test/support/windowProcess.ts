import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActiveAccount } from '../../src/auth/activeAccount';
import type { SecretStore } from '../../src/auth/accountStores';
import { systemClock } from '../../src/base/clock';
import { createRenewalLock } from '../../src/auth/renewalLock';
import { secretRecordOf, type ServiceAccount } from '../../src/auth/serviceAccount';
import { createNetwork } from '../../src/api/network.lazy';
import { failureOf } from '../../src/base/failure';
import { entryOf } from './activeAccountBench';
import { changes, MemoryEnvironments } from './memoryStores';

/** A secret store in files that several processes share, and that tells nobody of changes. */
class FileSecrets implements SecretStore {
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
  }

  get(key: string): Promise<string | undefined> {
    try {
      return Promise.resolve(readFileSync(join(this.directory, key), 'utf8'));
    } catch {
      return Promise.resolve(undefined);
    }
  }

  store(key: string, value: string): Promise<void> {
    const draft = join(this.directory, `${key}.${process.pid}`);
    writeFileSync(draft, value);
    renameSync(draft, join(this.directory, key));
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    rmSync(join(this.directory, key), { force: true });
    return Promise.resolve();
  }

  onDidChange(): { dispose(): void } {
    return { dispose: () => undefined };
  }
}

/**
 * A window's account in a process of its own: says every tenth of a second, as a line of JSON, how many milliseconds the
 * token it hands out still lives. Ends when its parent does.
 */
async function main(): Promise<void> {
  const [directory = '', text = ''] = process.argv.slice(2);
  const account = JSON.parse(text) as ServiceAccount;
  const secrets = new FileSecrets(join(directory, 'secrets'));
  await secrets.store(`korusticket.account.${account.environment}`, JSON.stringify(secretRecordOf(account)));
  const network = createNetwork(
    (...args) => globalThis.fetch(...args),
    () => systemClock.now(),
    'korusticket-test',
  );
  const window = new ActiveAccount({
    changes,
    environments: new MemoryEnvironments([entryOf(account)]),
    secrets,
    lock: createRenewalLock(join(directory, 'locks'), systemClock, Math.random),
    grants: network.grants,
    clock: systemClock,
    random: Math.random,
  });
  const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  window.history.onDidRecord(({ what, failure }) => say({ what, failure: failure?.kind }));
  await window.load();
  process.stdin.on('end', () => process.exit(0)).resume();
  for (;;) {
    await window.get().then(
      ({ accessToken, expiresAt }) => say({ accessToken, left: expiresAt - systemClock.now() }),
      (error: unknown) => say({ refused: failureOf(error).kind }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

void main();
