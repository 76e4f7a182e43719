import assert from 'node:assert/strict';
import v8 from 'node:v8';
import vm from 'node:vm';
import type { ApiClient } from '../../src/api/apiClient';
import { createCachedReader, type CachedReader } from '../../src/api/cache.lazy';
import { createNetwork } from '../../src/api/network.lazy';
import { ActiveAccount } from '../../src/auth/activeAccount';
import { secretRecordOf, type ServiceAccount } from '../../src/auth/serviceAccount';
import { TokenSession } from '../../src/auth/tokenSession';
import { Lazy } from '../../src/base/lazy';
import { Listeners } from '../../src/base/listeners';
import { CatalogModel } from '../../src/catalogs/catalogModel';
import { Generation } from '../../src/catalogs/generation';
import { startSandboxProcess, type SandboxProcess } from '../bench/sandboxProcess';
import { entryOf } from '../support/activeAccountBench';
import { resources } from '../support/catalogs';
import { ExclusiveLock } from '../support/exclusiveLock';
import { FakeClock, settled } from '../support/fakeClock';
import { changes, MemoryEnvironments, MemorySecrets } from '../support/memoryStores';
import { removeFolders, temporaryFolder } from '../support/temporaryFolder';
import { day, minute } from '../support/time';

const mebibyte = 1024 * 1024;

/** Callbacks that wait for something among all that these objects hold. */
function listenersOf(...roots: readonly object[]): number {
  const seen = new Set<unknown>(roots);
  let callbacks = 0;
  for (const each of seen) {
    if (each instanceof Listeners) {
      callbacks += (Reflect.get(each, 'callbacks') as ReadonlySet<unknown>).size;
    }
    const held =
      each instanceof Map
        ? [...each].flat()
        : each instanceof Set
          ? [...each]
          : Object.values(each as object);
    held.filter((one) => typeof one === 'object' && one !== null).forEach((one) => seen.add(one));
  }
  return callbacks;
}

/** Bytes in use once several collections in a row have found nothing more: what ends with a socket takes some turns. */
async function heldHeap(): Promise<number> {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  let least = Infinity;
  for (let calm = 0; calm < 5; calm++) {
    await new Promise((done) => setTimeout(done, 20));
    collect();
    const { heapUsed } = process.memoryUsage();
    calm = heapUsed < least - 1024 ? 0 : calm;
    least = Math.min(least, heapUsed);
  }
  return least;
}

/** One window's parts, as `extension.ts` puts them together, over a service in a process of its own. */
class Window {
  readonly clock = new FakeClock();
  readonly environments: MemoryEnvironments;
  readonly secrets = new MemorySecrets();
  readonly active: ActiveAccount;
  readonly reader: CachedReader;
  readonly model: CatalogModel;
  private renewed = (): void => undefined;

  constructor(
    readonly accounts: readonly ServiceAccount[],
    folder: string,
  ) {
    const { clock, secrets } = this;
    const network = createNetwork(fetch, () => clock.now(), 'korusticket-test');
    this.environments = new MemoryEnvironments(accounts.map(entryOf));
    const { environments } = this;
    const { grants } = network;
    const lock = new ExclusiveLock();
    this.active = new ActiveAccount({
      changes,
      environments,
      secrets,
      lock,
      grants,
      clock,
      random: () => 0.5,
    });
    this.active.history.onDidRecord(({ what }) => (what === 'refresh_token' ? this.renewed() : undefined));
    const paths = new Map<string, string>();
    const memory = {
      get: (origin: string) => paths.get(origin),
      set: (origin: string, path: string) => void paths.set(origin, path),
    };
    const api = new Lazy(() => Promise.resolve<ApiClient>(network.client(this.active, () => 'en', memory)));
    const rules = {
      account: () => this.active.known(),
      accountNow: () => this.active.account,
      language: () => 'en',
      keepFor: () => day,
    };
    this.reader = createCachedReader(api, folder, rules, clock, () => undefined);
    this.model = new CatalogModel(
      this.reader,
      clock,
      () => this.active.account?.environment ?? '',
      () => 50,
    );
  }

  async open(): Promise<void> {
    for (const each of this.accounts) await this.secrets.putRecord(each.environment, secretRecordOf(each));
    await this.active.load();
    await this.active.get();
  }

  /** Lets the token come to its renewal by the clock, and the reply by the network. */
  async renew(): Promise<void> {
    const { receivedAt } = await this.active.get();
    const renewed = new Promise<void>((done) => (this.renewed = done));
    await this.clock.advance(26 * minute);
    await renewed;
    const isRenewed = (): boolean => {
      const { state } = this.active;
      return state.name === 'valid' && state.tokens.receivedAt > receivedAt;
    };
    // What is told of first is in force a few turns later.
    while (!isRenewed()) await settled();
  }

  async switchOver(): Promise<void> {
    const { environment } = this.active.account ?? {};
    await this.active.switchTo(
      this.accounts.find((each) => each.environment !== environment)?.environment ?? '',
    );
    await this.active.get();
    assert.notEqual(this.active.account?.environment, environment);
  }

  /** Forgets what the tree shows, and opens it again down to the offers of a product. */
  async reset(): Promise<void> {
    this.model.reset();
    await this.walk();
  }

  /** Reads anew what the tree shows, which stays in use until then. */
  async refresh(): Promise<void> {
    await this.walk();
    await this.model.renew(() => true);
  }

  private async walk(): Promise<void> {
    let parent = resources(await this.model.children())[0];
    for (let depth = 0; depth < 2; depth++) {
      assert.ok(parent);
      parent = resources(await this.model.children(parent))[0];
    }
    assert.ok((await this.model.children(parent)).length > 0);
  }

  listeners(): number {
    return listenersOf(this.active, this.reader, this.model, this.environments, this.secrets);
  }

  close(): void {
    this.model.dispose();
    this.reader.dispose();
    this.active.dispose();
  }
}

describe('a month of use', () => {
  let sandbox: SandboxProcess | undefined;
  let window: Window | undefined;

  before(async () => {
    sandbox = await startSandboxProcess(0);
  });

  after(async () => {
    window?.close();
    sandbox?.stop();
    await removeFolders();
  });

  const acts = {
    renewals: (at: Window) => at.renew(),
    'switches of the environment': (at: Window) => at.switchOver(),
    'resets of the tree': (at: Window) => at.reset(),
    'refreshes of the tree': (at: Window) => at.refresh(),
  };
  for (const [what, act] of Object.entries(acts)) {
    it(`leaves nothing behind of a thousand ${what}`, async function () {
      this.timeout(300_000);
      const { account } = sandbox!;
      const parts = { ...account, clientAuthentication: 'client_secret_post' } as const;
      const accounts = ['Production', 'Demo'].map((environment) => ({ ...parts, environment }));
      window = new Window(accounts, await temporaryFolder());
      await window.open();
      // What is compiled, and what is kept a bounded number of, is there by then: Node remembers the times of 250 requests.
      for (let round = 0; round < 300; round++) await act(window);
      const [listeners, timers] = [window.listeners(), window.clock.running];
      const before = await heldHeap();
      for (let round = 0; round < 1000; round++) await act(window);
      const grown = (await heldHeap()) - before;
      console.log(`      month: ${what}: heap ${(grown / mebibyte).toFixed(2)} MiB, ${listeners} listeners`);
      assert.equal(window.listeners(), listeners);
      assert.equal(window.clock.running, timers);
      assert.equal(v8.queryObjects(TokenSession), 1, 'sessions in memory');
      assert.equal(v8.queryObjects(Generation), 1, 'generations of the tree in memory');
      assert.ok(grown < mebibyte, `${grown} bytes more than at the start`);
      window.close();
      assert.equal(window.clock.running, 0);
      window = undefined;
    });
  }
});
