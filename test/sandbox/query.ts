import { parseDay } from './calendar';
import type { OfferFilter } from './offerQuery';
import { badRequest } from './problems';

/** A page of a collection: `itemsPerPage` is 0 to 50. */
export interface PageRequest {
  readonly page: number;
  readonly itemsPerPage: number;
}

/** The documented limits: 10 by default, at most 50. */
const defaultItemsPerPage = 10;
const maximumItemsPerPage = 50;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads `page` and `itemsPerPage`. What KorusTicket does with bad values is not documented; API Platform, its
 * framework, caps the page size and answers 400 to the rest.
 */
export function readPage(query: URLSearchParams): PageRequest {
  const page = readInteger(query, 'page', 1);
  if (page < 1) throw badRequest('Page should not be less than 1');
  const itemsPerPage = readInteger(query, 'itemsPerPage', defaultItemsPerPage);
  if (itemsPerPage < 0) throw badRequest('Limit should not be less than 0');
  if (itemsPerPage === 0 && page > 1)
    throw badRequest('Page should not be greater than 1 if limit is equal to 0');
  return { page, itemsPerPage: Math.min(itemsPerPage, maximumItemsPerPage) };
}

function readInteger(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^-?\d{1,9}$/.test(text)) throw badRequest(`Query parameter "${name}" must be an integer.`);
  return Number(text);
}

/** Reads a boolean parameter: `true`, `1`, `false` or `0`; absent = false. */
export function readBoolean(query: URLSearchParams, name: string): boolean {
  const text = query.get(name) ?? 'false';
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw badRequest(`Query parameter "${name}" must be a boolean.`);
}

/** Reads `order[createdAt]` or `order[date]`. */
export function readOrder(query: URLSearchParams, property: string): 'asc' | 'desc' | undefined {
  const text = query.get(`order[${property}]`)?.toLowerCase();
  if (text === undefined || text === 'asc' || text === 'desc') return text;
  throw badRequest(`Query parameter "order[${property}]" must be "asc" or "desc".`);
}

/** Reads the filters of the offer list. Products and option values may be given as identifiers or as IRIs. */
export function readOfferFilter(query: URLSearchParams): OfferFilter {
  const from = Math.max(
    readDay(query, 'after') ?? -Infinity,
    after(readDay(query, 'strictly_after')) ?? -Infinity,
  );
  const to = Math.min(
    readDay(query, 'before') ?? Infinity,
    before(readDay(query, 'strictly_before')) ?? Infinity,
  );
  const session = query.get('session');
  if (session !== null && !uuid.test(session)) throw badRequest('Query parameter "session" must be a UUID.');
  const productBaseId = query.get('productBaseId');
  const order = readOrder(query, 'date');
  return {
    products: readList(query, 'product'),
    optionValues: readList(query, 'optionValuesContext'),
    ...(from === -Infinity ? {} : { from }),
    ...(to === Infinity ? {} : { to }),
    ...(session === null ? {} : { session }),
    ...(productBaseId === null ? {} : { productBaseId: lastSegment(productBaseId) }),
    ...(order === undefined ? {} : { order }),
  };
}

function readDay(query: URLSearchParams, bound: string): number | undefined {
  const text = query.get(`date[${bound}]`);
  if (text === null) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw badRequest(`Query parameter "date[${bound}]" must start with YYYY-MM-DD.`);
  return day;
}

function after(day: number | undefined): number | undefined {
  return day === undefined ? undefined : day + 1;
}

function before(day: number | undefined): number | undefined {
  return day === undefined ? undefined : day - 1;
}

/** `name[]`, `name[0]` … and `name`, as PHP reads them. */
function readList(query: URLSearchParams, name: string): string[] {
  return [...query]
    .filter(
      ([key]) => key === name || (key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length))),
    )
    .map(([, value]) => lastSegment(value));
}

function lastSegment(idOrIri: string): string {
  return idOrIri.slice(idOrIri.lastIndexOf('/') + 1);
}
