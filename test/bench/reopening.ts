import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { CachedReader } from '../../src/api/cache.lazy';
import { CacheStore } from '../../src/api/cacheStore';
import { RequestFailure } from '../../src/base/failure';
import { systemClock } from '../../src/base/clock';
import { modelOf, resources, sandboxApi } from '../support/catalogs';
import { temporaryFolder } from '../support/temporaryFolder';
import { timeOf, type Measurement } from './measure';
import { startSandboxProcess } from './sandboxProcess';

const pageSize = 50;
const rounds = 3;

/** Opening the tree again over what an earlier window has kept on disk. */
export async function benchReopening(): Promise<readonly Measurement[]> {
  const sandbox = await startSandboxProcess(20);
  const folder = await temporaryFolder();
  try {
    const live = await sandboxApi(sandbox);
    const account = { ...sandbox.account, clientAuthentication: 'client_secret_post' as const };
    const limits = { bytes: 50 * 1024 * 1024, age: Infinity };
    let requests = 0;
    const window = (isOnline: boolean): { reader: CachedReader; store: CacheStore } => {
      const store = new CacheStore(folder, limits, systemClock, () => undefined);
      const api = {
        getIfChanged: async (...args: Parameters<typeof live.getIfChanged>) => {
          requests++;
          if (!isOnline) throw new RequestFailure({ kind: 'connectionRefused' });
          return live.getIfChanged(...args);
        },
      };
      const rules = {
        account: () => Promise.resolve(account),
        accountNow: () => account,
        language: () => 'en',
        keepFor: () => 24 * 3600 * 1000,
      };
      return { reader: new CachedReader(api, store, rules, systemClock), store };
    };
    const open = async (reader: CachedReader): Promise<number> => {
      const model = modelOf(reader, pageSize, systemClock);
      return timeOf(async () => {
        const catalog = resources(await model.children()).at(-1)!;
        assert.equal(resources(await model.children(catalog)).length, pageSize);
      });
    };
    const first = window(true);
    await open(first.reader);
    await first.store.settled();
    const asked = requests;
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await open(window(false).reader));
    return [
      {
        what: 'requests to open the tree again',
        value: requests - asked,
        unit: 'requests',
        limit: { atMost: 0 },
      },
      {
        what: `first ${pageSize} rows of a tree that was kept, best of ${rounds}`,
        value: Math.min(...times),
        unit: 'ms',
        limit: { atMost: 100 },
      },
    ];
  } finally {
    sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
