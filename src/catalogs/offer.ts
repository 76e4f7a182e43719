import { isJsonObject, type JsonObject } from '../base/json';
import { idOf, type Resource } from '../api/resource';
import { dayOf } from '../base/days';
import { isDecimal } from '../base/decimal';

/** An amount as the API writes it: a decimal string, and a currency code in either case. */
export interface Amount {
  readonly amount: string;
  readonly currency: string | undefined;
}

/**
 * What the offer list says about how much is left (API reference, TicketingOffer). `unlimited`: the quantity is null,
 * which is inferred to mean no limit; `limited`: said to be limited without a quantity; `unknown`: nothing usable said.
 */
export type Availability =
  | { readonly kind: 'soldOut' | 'unlimited' | 'limited' | 'unknown' }
  | { readonly kind: 'quantity'; readonly quantity: number };

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
    day: typeof offer['date'] === 'string' ? dayOf(offer['date']) : undefined,
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

/** How much of an offer is left, as far as its list tells. */
export function availabilityOf({ quantity, availabilityCheckRequired }: OfferFacts): Availability {
  if (typeof quantity === 'number') {
    return quantity > 0 ? { kind: 'quantity', quantity: Math.ceil(quantity) } : { kind: 'soldOut' };
  }
  if (availabilityCheckRequired) {
    return { kind: 'limited' };
  }
  return { kind: quantity === null ? 'unlimited' : 'unknown' };
}

/** True where nothing is left of an offer. */
export function isSoldOut(offer: OfferFacts): boolean {
  return availabilityOf(offer).kind === 'soldOut';
}

/** The ISO 4217 code in capitals: written `eur` in the reference and `EUR` in a guide's sample. '' where none is told. */
export function currencyOf({ currency = '' }: Amount): string {
  return /^[a-z]{3}$/i.test(currency) ? currency.toUpperCase() : '';
}

/** An amount as a number; `undefined` where it is none, or has more digits than a number is sure to hold. */
export function valueOf({ amount }: Amount): number | undefined {
  if (!isDecimal(amount)) {
    return undefined;
  }
  // Zeros at the ends take no room.
  const digits = amount.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return digits.length <= 15 ? Number(amount) : undefined;
}

/** The lowest amount of each currency, the most usual currency first: those of different ones cannot be compared. */
export function lowestPrices<T extends Amount>(amounts: readonly T[]): T[] {
  const byCurrency = new Map<
    string,
    { readonly lowest: T; readonly value: number; readonly count: number }
  >();
  for (const each of amounts) {
    const value = valueOf(each);
    if (value !== undefined) {
      const known = byCurrency.get(currencyOf(each));
      const isLower = known === undefined || value < known.value;
      byCurrency.set(currencyOf(each), {
        ...(isLower ? { lowest: each, value } : known),
        count: (known?.count ?? 0) + 1,
      });
    }
  }
  return [...byCurrency.values()].sort((a, b) => b.count - a.count).map(({ lowest }) => lowest);
}

/** A quantity: `null` = no limit, `undefined` = not told. */
export function quantityOf(value: unknown): number | null | undefined {
  return value === null || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
}

/** True unless the offer names another product: a server may not know the product filter, or not embed the product. */
export function isOfferOf({ raw }: Resource, productId: string): boolean {
  const product = isJsonObject(raw) ? raw['product'] : undefined;
  const ids = [idOf(product), isJsonObject(product) ? idOf(product['@id']) : undefined].filter(
    (id) => id !== undefined,
  );
  return ids.length === 0 || ids.some((id) => id.toLowerCase() === productId.toLowerCase());
}
