import type { PageRequest } from './query';
import { slice, type Sequence } from './sequence';

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** What a collection answer is made of. */
export interface CollectionRequest<T> {
  /** Resource name for `@context`, e.g. `TicketingCatalog`. */
  readonly context: string;
  /** Path of the collection, without query. */
  readonly path: string;
  /** The query as it was asked. */
  readonly query: URLSearchParams;
  /** Undefined for the collections that have no pagination. */
  readonly page: PageRequest | undefined;
  readonly members: Sequence<T>;
  readonly present: (member: T) => JsonObject;
  /** Names of the filters the collection offers, for `search`; undefined = no `search` member. */
  readonly filters?: readonly string[];
}

/** The collection envelope of the KorusTicket reference, section 3: Hydra terms without prefix. */
export function collection<T>(request: CollectionRequest<T>): JsonObject {
  const { page, members } = request;
  const shown =
    page === undefined
      ? slice(members, 0, members.length)
      : slice(members, (page.page - 1) * page.itemsPerPage, page.itemsPerPage);
  return {
    '@context': `/contexts/${request.context}`,
    '@id': request.path,
    '@type': 'Collection',
    totalItems: members.length,
    member: shown.map(request.present),
    ...(page === undefined ? {} : { view: view(request, page) }),
    ...(request.filters === undefined ? {} : { search: search(request.path, request.filters) }),
  };
}

/**
 * The page links that apply: nothing but `@id` and `@type` for a single page, no `previous` on the first page and no
 * `next` on the last.
 */
function view<T>(request: CollectionRequest<T>, { page, itemsPerPage }: PageRequest): JsonObject {
  const last = itemsPerPage === 0 ? 1 : Math.max(1, Math.ceil(request.members.length / itemsPerPage));
  const linkTo = (number: number | undefined): string => pageIri(request.path, request.query, number);
  if (last === 1 && page === 1) return { '@id': linkTo(undefined), '@type': 'PartialCollectionView' };
  return {
    '@id': linkTo(page),
    '@type': 'PartialCollectionView',
    first: linkTo(1),
    last: linkTo(last),
    ...(page > 1 ? { previous: linkTo(page - 1) } : {}),
    ...(page < last ? { next: linkTo(page + 1) } : {}),
  };
}

/** Repeats the query with `page` behind everything else, escaped as the framework does (`order%5Bdate%5D=asc`). */
function pageIri(path: string, query: URLSearchParams, page: number | undefined): string {
  const parameters = [...query].filter(([name]) => name !== 'page');
  if (page !== undefined) parameters.push(['page', String(page)]);
  const text = parameters
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return text === '' ? path : `${path}?${text}`;
}

function search(path: string, filters: readonly string[]): JsonObject {
  return {
    '@type': 'IriTemplate',
    template: `${path}{?${filters.join(',')}}`,
    variableRepresentation: 'BasicRepresentation',
    mapping: filters.map((variable) => ({
      '@type': 'IriTemplateMapping',
      variable,
      property: variable.replace(/^order\[(\w+)\]$/, '$1').replace(/\[.*$/, ''),
      required: false,
    })),
  };
}
