import { originOf } from '../auth/endpoint';
import type { TokenLease, TokenSource } from '../auth/tokenLease';
import { failureOf, RequestFailure } from '../net/failure';
import { bodyJson, displayUrl, type HttpReply, type HttpSend } from '../net/http';
import { apiFailure } from './problem';
import type { paths } from './schema';

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
}

const catalogsPath = '/v1/ticketing/catalogs' satisfies keyof paths;
/** Address in an older copy of the authentication page; tried where the newer one answers 404. */
const olderCatalogsPath = '/catalogs';

/** Reads the KorusTicket API with the active account's token. All methods reject with a `RequestFailure`. */
export class ApiClient {
  constructor(
    private readonly tokens: TokenSource,
    private readonly send: HttpSend,
    private readonly language: () => string,
    private readonly pathMemory: CatalogsPathMemory,
    private readonly userAgent: string,
  ) {}

  /** Reads a resource by IRI or URL, relative to the API; anything outside the API's origin is refused unasked. */
  async get(iri: string, signal?: AbortSignal): Promise<ApiReply> {
    return this.getWith(await this.tokens.lease(), iri, signal);
  }

  /** Reads the list of catalogs, at the older published address where the newer one does not exist. */
  async getCatalogs(query: string, signal?: AbortSignal): Promise<ApiReply> {
    const lease = await this.tokens.lease();
    const { account } = lease;
    const origin = originOf(account.apiBaseUrl);
    const base = account.apiBaseUrl.replace(/\/+$/, '');
    const known = account.catalogsPath ?? this.pathMemory.get(origin);
    try {
      return await this.getWith(lease, base + (known ?? catalogsPath) + query, signal);
    } catch (error) {
      if (account.catalogsPath !== undefined || failureOf(error).kind !== 'apiNotFound') {
        throw error;
      }
      const other = known === olderCatalogsPath ? catalogsPath : olderCatalogsPath;
      // Where neither exists, the first address is the one to name.
      const reply = await this.getWith(lease, base + other + query, signal).catch((second: unknown) => {
        throw failureOf(second).kind === 'apiNotFound' ? error : second;
      });
      this.pathMemory.set(origin, other);
      return reply;
    }
  }

  private async getWith(first: TokenLease, iri: string, signal: AbortSignal | undefined): Promise<ApiReply> {
    const url = resolveIri(iri, first.account.apiBaseUrl);
    let lease = first;
    let reply = await this.request(url, lease.accessToken, signal);
    if (reply.status === 401) {
      lease = await this.tokens.replace(lease);
      reply = await this.request(url, lease.accessToken, signal);
    }
    if (reply.status !== 200) {
      throw new RequestFailure(apiFailure(reply, url, [lease.accessToken]));
    }
    const json = bodyJson(reply);
    if (json === undefined) {
      throw new RequestFailure({
        kind: 'apiError',
        url: displayUrl(url),
        status: reply.status,
        code: 'notJson',
      });
    }
    return { json, url };
  }

  private request(url: string, accessToken: string, signal: AbortSignal | undefined): Promise<HttpReply> {
    const headers = {
      accept: 'application/ld+json',
      'accept-language': this.language(),
      authorization: `Bearer ${accessToken}`,
      'user-agent': this.userAgent,
    };
    return this.send({ method: 'GET', url, headers, signal });
  }
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
