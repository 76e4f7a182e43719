import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient, type ApiReply } from '../../src/api/apiClient';
import type { Freshness } from '../../src/api/freshness';
import { CachedReader } from '../../src/api/cache.lazy';
import { CacheStore } from '../../src/api/cacheStore';
import type { ServiceAccount, TokenLease, TokenSource } from '../../src/auth/serviceAccount';
import { RequestFailure } from '../../src/base/failure';
import { withRetries } from '../../src/net/pipeline';
import { FakeClock } from './fakeClock';
import { accountAt, shortWait } from './fixtures';
import { closeServers, reply, startServer, type ScriptedServer } from './scriptedServer';
import { removeFolders, temporaryFolder } from './temporaryFolder';
import { hour } from './time';

export const token = 'opaque-token-of-the-test';

export type VersionedServer = ScriptedServer & { version: number };

/** A machine with one cache folder, and windows that come and go. */
export class Machine implements TokenSource {
  readonly clock = new FakeClock();
  account: ServiceAccount | undefined;
  language = 'en';
  hours = 24;
  /** Why there is no token. */
  tokenFailure: RequestFailure | undefined;

  constructor(
    readonly folder: string,
    account: ServiceAccount,
  ) {
    this.account = account;
  }

  lease(expected?: ServiceAccount): Promise<TokenLease> {
    const { account, tokenFailure } = this;
    if (expected !== undefined && expected !== account) {
      return Promise.reject(new RequestFailure({ kind: 'cancelled' }));
    }
    if (account === undefined || tokenFailure !== undefined) {
      return Promise.reject(tokenFailure ?? new RequestFailure({ kind: 'signedOut' }));
    }
    return Promise.resolve({ account, accessToken: token });
  }

  replace(): Promise<TokenLease> {
    return this.lease();
  }

  /** The files of the cache, absolute paths. */
  async files(): Promise<string[]> {
    const names = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
  }

  openWindow(): { reader: CachedReader; store: CacheStore } {
    const send = withRetries(fetch, { timeout: 5000, maxBytes: 1_000_000 }, shortWait);
    const memory = { get: () => undefined, set: () => undefined };
    const api = new ApiClient(this, send, () => this.language, memory, 'test/1');
    const store = new CacheStore(this.folder, { bytes: 1e6, age: Infinity }, this.clock, () => undefined);
    const rules = {
      account: () =>
        this.account === undefined
          ? Promise.reject(new RequestFailure({ kind: 'signedOut' }))
          : Promise.resolve(this.account),
      accountNow: () => this.account,
      language: () => this.language,
      keepFor: () => this.hours * hour,
    };
    return { reader: new CachedReader(api, store, rules, this.clock), store };
  }

  /** Reads in a new window, and waits until everything behind it is done. */
  async read(iri: string, ...more: [signal?: AbortSignal, freshness?: Freshness]): Promise<ApiReply> {
    const { reader, store } = this.openWindow();
    const answer = await (iri.startsWith('?') ? reader.getCatalogs(iri, ...more) : reader.get(iri, ...more));
    await answer.newer;
    await store.settled();
    return answer;
  }
}

/** Which version of its resource the server gave. */
export function versionOf({ json }: ApiReply): unknown {
  return (json as { version?: unknown }).version;
}

/** A new machine before a new server for each test of the suite that calls this. */
export function useMachine(take: (made: { server: VersionedServer; machine: Machine }) => void): void {
  beforeEach(async () => {
    const server = await versionedServer();
    take({ server, machine: new Machine(join(await temporaryFolder(), 'cache'), accountAt(server.origin)) });
  });
  afterEach(closeServers);
  afterEach(removeFolders);
}

/** A server of one resource everywhere, with entity tags. */
export async function versionedServer(): Promise<VersionedServer> {
  const server = await startServer((request, response) => {
    const etag = `W/"${state.version}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
    } else {
      reply({ version: state.version }, 200, { etag })(request, response);
    }
  });
  const state = Object.assign(server, { version: 1 });
  return state;
}
