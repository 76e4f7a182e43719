import type { Product, ProductBase } from './catalogData';
import { epochDay, isoDate, utcTime } from './calendar';
import type { CatalogSpec } from './catalogSpecs';
import type { JsonObject } from './hydra';
import { scatter } from './identifiers';
import type { Offer, OfferTicket, TicketSession } from './offerData';
import { optionNames, type OptionCode, type OptionValue } from './optionData';
import type { Language } from './texts';
import { places, towns, universes } from './vocabulary';

/** Writes resources as JSON-LD in one language, below one catalogs path. Items carry no `@context`. */
export class Resources {
  constructor(
    private readonly catalogsPath: string,
    private readonly language: Language,
    private readonly now: number,
  ) {}

  catalog(spec: CatalogSpec): JsonObject {
    return {
      '@id': this.iri(spec),
      '@type': 'TicketingCatalog',
      id: spec.id,
      createdAt: utcTime(spec.createdAt),
      // Once a night, so that the entity tag stays the same for a day.
      lastSyncedAt: utcTime(Date.parse(`${isoDate(epochDay(this.now))}T02:30:00Z`) - 86_400_000),
      name: spec.name[this.language],
    };
  }

  productBase(base: ProductBase): JsonObject {
    return {
      '@id': this.iri(base.catalog, 'product_bases', base.id),
      '@type': 'TicketingProductBase',
      id: base.id,
      name: base.name[this.language],
      disabled: base.disabled,
      ...this.productBaseDetails(base),
    };
  }

  /** Members that the reference describes in prose only. */
  private productBaseDetails(base: ProductBase): JsonObject {
    const { catalog, index } = base;
    const en = this.language === 'en';
    return {
      description: en
        ? `<p>A day <strong>out of the ordinary</strong>.<br>Doors open at 9&nbsp;a.m.</p>`
        : `<p>Une journée <strong>hors du commun</strong>.<br>Ouverture des portes à 9&nbsp;h.</p>`,
      shortDescription: en ? '<p>Out of the ordinary.</p>' : '<p>Hors du commun.</p>',
      termsOfUse:
        index % 4 === 3 ? null : en ? '<ul><li>No refund</li></ul>' : '<ul><li>Non remboursable</li></ul>',
      useSession: base.access !== 'day',
      timezone: 'Europe/Paris',
      recurring: !catalog.singleDates.has(index),
      beneficiaryInfoMayBeRequired: index % 5 === 0,
      instantDocumentDelivery: index % 3 !== 0,
      maxAmountPerOrder: index % 7 === 6 ? null : 10,
      universe: universes[index % universes.length],
      venue: {
        name: places[index % places.length],
        line1: `${1 + scatter(90, index)} rue des Lilas`,
        line2: null,
        postalCode: String(10_000 + scatter(80_000, index)),
        city: towns[index % towns.length],
        country: 'FR',
        phone: null,
        website: null,
        latitude: (43 + scatter(60_000, index, 1) / 10_000).toFixed(4),
        longitude: (-1 + scatter(60_000, index, 2) / 10_000).toFixed(4),
      },
      medias: { logo: null, gallery: [] },
    };
  }

  product(product: Product): JsonObject {
    return {
      '@id': this.iri(product.base.catalog, 'products', product.id),
      '@type': 'TicketingProduct',
      id: product.id,
      name: product.name[this.language],
      description: product.description[this.language],
      disabled: product.disabled,
    };
  }

  option(base: ProductBase, code: OptionCode): JsonObject {
    return {
      '@id': this.iri(base.catalog, 'product_bases', base.id, 'options', code),
      '@type': 'TicketingProductBaseOption',
      code,
      name: optionNames[code][this.language],
    };
  }

  optionValue(base: ProductBase, value: OptionValue): JsonObject {
    return {
      '@id': this.iri(base.catalog, 'product_bases', base.id, 'options', value.code, 'values', value.id),
      '@type': 'TicketingProductBaseOptionValue',
      id: value.id,
      name: value.name[this.language],
      position: value.position,
    };
  }

  offer(offer: Offer): JsonObject {
    return {
      '@id': this.offerIri(offer),
      '@type': 'TicketingOffer',
      id: offer.id,
      date: offer.day === null ? null : isoDate(offer.day),
      availabilityCheckRequired: offer.availableQuantity !== null,
      realtimePriceRequired: offer.realtimePriceRequired,
      price: {
        '@type': 'TicketingOfferPrice',
        '@id': genid(offer.product.index, offer.day ?? 0, 0),
        amountInclTax: amount(offer.price),
        originalAmountInclTax: offer.originalPrice === null ? null : amount(offer.originalPrice),
        currency: 'eur',
      },
      product: this.product(offer.product),
      tickets: offer.tickets.map((ticket) => this.ticket(offer, ticket)),
      availableQuantity: offer.availableQuantity,
    };
  }

  /** The reference's sample shows the context and type of the offer here, and the currency in capitals. */
  price(offer: Offer): JsonObject {
    return {
      '@context': '/contexts/TicketingOffer',
      '@id': `${this.offerIri(offer)}/price`,
      '@type': 'TicketingOffer',
      amountInclTax: amount(offer.currentPrice),
      amountExclTax: amount(offer.currentPriceExclTax),
      currency: 'EUR',
    };
  }

  availability(offer: Offer): JsonObject {
    const sessions = offer.tickets.flatMap((ticket) =>
      ticket.sessions.map((session) => ({ ticket, session })),
    );
    return {
      '@id': `${this.offerIri(offer)}/availability`,
      '@type': 'TicketingOfferAvailability',
      availableQuantity: offer.availableQuantity,
      sessionsAvailability: sessions.map(({ ticket, session }, position) => ({
        '@type': 'SessionAvailability',
        '@id': genid(offer.product.index, offer.day ?? 0, position + 1),
        session: this.sessionIri(offer, ticket, session),
        availableQuantity: session.availableQuantity,
      })),
    };
  }

  ticket(offer: Offer, ticket: OfferTicket): JsonObject {
    return {
      '@id': this.ticketIri(offer, ticket),
      '@type': 'TicketingOfferTicket',
      id: ticket.id,
      name: ticket.name[this.language],
      description: `${offer.product.name[this.language]} : ${ticket.name[this.language]}`,
      dateAccess: ticket.dateAccess,
    };
  }

  session(offer: Offer, ticket: OfferTicket, session: TicketSession): JsonObject {
    return {
      '@id': this.sessionIri(offer, ticket, session),
      '@type': 'TicketingOfferTicketSession',
      id: session.id,
      occursAt: session.occursAt,
      availableQuantity: session.availableQuantity,
      ...this.seatMapOf(offer, session),
    };
  }

  /** Where seats are chosen; that the session names its map, and how, is made up. */
  private seatMapOf({ product: { base } }: Offer, session: TicketSession): JsonObject {
    return base.access === 'session' ? { seatMap: this.seatMapIri(base, session.id) } : {};
  }

  private seatMapIri(base: ProductBase, sessionId: string): string {
    return this.iri(base.catalog, 'product_bases', base.id, 'seat_maps', sessionId);
  }

  /** The payload is not documented: rows of seats, made up. */
  seatMap(base: ProductBase, sessionId: string): JsonObject {
    return {
      '@id': this.seatMapIri(base, sessionId),
      '@type': 'TicketingSeatMap',
      id: sessionId,
      rows: ['A', 'B', 'C'].map((row, position) => ({ row, seats: 12 + 2 * position })),
    };
  }

  private offerIri(offer: Offer): string {
    return this.iri(offer.catalog, 'offers', offer.id);
  }

  private ticketIri(offer: Offer, ticket: OfferTicket): string {
    return `${this.offerIri(offer)}/tickets/${ticket.id}`;
  }

  private sessionIri(offer: Offer, ticket: OfferTicket, session: TicketSession): string {
    return `${this.ticketIri(offer, ticket)}/sessions/${session.id}`;
  }

  private iri(catalog: CatalogSpec, ...segments: readonly string[]): string {
    return [this.catalogsPath, catalog.id, ...segments].join('/');
  }
}

/** Cents as the decimal string of the reference: `"100.00"`. */
function amount(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** The address KorusTicket gives to objects that have none. */
function genid(...seeds: readonly number[]): string {
  const digits = [1, 2, 3].map((part) =>
    scatter(0xffffffff, part, ...seeds)
      .toString(16)
      .padStart(8, '0'),
  );
  return `/.well-known/genid/${digits.join('').slice(0, 20)}`;
}
