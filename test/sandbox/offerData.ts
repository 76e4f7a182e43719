import { createdAtOf, productAt, type Product } from './catalogData';
import { parisTime, weekday } from './calendar';
import type { CatalogSpec } from './catalogSpecs';
import { findDocumentedOffer } from './documentedOffers';
import { makeId, readId, scatter } from './identifiers';
import type { Localized } from './texts';
import { timeSlot, wholeDay } from './vocabulary';

/** A day as days since 1970-01-01; null for an offer that is not tied to a day. */
export type Day = number | null;

/** A price line of a product. Amounts are in cents, tax included. */
export interface Offer {
  readonly catalog: CatalogSpec;
  readonly id: string;
  readonly day: Day;
  readonly product: Product;
  readonly realtimePriceRequired: boolean;
  readonly price: number;
  readonly originalPrice: number | null;
  /** What the real-time price answers. */
  readonly currentPrice: number;
  readonly currentPriceExclTax: number;
  /** Null = no limit. */
  readonly availableQuantity: number | null;
  readonly tickets: readonly OfferTicket[];
}

/** A ticket of an offer: for the whole day, or with sessions to choose from. */
export interface OfferTicket {
  readonly id: string;
  readonly name: Localized;
  readonly dateAccess: boolean;
  readonly sessions: readonly TicketSession[];
}

export interface TicketSession {
  readonly id: string;
  /** ISO 8601 with the offset of Paris. */
  readonly occursAt: string;
  readonly availableQuantity: number;
}

const slotPrices = [49_00, 35_00, 42_00, 149_00, 39_00];
const sessionHours = [11, 15, 20];

/** The generated offer of a product for a day. */
export function offerAt(catalog: CatalogSpec, productIndex: number, day: Day): Offer {
  const product = productAt(catalog, productIndex);
  const seed = [catalog.number, productIndex, day ?? 0] as const;
  const tickets = ticketsOf(product, day);
  const price = priceOf(product, day);
  const realtimePriceRequired = scatter(4, catalog.number, productIndex) === 0;
  const currentPrice = realtimePriceRequired ? price + (scatter(11, ...seed, 1) - 5) * 50 : price;
  return {
    catalog,
    id: placeId('offer', product, day, 0, 0),
    day,
    product,
    realtimePriceRequired,
    price,
    originalPrice: scatter(6, ...seed, 2) === 0 ? roundToHalfEuro(price * 1.2) : null,
    currentPrice,
    currentPriceExclTax: Math.round(currentPrice / 1.1),
    availableQuantity: quantityOf(product, tickets, seed),
    tickets,
  };
}

function priceOf(product: Product, day: Day): number {
  const usual = slotPrices[product.slot]! + scatter(40, product.base.catalog.number, product.base.index) * 50;
  // An open date costs more than any day does; weekends cost more than weekdays.
  if (day === null) return roundToHalfEuro(usual * 1.25);
  return weekday(day) === 0 || weekday(day) === 6 ? roundToHalfEuro(usual * 1.1) : usual;
}

function quantityOf(
  product: Product,
  tickets: readonly OfferTicket[],
  seed: readonly number[],
): number | null {
  const sessions = tickets.flatMap((ticket) => ticket.sessions);
  if (sessions.length > 0) return sessions.reduce((sum, session) => sum + session.availableQuantity, 0);
  if (product.slot % 2 === 1) return null;
  return scatter(9, ...seed, 3) === 0 ? 0 : 1 + scatter(4000, ...seed, 4);
}

function ticketsOf(product: Product, day: Day): OfferTicket[] {
  const access = day === null ? 'day' : product.base.access;
  const tickets: OfferTicket[] = [];
  if (access !== 'session') {
    tickets.push({
      id: placeId('ticket', product, day, 0, 0),
      name: wholeDay,
      dateAccess: true,
      sessions: [],
    });
  }
  if (access !== 'day' && day !== null) {
    const position = tickets.length;
    const id = placeId('ticket', product, day, position, 0);
    tickets.push({ id, name: timeSlot, dateAccess: false, sessions: sessionsOf(product, day, position) });
  }
  return tickets;
}

function sessionsOf(product: Product, day: number, ticket: number): TicketSession[] {
  return sessionHours.map((hour, position) => ({
    id: placeId('session', product, day, ticket, position),
    occursAt: parisTime(day, hour),
    availableQuantity: Math.max(0, scatter(450, product.index, day, position) - 50),
  }));
}

/** The offer with this identifier, documented or generated, whatever its day. */
export function findOffer(catalog: CatalogSpec, id: string): Offer | undefined {
  const documented = findDocumentedOffer(catalog, id);
  if (documented !== undefined) return documented;
  const parts = readId(id);
  const offer = parts?.kind === 'offer' ? offerOfParts(catalog, parts) : undefined;
  return offer?.id === id ? offer : undefined;
}

/** The generated offer that a generated ticket or session identifier belongs to. */
export function offerOfParts(
  catalog: CatalogSpec,
  parts: { readonly catalog: number; readonly item: number; readonly day: number },
): Offer | undefined {
  const exists =
    parts.catalog === catalog.number && parts.item < catalog.productBases * catalog.productsPerBase;
  return exists ? offerAt(catalog, parts.item, parts.day === 0 ? null : parts.day - 1) : undefined;
}

function placeId(
  kind: 'offer' | 'ticket' | 'session',
  product: Product,
  day: Day,
  ticket: number,
  session: number,
): string {
  const { catalog } = product.base;
  const parts = {
    kind,
    catalog: catalog.number,
    item: product.index,
    day: day === null ? 0 : day + 1,
    ticket,
    session,
  };
  return makeId(parts, createdAtOf(catalog, product.index));
}

function roundToHalfEuro(cents: number): number {
  return Math.round(cents / 50) * 50;
}
