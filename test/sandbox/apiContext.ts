import type { FastifyRequest } from 'fastify';
import { findCatalog, findProductBase, type ProductBase } from './catalogData';
import { epochDay } from './calendar';
import type { CatalogSpec } from './catalogSpecs';
import { collection, type JsonObject } from './hydra';
import { findOffer, type Offer, type OfferTicket } from './offerData';
import { notFound, Problem } from './problems';
import { readPage } from './query';
import { Resources } from './resources';
import type { Sequence } from './sequence';
import type { Language } from './texts';

/** What the API knows besides the request. */
export interface ApiSettings {
  readonly catalogsPath: string;
  readonly now: () => number;
  /** All catalogs, none, or these. */
  readonly granted: () => boolean | readonly string[];
}

/** One API request: finds what its path names and writes what it asks for. */
export class ApiContext {
  readonly query: URLSearchParams;
  readonly resources: Resources;
  private readonly path: string;
  private readonly params: Readonly<Record<string, string>>;

  constructor(
    request: FastifyRequest,
    readonly language: Language,
    private readonly settings: ApiSettings,
  ) {
    const [path, ...query] = request.url.split('?');
    this.path = path!.replace(/(.)\/+$/, '$1');
    this.query = new URLSearchParams(query.join('?'));
    this.params = request.params as Readonly<Record<string, string>>;
    this.resources = new Resources(settings.catalogsPath, language, settings.now());
  }

  /** Days since 1970-01-01. */
  get today(): number {
    return epochDay(this.settings.now());
  }

  get granted(): boolean | readonly string[] {
    return this.settings.granted();
  }

  param(name: string): string {
    return this.params[name]!;
  }

  /**
   * The catalog of the path.
   * @throws Problem 404, or 403 when the organization was not given access
   */
  catalog(param = 'catalogId'): CatalogSpec {
    const found = orNotFound(findCatalog(this.param(param)));
    const { granted } = this;
    if (typeof granted === 'boolean' ? granted : granted.includes(found.id)) return found;
    throw new Problem(403, 'Access Denied.');
  }

  productBase(param = 'productBaseId'): ProductBase {
    return orNotFound(findProductBase(this.catalog(), this.param(param)));
  }

  offer(param = 'offerId'): Offer {
    return orNotFound(findOffer(this.catalog(), this.param(param)));
  }

  ticket(offer: Offer, param = 'ticketId'): OfferTicket {
    return orNotFound(offer.tickets.find((ticket) => ticket.id === this.param(param)));
  }

  /** Writes the page of a collection that the query asks for. */
  page<T>(
    context: string,
    members: Sequence<T>,
    present: (member: T) => JsonObject,
    filters?: readonly string[],
  ): JsonObject {
    const page = readPage(this.query);
    return this.collection({
      context,
      members,
      present,
      page,
      ...(filters === undefined ? {} : { filters }),
    });
  }

  /** Writes a collection that has no pagination. */
  whole<T>(context: string, members: Sequence<T>, present: (member: T) => JsonObject): JsonObject {
    return this.collection({ context, members, present, page: undefined });
  }

  private collection<T>(parts: Omit<Parameters<typeof collection<T>>[0], 'path' | 'query'>): JsonObject {
    return collection({ ...parts, path: this.path, query: this.query });
  }
}

/** @throws Problem 404 for undefined */
export function orNotFound<T>(found: T | undefined): T {
  if (found === undefined) throw notFound();
  return found;
}

/** An item read: the resource with its context in front. */
export function item(context: string, resource: JsonObject): JsonObject {
  return { '@context': `/contexts/${context}`, ...resource };
}
