import { isJsonObject, jsonList } from '../base/json';
import { withoutSlash } from '../net/endpoint';
import { hasAddress, idOf, readResource, type Resource } from '../api/resource';
import { ancestorOf, roleOf, type ParentNode, type ResourceNode, type ResourceRole } from './nodes';

const seatMapName = /^seat_?maps?$/i;

/** Where the list below a node is read. */
export interface ListPlace {
  /** What a member without a known type is. */
  readonly role: ResourceRole;
  /**
   * Addresses with their filters, the likeliest first: the next one is asked where one is refused (400, 404, 422) or
   * brings nothing, since the reference leaves open which of them a server has.
   */
  readonly addresses: readonly string[];
  /** Members that came with the resource itself; they stand in where no address brings any. */
  readonly embedded?: readonly Resource[];
  /** True where the embedded members say all there is to show, so that nothing need be asked. */
  readonly complete?: boolean;
  /** Offer whose availability names the sessions, where no address does. */
  readonly sessionsOf?: { readonly offer: string; readonly ticket: string };
  /** False for a collection without pagination. */
  readonly paged: boolean;
}

/**
 * The list below a node, or `undefined` where it has none of its own (API reference, section 5).
 * @param from `YYYY-MM-DD`: where offers begin, as long as there are any from that day on; '' = at the first
 */
export function placeBelow(node: ParentNode, withDisabled: boolean, from = ''): ListPlace | undefined {
  if (node.kind === 'group') {
    const base = node.group === 'options' ? ancestorOf(node, 'productBase') : undefined;
    return base === undefined ? undefined : paged('option', [below(base.resource, 'options')]);
  }
  const { resource, role } = node;
  if (!hasAddress(resource) && role !== 'option') {
    return undefined;
  }
  switch (role) {
    case 'catalog':
      return paged('productBase', [
        below(resource, 'product_bases') + (withDisabled ? '?withDisabled=true' : ''),
      ]);
    case 'productBase':
      return paged('product', [below(resource, 'products')]);
    case 'option':
      return optionValues(node);
    case 'product':
      return offers(node, from);
    case 'offer':
      return tickets(resource);
    case 'ticket':
      return sessions(node);
    default:
      return undefined;
  }
}

function paged(role: ResourceRole, addresses: readonly string[]): ListPlace {
  return { role, addresses, paged: true };
}

function optionValues(node: ResourceNode): ListPlace | undefined {
  const base = ancestorOf(node, 'productBase');
  const address = base && valuesAddress(base.resource, node.resource);
  return address === undefined ? undefined : paged('optionValue', [address]);
}

/**
 * The address of an option's values, which has its code: an option itself need not have an address. `undefined` where
 * the option has neither code nor id.
 */
export function valuesAddress(base: Resource, option: Resource): string | undefined {
  const path = valuesPath(option);
  return path === undefined ? undefined : below(base, path);
}

/** Path of an option's values, below its product base. */
export function valuesPath({ raw }: Resource): string | undefined {
  const code = isJsonObject(raw) && typeof raw['code'] === 'string' ? raw['code'] : idOf(raw);
  return code === undefined ? undefined : `options/${encodeURIComponent(code)}/values`;
}

/** By date, so that the months come one after another. */
function offers(node: ResourceNode, from: string): ListPlace | undefined {
  const catalog = ancestorOf(node, 'catalog');
  if (catalog === undefined) {
    return undefined;
  }
  const of = (product: string, day = ''): string =>
    offersAddress(catalog.resource, { products: [product], from: day, order: 'asc' });
  const { iri = '', raw } = node.resource;
  const id = idOf(raw) ?? iri;
  return paged('offer', [...new Set([of(id, from), of(id), of(iri, from), of(iri)])]);
}

/** The newest reference leaves open whether tickets still come with the offer, and whether they still have a list. */
function tickets(offer: Resource): ListPlace {
  const embedded = embeddedTickets(offer);
  const complete = embedded.length > 0 && embedded.every((each) => hasAddress(each) && each.isNamed);
  return { role: 'ticket', addresses: [below(offer, 'tickets')], embedded, complete, paged: false };
}

/** The tickets that come with an offer. */
export function embeddedTickets({ raw }: Resource): Resource[] {
  return isJsonObject(raw) ? jsonList(raw['tickets']).map(readResource) : [];
}

/** A ticket for the whole day has no sessions. */
function sessions(node: ResourceNode): ListPlace | undefined {
  const { raw, iri = '' } = node.resource;
  if (isJsonObject(raw) && raw['dateAccess'] === true) {
    return undefined;
  }
  const offer = ancestorOf(node, 'offer')?.resource.iri;
  return {
    ...paged('session', [below(node.resource, 'sessions')]),
    ...(offer === undefined ? {} : { sessionsOf: { offer, ticket: iri } }),
  };
}

/** Which offers of a catalog are asked for; a server need not know any of it (API reference, section 5). */
export interface OffersFilter {
  /** By ids or by IRIs: which of them a server takes is not documented. */
  readonly products?: readonly string[];
  /** `YYYY-MM-DD`: the first day; '' = from the first there is. */
  readonly from?: string;
  /** `YYYY-MM-DD`: the day behind the last one. */
  readonly until?: string;
  /** By date. */
  readonly order?: 'asc' | 'desc';
}

/** The address of the offers of a catalog. */
export function offersAddress(
  catalog: Pick<Resource, 'iri'>,
  { products = [], from, until, order }: OffersFilter,
): string {
  const query = new URLSearchParams(products.map((product): [string, string] => ['product[]', product]));
  // Strictly before the next day or month also holds where a server's dates carry a time.
  const others = { 'date[after]': from, 'date[strictly_before]': until, 'order[date]': order };
  for (const [name, value = ''] of Object.entries(others)) {
    if (value !== '') {
      query.append(name, value);
    }
  }
  return `${below(catalog, 'offers')}${query.size === 0 ? '' : '?'}${query.toString()}`;
}

/**
 * The address of a page of a list. Whoever reads a list asks in these words: what one has read is in the cache for the
 * others.
 * @param pageSize members a page
 */
export function pageAddress(list: string, page: number, pageSize: number): string {
  return `${list}${list.includes('?') ? '&' : '?'}page=${page}&itemsPerPage=${pageSize}`;
}

/** The address of a list below a resource. */
export function below({ iri = '' }: Pick<Resource, 'iri'>, path: string): string {
  return `${withoutSlash(iri)}/${path}`;
}

/**
 * The seat maps a resource refers to. Their address is not published (API reference, section 12), so they are shown
 * where the server itself names one, and nowhere else.
 */
export function seatMapsOf({ raw }: Resource): Resource[] {
  if (!isJsonObject(raw)) {
    return [];
  }
  const found = new Map<string, Resource>();
  for (const [name, value] of Object.entries(raw)) {
    for (const each of [value].flat()) {
      const resource = readResource(each);
      if (
        resource.iri !== undefined &&
        !found.has(resource.iri) &&
        (seatMapName.test(name) || roleOf(resource, 'other') === 'seatMap')
      ) {
        found.set(resource.iri, resource);
      }
    }
  }
  return [...found.values()];
}
