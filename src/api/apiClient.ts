import { originOf, withoutSlash } from '../net/endpoint';
import type { ServiceAccount, TokenLease, TokenSource } from '../auth/serviceAccount';
import { failureOf, RequestFailure, type Failure } from '../base/failure';
import { displayUrl, type HttpReply, type HttpSend } from '../net/http';
import type { Freshness } from './freshness';
import { jsonOf } from './problem';

/** Remembers, for each API origin, at which of the published addresses the catalogs were found. */
export interface CatalogsPathMemory {
  get(origin: string): string | undefined;
  set(origin: string, path: string): void;
}

/** A resource as the API sent it. */
export interface ApiReply {
  readonly json: unknown;
  /** The URL that was read. */
  readonly url: string;
  /** When the server was last known to say so, in milliseconds since the epoch; absent where that is just now. */
  readonly readAt?: number;
  /** True of what was kept longer than it is taken for current, or was there before a refresh: the server may know more. */
  readonly outdated?: true;
  /** True where the server forbids to keep the answer (`no-store`, RFC 9111 section 5.2.2.5). */
  readonly unstorable?: true;
  /** Entity tag (RFC 9110 section 8.8.3), where the server gave one. */
  readonly etag?: string;
  /** Why the server could not be asked, where something older stands in for its answer. */
  readonly failure?: Failure;
  /**
   * There where the answer is older than it should be: the server is being asked behind it. Resolves to what is true
   * then, with the very same `json` object where nothing changed, and with `failure` where there was no answer. Never
   * rejects.
   */
  readonly newer?: Promise<ApiReply>;
}

/** Reads resources of the active account. All methods reject with a `RequestFailure`. */
export interface ResourceReader {
  /** Reads a resource by IRI or URL, relative to the API; anything outside the API's origin is refused unasked. */
  get(iri: string, signal?: AbortSignal, freshness?: Freshness): Promise<ApiReply>;
  /** Reads the list of catalogs, at the older published address where the newer one does not exist. */
  getCatalogs(query: string, signal?: AbortSignal, freshness?: Freshness): Promise<ApiReply>;
}

/** What to read: a resource by its IRI, or the list of catalogs with a query. */
export type ReadTarget = { readonly iri: string } | { readonly catalogs: string };

/** Published address of the list of catalogs, below the API's own. */
export const catalogsPath = '/v1/ticketing/catalogs';
/** Address in an older copy of the authentication page; tried where the newer one answers 404. */
export const olderCatalogsPath = '/catalogs';

/** Reads the KorusTicket API with the active account's token: every answer is live. */
export class ApiClient implements ResourceReader {
  constructor(
    private readonly tokens: TokenSource,
    private readonly send: HttpSend,
    private readonly language: () => string,
    private readonly pathMemory: CatalogsPathMemory,
    private readonly userAgent: string,
  ) {}

  async get(iri: string, signal?: AbortSignal): Promise<ApiReply> {
    return there(await this.getIfChanged({ iri }, undefined, signal));
  }

  async getCatalogs(query: string, signal?: AbortSignal): Promise<ApiReply> {
    return there(await this.getIfChanged({ catalogs: query }, undefined, signal));
  }

  /**
   * Reads what differs from the version of this entity tag (If-None-Match, RFC 9110 section 13.1.2); `undefined` where
   * the server says that nothing changed. Rejects with `cancelled` where the account in use is not `account`.
   */
  async getIfChanged(
    target: ReadTarget,
    etag: string | undefined,
    signal?: AbortSignal,
    account?: ServiceAccount,
  ): Promise<ApiReply | undefined> {
    const lease = await this.tokens.lease(account);
    const read = (iri: string): Promise<ApiReply | undefined> => this.getWith(lease, iri, etag, signal);
    return 'iri' in target ? read(target.iri) : this.readCatalogs(lease.account, target.catalogs, read);
  }

  private async readCatalogs(
    account: ServiceAccount,
    query: string,
    read: (url: string) => Promise<ApiReply | undefined>,
  ): Promise<ApiReply | undefined> {
    const origin = originOf(account.apiBaseUrl);
    const base = withoutSlash(account.apiBaseUrl);
    const known = account.catalogsPath ?? this.pathMemory.get(origin);
    try {
      return await read(base + (known ?? catalogsPath) + query);
    } catch (error) {
      if (account.catalogsPath !== undefined || failureOf(error).kind !== 'apiNotFound') {
        throw error;
      }
      const other = known === olderCatalogsPath ? catalogsPath : olderCatalogsPath;
      // Where neither exists, the first address is the one to name.
      const reply = await read(base + other + query).catch((second: unknown) => {
        throw failureOf(second).kind === 'apiNotFound' ? error : second;
      });
      this.pathMemory.set(origin, other);
      return reply;
    }
  }

  private async getWith(
    first: TokenLease,
    iri: string,
    known: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ApiReply | undefined> {
    const url = resolveIri(iri, first.account.apiBaseUrl);
    const condition = known === undefined ? {} : { 'if-none-match': known };
    let lease = first;
    let reply = await this.request(url, lease.accessToken, condition, signal);
    if (reply.status === 401) {
      lease = await this.tokens.replace(first);
      if (lease.accessToken !== first.accessToken) {
        reply = await this.request(url, lease.accessToken, condition, signal);
      }
    }
    if (reply.status === 304 && known !== undefined) {
      return undefined;
    }
    const json = jsonOf(reply, url, [lease.accessToken, lease.account.clientSecret]);
    const { etag, 'cache-control': control = '' } = reply.headers;
    return {
      json,
      url,
      ...(etag === undefined ? {} : { etag }),
      ...(/(^|,)\s*no-store\s*(,|$)/i.test(control) ? { unstorable: true as const } : {}),
    };
  }

  private request(
    url: string,
    accessToken: string,
    condition: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<HttpReply> {
    const headers = {
      ...condition,
      accept: 'application/ld+json',
      'accept-language': this.language(),
      authorization: `Bearer ${accessToken}`,
      'user-agent': this.userAgent,
    };
    return this.send({ method: 'GET', url, headers, signal });
  }
}

/** The answer to a request without a condition, which cannot be that nothing changed. */
function there(reply: ApiReply | undefined): ApiReply {
  if (reply === undefined) {
    throw new RequestFailure({ kind: 'unexpected' });
  }
  return reply;
}

/** The absolute URL of an IRI. Throws (`apiForeignOrigin`) for what would carry the token off to another origin. */
export function resolveIri(iri: string, apiBaseUrl: string): string {
  if (!URL.canParse(iri, apiBaseUrl)) {
    throw new RequestFailure({ kind: 'apiForeignOrigin' });
  }
  const url = new URL(iri, apiBaseUrl);
  // A blob: or data: URL has an origin too, or none that equals another none.
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.origin !== originOf(apiBaseUrl) || url.username !== '' || url.password !== '') {
    throw new RequestFailure({ kind: 'apiForeignOrigin', url: displayUrl(url.href) });
  }
  return url.href;
}
