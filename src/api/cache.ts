import type { ApiReply, Freshness, ResourceReader } from './apiClient';
import type { CachedReader } from './cache.lazy';
import type { ApiReader } from './lazyApi';
import { signedOutMark, type EnvironmentStore } from '../auth/accountStores';
import type { ActiveAccount } from '../auth/activeAccount';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/listeners';

/** What the user wants of the cache, asked anew for each read. */
export interface CacheWishes {
  /** `Accept-Language` of the reads. */
  language(): string;
  /** Milliseconds for which an answer is taken for current; 0 = nothing is kept. */
  keepFor(): number;
}

/** Catalog data kept on disk for the windows of this machine. Its code is loaded with the first read. */
export class CatalogCache implements ResourceReader, Disposable {
  private readonly subscriptions: readonly Disposable[];
  private reader: Promise<CachedReader> | undefined;
  private signedIn: ReadonlyMap<string, string>;

  /** @param folder in the extension's global storage; it need not exist */
  constructor(
    private readonly folder: string,
    private readonly api: ApiReader,
    private readonly account: ActiveAccount,
    private readonly environments: EnvironmentStore,
    /** Settles once the account is known that the settings name. */
    private readonly loaded: () => Promise<void>,
    private readonly clock: Clock,
    private readonly wishes: CacheWishes,
    private readonly debug: (text: string) => void,
  ) {
    this.signedIn = this.clientIds();
    this.subscriptions = [
      account.onDidChange(() => this.follow()),
      environments.onDidChange(() => this.follow()),
    ];
  }

  async get(iri: string, signal?: AbortSignal, freshness?: Freshness): Promise<ApiReply> {
    return (await this.load()).get(iri, signal, freshness);
  }

  async getCatalogs(query: string, signal?: AbortSignal, freshness?: Freshness): Promise<ApiReply> {
    return (await this.load()).getCatalogs(query, signal, freshness);
  }

  /** See {@link CachedReader.kept}. */
  async *kept(): AsyncGenerator<ApiReply> {
    yield* (await this.load()).kept();
  }

  /** Lets every read that follows ask the server, once for each address. */
  renew(): void {
    void this.load().then((reader) => reader.renew());
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
    void this.reader?.then((reader) => reader.dispose());
  }

  /** Signed out, here or in another window, an account's data goes; switching to another environment keeps it. */
  private follow(): void {
    const before = this.signedIn;
    this.signedIn = this.clientIds();
    for (const [environment, clientId] of before) {
      if (this.signedIn.get(environment) !== clientId) {
        void this.load().then((reader) => reader.forget(environment));
      }
    }
  }

  /** Who is signed in where; of the account in use, the settings may not tell. */
  private clientIds(): ReadonlyMap<string, string> {
    const { account } = this.account;
    const used = account === undefined ? [] : [{ name: account.environment, clientId: account.clientId }];
    return new Map(
      [...used, ...this.environments.all()].flatMap(({ name, clientId }) =>
        clientId === undefined || this.environments.signInMark(name) === signedOutMark
          ? []
          : [[name, clientId] as const],
      ),
    );
  }

  private load(): Promise<CachedReader> {
    this.reader ??= import('./cache.lazy').then(({ createCachedReader }) =>
      createCachedReader(
        this.api,
        this.folder,
        {
          account: async () => {
            await this.loaded();
            return this.account.account;
          },
          accountNow: () => this.account.account,
          language: () => this.wishes.language(),
          keepFor: () => this.wishes.keepFor(),
        },
        this.clock,
        this.debug,
      ),
    );
    return this.reader;
  }
}
