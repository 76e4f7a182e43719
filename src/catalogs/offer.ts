import { isJsonObject, type JsonObject } from '../base/json';
import { idOf, type Resource } from '../api/resource';

/** An amount as the API writes it: a decimal string, and a currency code in either case. */
export interface Amount {
  readonly amount: string;
  readonly currency: string | undefined;
}

/** What an offer says of itself. Every member may be missing: its newest payload is only partly documented. */
export interface OfferFacts {
  /** `YYYY-MM-DD`; `undefined` for an offer that is not tied to a day. */
  readonly day: string | undefined;
  readonly price: Amount | undefined;
  /** The price before reduction. */
  readonly originalPrice: Amount | undefined;
  /** `null` = no limit, `undefined` = not told. */
  readonly quantity: number | null | undefined;
  readonly availabilityCheckRequired: boolean;
  readonly realtimePriceRequired: boolean;
}

/** Reads an offer (API reference, section 5). */
export function offerFacts({ raw }: Resource): OfferFacts {
  const offer = isJsonObject(raw) ? raw : {};
  const price = isJsonObject(offer['price']) ? offer['price'] : {};
  return {
    day: dayOf(offer['date']),
    price: amountOf(price, 'amountInclTax'),
    originalPrice: amountOf(price, 'originalAmountInclTax'),
    quantity: quantityOf(offer['availableQuantity']),
    availabilityCheckRequired: offer['availabilityCheckRequired'] === true,
    realtimePriceRequired: offer['realtimePriceRequired'] === true,
  };
}

/** An amount out of a price; numbers are taken too. */
export function amountOf(price: JsonObject, key: string): Amount | undefined {
  const value = price[key];
  const amount = typeof value === 'number' ? String(value) : value;
  const currency = price['currency'];
  return typeof amount === 'string' && amount !== ''
    ? { amount, currency: typeof currency === 'string' ? currency : undefined }
    : undefined;
}

/** A quantity: `null` = no limit, `undefined` = not told. */
export function quantityOf(value: unknown): number | null | undefined {
  return value === null || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
}

/** The offers of a list by day, in order; those without a day are under the empty text, at the end. */
export function byDay(offers: readonly Resource[], product: Resource): Map<string, Resource[]> {
  const days = new Map<string, Resource[]>();
  for (const offer of offers.filter((each) => isOf(each, product))) {
    const day = offerFacts(offer).day ?? '';
    const known = days.get(day) ?? [];
    known.push(offer);
    days.set(day, known);
  }
  return new Map([...days].sort(([a], [b]) => (b === '' ? -1 : a === '' ? 1 : a < b ? -1 : 1)));
}

/** False where the offer names another product: then the server knows no filter by product and listed all. */
function isOf(offer: Resource, product: Resource): boolean {
  const named: unknown = isJsonObject(offer.raw) ? offer.raw['product'] : undefined;
  const id = named === undefined ? undefined : idOf(named);
  return id === undefined || id === idOf(product.raw);
}

/** A date that exists, from a text that starts with one. */
function dayOf(value: unknown): string | undefined {
  const day = typeof value === 'string' ? (/^\d{4}-\d{2}-\d{2}(?!\d)/.exec(value)?.[0] ?? '') : '';
  const time = Date.parse(`${day}T00:00:00Z`);
  // 2026-02-31 is taken for 2026-03-03.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? day : undefined;
}
