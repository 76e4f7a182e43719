import type { Resource } from '../../../api/resource';
import { monthOf } from '../../../base/days';
import {
  availabilityOf,
  currencyOf,
  lowestPrices,
  offerFacts,
  valueOf,
  type Availability,
  type OfferFacts,
} from '../../../catalogs/offer';

/** A price in one currency, tax included. */
export interface Price {
  /** Decimal text as sent: `100.00`. */
  readonly amount: string;
  /** Price before a reduction; only where it is higher. */
  readonly original: string | undefined;
  /** ISO 4217 code in capitals; '' where the server names none. */
  readonly currency: string;
  /** `realtimePriceRequired`: the amount is a guide, the price is asked for before reserving. */
  readonly dynamic: boolean;
}

/** One offer, as far as the calendar needs it. */
export interface Offer {
  /** `YYYY-MM-DD`; `undefined` where the offer is not tied to a day. */
  readonly day: string | undefined;
  readonly price: Price | undefined;
  readonly availability: Availability;
  /** `availabilityCheckRequired`: the quantity is limited and has to be asked for before reserving. */
  readonly checkRequired: boolean;
}

/** Share of the best day of the same product and month: up to a quarter, up to two thirds, above. */
export type Level = 'few' | 'some' | 'many';

/** The offers of one product for one day, or without a day, as one entry. */
export interface DayOffers {
  /** '' for offers that are not tied to a day. */
  readonly day: string;
  readonly offers: number;
  /** The lowest price of each currency, of what can still be had where anything can; the most usual currency first. */
  readonly prices: readonly Price[];
  /** That of the offer with the most left: stock may be shared, so quantities are not added up. */
  readonly availability: Availability;
  /** Only with a quantity. */
  readonly level: Level | undefined;
  readonly checkRequired: boolean;
}

/** A month of one product. */
export interface OfferMonth {
  /** Days with offers, in order; a day that is missing is not on sale. */
  readonly days: readonly DayOffers[];
  /** Offers that are not tied to a day, where the server sent any. */
  readonly undated: DayOffers | undefined;
}

/** Reads an offer. Nothing is refused: what cannot be read is unknown. */
export function readOffer(resource: Resource): Offer {
  const facts = offerFacts(resource);
  return {
    day: facts.day,
    price: priceOf(facts),
    availability: availabilityOf(facts),
    checkRequired: facts.availabilityCheckRequired,
  };
}

/** The offers of one product as a month; days outside of it are left out. */
export function offerMonth(offers: readonly Offer[], month: string): OfferMonth {
  const byDay = new Map<string, Offer[]>();
  for (const offer of offers) {
    const day = offer.day ?? '';
    if (day === '' || monthOf(day) === month) {
      const known = byDay.get(day);
      if (known === undefined) {
        byDay.set(day, [offer]);
      } else {
        known.push(offer);
      }
    }
  }
  // What is not tied to a day is no day that others could be compared with.
  const quantities = [...byDay].flatMap(([day, ofDay]) => (day === '' ? [] : ofDay.map(quantityOf)));
  const most = Math.max(0, ...quantities);
  const days = [...byDay].map(([day, ofDay]) => dayOffers(day, ofDay, most));
  return {
    days: days.filter(({ day }) => day !== '').sort((a, b) => (a.day < b.day ? -1 : 1)),
    undated: days.find(({ day }) => day === ''),
  };
}

function dayOffers(day: string, offers: readonly Offer[], most: number): DayOffers {
  const open = offers.filter(({ availability }) => availability.kind !== 'soldOut');
  const availability = offers.reduce<Availability>(
    (best, offer) => (rank(offer.availability) > rank(best) ? offer.availability : best),
    { kind: 'soldOut' },
  );
  return {
    day,
    offers: offers.length,
    prices: lowestPrices((open.length > 0 ? open : offers).flatMap(({ price }) => price ?? [])),
    availability,
    level: availability.kind === 'quantity' ? levelOf(availability.quantity / most) : undefined,
    checkRequired: (open.length > 0 ? open : offers).some(({ checkRequired }) => checkRequired),
  };
}

function levelOf(share: number): Level {
  return share <= 1 / 4 ? 'few' : share <= 2 / 3 ? 'some' : 'many';
}

/** How good the news is: what is known to be there comes before what may be there. */
function rank(availability: Availability): number {
  switch (availability.kind) {
    case 'soldOut':
      return -2;
    case 'unknown':
      return -1;
    case 'limited':
      return 0;
    case 'quantity':
      return availability.quantity;
    case 'unlimited':
      return Infinity;
  }
}

function quantityOf({ availability }: Offer): number {
  return availability.kind === 'quantity' ? availability.quantity : 0;
}

function priceOf({ price, originalPrice, realtimePriceRequired }: OfferFacts): Price | undefined {
  const value = price === undefined ? undefined : valueOf(price);
  // By its sign: “-0.00” is not below nothing, and no price either.
  if (price === undefined || value === undefined || price.amount.startsWith('-')) {
    return undefined;
  }
  const original = originalPrice === undefined ? undefined : valueOf(originalPrice);
  return {
    amount: price.amount,
    original: original !== undefined && original > value ? originalPrice?.amount : undefined,
    currency: currencyOf(price),
    dynamic: realtimePriceRequired,
  };
}
