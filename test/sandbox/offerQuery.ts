import { findProduct, findProductBase, productAt, products } from './catalogData';
import { weekday } from './calendar';
import type { CatalogSpec } from './catalogSpecs';
import { documentedOffersOf } from './documentedOffers';
import { readId } from './identifiers';
import { offerAt, offerOfParts, type Day, type Offer } from './offerData';
import { hasOptionValue } from './optionData';
import { concat, fromArray, reversed, sequenceOf, type Sequence } from './sequence';

/** The filters of the offer list; days are counted from 1970-01-01 and the bounds are inclusive. */
export interface OfferFilter {
  readonly from?: number;
  readonly to?: number;
  /** Identifiers of products; empty = all. */
  readonly products: readonly string[];
  readonly productBaseId?: string;
  readonly session?: string;
  /** Identifiers of option values; empty = all. Values of one option are alternatives. */
  readonly optionValues: readonly string[];
  readonly order?: 'asc' | 'desc';
}

/** Products that are on sale on the same days. */
interface Group {
  readonly productIndexes: Sequence<number>;
  readonly days: readonly Day[];
}

const daysAhead = 365;

/**
 * The offers of a catalog that pass a filter: documented ones, then those of the year from `today` on, in order of
 * creation or of date (undated offers last).
 */
export function findOffers(catalog: CatalogSpec, filter: OfferFilter, today: number): Sequence<Offer> {
  if (filter.session !== undefined) return fromArray(offersOfSession(catalog, filter, today));
  const groups = selectGroups(catalog, filter, today);
  const documented = documentedOffersOf(catalog).filter((offer) => passes(offer, filter));
  if (filter.order === undefined) return inOrderOfCreation(catalog, documented, groups);
  const byDate = inOrderOfDate(catalog, documented, groups);
  return filter.order === 'asc' ? byDate : reversed(byDate);
}

function inOrderOfCreation(
  catalog: CatalogSpec,
  documented: readonly Offer[],
  groups: readonly Group[],
): Sequence<Offer> {
  const generated = groups.map(({ productIndexes, days }) =>
    sequenceOf(productIndexes.length * days.length, (position) =>
      offerAt(catalog, productIndexes.at(Math.floor(position / days.length)), days[position % days.length]!),
    ),
  );
  return concat([fromArray(documented), ...generated]);
}

function inOrderOfDate(
  catalog: CatalogSpec,
  documented: readonly Offer[],
  groups: readonly Group[],
): Sequence<Offer> {
  const byDay = new Map<Day, Sequence<Offer>[]>();
  const add = (day: Day, offers: Sequence<Offer>): void => {
    byDay.set(day, [...(byDay.get(day) ?? []), offers]);
  };
  for (const offer of documented) add(offer.day, fromArray([offer]));
  for (const { productIndexes, days } of groups) {
    for (const day of days) {
      add(
        day,
        sequenceOf(productIndexes.length, (position) => offerAt(catalog, productIndexes.at(position), day)),
      );
    }
  }
  const days = [...byDay.keys()].sort((left, right) => (left ?? Infinity) - (right ?? Infinity));
  return concat(days.flatMap((day) => byDay.get(day)!));
}

function selectGroups(catalog: CatalogSpec, filter: OfferFilter, today: number): Group[] {
  const groups = isNarrow(filter)
    ? narrowProducts(catalog, filter).map((index) => groupOf(catalog, index, index + 1, today))
    : allGroups(catalog, today);
  return groups.map((group) => ({ ...group, days: group.days.filter((day) => dayPasses(day, filter)) }));
}

function isNarrow(filter: OfferFilter): boolean {
  return filter.products.length > 0 || filter.optionValues.length > 0 || filter.productBaseId !== undefined;
}

/** Positions of the products that a product, product base or option value filter leaves. */
function narrowProducts(catalog: CatalogSpec, filter: OfferFilter): number[] {
  const named = filter.products.map((id) => findProduct(catalog, id)?.index);
  const ofBase = filter.productBaseId === undefined ? [] : productsOfBase(catalog, filter.productBaseId);
  const ofValues = filter.optionValues.flatMap((id) => productsOfValue(catalog, id));
  const candidates = new Set([...named, ...ofBase, ...ofValues].filter((index) => index !== undefined));
  return [...candidates].filter((index) => productPasses(catalog, index, filter)).sort((a, b) => a - b);
}

function productsOfBase(catalog: CatalogSpec, id: string): number[] {
  const base = findProductBase(catalog, id);
  return base === undefined ? [] : indexesOfBase(catalog, base.index);
}

function productsOfValue(catalog: CatalogSpec, id: string): number[] {
  const parts = readId(id);
  const known =
    parts?.kind === 'optionValue' && parts.catalog === catalog.number && parts.item < catalog.productBases;
  return known ? indexesOfBase(catalog, parts.item) : [];
}

function indexesOfBase(catalog: CatalogSpec, baseIndex: number): number[] {
  return Array.from(
    { length: catalog.productsPerBase },
    (_, slot) => baseIndex * catalog.productsPerBase + slot,
  );
}

function productPasses(catalog: CatalogSpec, index: number, filter: OfferFilter): boolean {
  const product = productAt(catalog, index);
  if (filter.products.length > 0 && !filter.products.includes(product.id)) return false;
  if (filter.productBaseId !== undefined && product.base.id !== filter.productBaseId) return false;
  // Values of one option are alternatives; the option is written into the identifier of its values.
  const optionOf = (id: string): number | undefined => readId(id)?.ticket;
  return filter.optionValues.every((id) =>
    filter.optionValues.some((other) => optionOf(other) === optionOf(id) && hasOptionValue(product, other)),
  );
}

function allGroups(catalog: CatalogSpec, today: number): Group[] {
  const perBase = catalog.productsPerBase;
  const groups: Group[] = [];
  let next = 0;
  for (const single of catalog.singleDates.keys()) {
    groups.push(groupOf(catalog, next * perBase, single * perBase, today));
    groups.push(groupOf(catalog, single * perBase, (single + 1) * perBase, today));
    next = single + 1;
  }
  return [...groups, groupOf(catalog, next * perBase, products(catalog).length, today)];
}

function groupOf(catalog: CatalogSpec, from: number, to: number, today: number): Group {
  const days = daysOnSale(catalog, Math.floor(from / catalog.productsPerBase), today);
  return { productIndexes: sequenceOf(to - from, (position) => from + position), days };
}

/** The days a product base is on sale for; null stands for its open-date offers. */
function daysOnSale(catalog: CatalogSpec, baseIndex: number, today: number): Day[] {
  const single = catalog.singleDates.get(baseIndex);
  if (single !== undefined) return [today + single];
  const days = Array.from({ length: daysAhead }, (_, ahead) => today + ahead);
  return [null, ...days.filter((day) => weekday(day) !== catalog.closedWeekday)];
}

function dayPasses(day: Day, filter: OfferFilter): boolean {
  if (filter.from === undefined && filter.to === undefined) return true;
  return day !== null && day >= (filter.from ?? -Infinity) && day <= (filter.to ?? Infinity);
}

function passes(offer: Offer, filter: OfferFilter): boolean {
  return dayPasses(offer.day, filter) && productPasses(offer.catalog, offer.product.index, filter);
}

function offersOfSession(catalog: CatalogSpec, filter: OfferFilter, today: number): Offer[] {
  const parts = readId(filter.session!);
  const generated = parts?.kind === 'session' ? offerOfParts(catalog, parts) : undefined;
  const listed =
    generated?.day !== null && generated !== undefined && isOnSale(generated, generated.day, today);
  return [...documentedOffersOf(catalog), ...(listed ? [generated] : [])].filter(
    (offer) =>
      offer.tickets.some((ticket) => ticket.sessions.some((session) => session.id === filter.session)) &&
      passes(offer, filter),
  );
}

function isOnSale(offer: Offer, day: number, today: number): boolean {
  return daysOnSale(offer.catalog, offer.product.base.index, today).includes(day);
}
