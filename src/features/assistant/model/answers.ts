import { resolveIri, type ResourceReader } from '../../../api/apiClient';
import { type CollectionPage, goesOn, readCollection } from '../../../api/collection';
import { idOf } from '../../../api/resource';
import type { JsonObject } from '../../../base/json';
import type { Clock } from '../../../base/clock';
import { readLiveOffer } from '../../../catalogs/liveOffer';
import { catalogIn } from '../../../catalogs/locate';
import { addDays } from '../../../base/days';
import { isOfferOf, offerFacts } from '../../../catalogs/offer';
import { offersAddress, pageAddress } from '../../../catalogs/place';
import { firstWithMembers } from '../../../catalogs/readPages';
import type { Failure } from '../../../base/failure';
import { rowOf } from './row';
import type { ToolInput } from './toolInputs';

/** Rows of an answer: models are charged by the length of what they read. */
export const rowsPerPage = 20;
const mostSessions = 50;

/** What the answers are made from. */
export interface AnswerSources {
  /** Reads what may be kept: catalogs and products (API reference, section 4). */
  readonly kept: ResourceReader;
  /** Reads what changes by the minute: offers, their quantities and prices. */
  readonly live: Pick<ResourceReader, 'get'>;
  /** Of the account in use. */
  readonly apiBaseUrl: string;
  readonly clock: Clock;
  /** A failure as a sentence. */
  readonly explain: (failure: Failure) => string;
}

/** The catalogs of the account. Rejects with a `RequestFailure`. */
export async function listCatalogs(
  { kept, explain }: AnswerSources,
  { page }: ToolInput<'korusticket_listCatalogs'>,
  signal: AbortSignal,
): Promise<JsonObject> {
  const atOnce = await kept.getCatalogs(pageAddress('', page, rowsPerPage), signal);
  // A model decides by what it reads first, and is not told what comes later.
  const reply = (await atOnce.newer) ?? atOnce;
  const read = readCollection(reply.json);
  return {
    catalogs: read.members.map((each) => rowOf(each)),
    ...paging(read, page),
    ...ageOf(reply.readAt, reply.failure, explain),
    ...(read.members.length === 0 && page === 1
      ? { note: 'No catalog: KorusTicket has not given this organization access to one yet.' }
      : {}),
  };
}

/** Offers of a product from one day to another, both included. Rejects with a `RequestFailure`. */
export async function listOffers(
  { live, apiBaseUrl, clock }: AnswerSources,
  { product, from, until, page }: ToolInput<'korusticket_listOffers'>,
  signal: AbortSignal,
): Promise<JsonObject> {
  const iri = new URL(resolveIri(product, apiBaseUrl)).pathname;
  const id = idOf(iri) ?? iri;
  const days = { from, until: addDays(until, 1), order: 'asc' } as const;
  // Whether the filter takes ids or IRIs is not documented: the other is asked where one brings nothing.
  const { page: read } = await firstWithMembers([id, iri], async (named) => {
    const address = offersAddress({ iri: catalogIn(iri) }, { products: [named], ...days });
    const { json } = await live.get(pageAddress(address, page, rowsPerPage), signal);
    return readCollection(json);
  });
  // A server that knows no such filter lists others, too.
  const offers = read.members.filter((offer) => {
    const { day } = offerFacts(offer);
    return isOfferOf(offer, id) && (day === undefined || (day >= from && day <= until));
  });
  const others = read.members.length - offers.length;
  const pages = paging(read, page);
  return {
    offers: offers.map((each) => rowOf(each, ['product', 'tickets'])),
    ...pages,
    // Where a server lists other products or days as well, its total counts them.
    ...(others === 0 ? {} : { totalItems: undefined, othersLeftOut: others }),
    readAt: new Date(clock.now()).toISOString(),
    ...(offers.length === 0 ? { note: noOffers('nextPage' in pages) } : {}),
  };
}

function noOffers(hasMore: boolean): string {
  return hasMore
    ? 'None on this page, but there are more pages: ask for nextPage.'
    : 'The server answered and lists no offer of this product for these days. Other days may have some.';
}

/** When something was read, and why it is not newer where the server could not be asked. */
export function ageOf(
  readAt: number | undefined,
  failure: Failure | undefined,
  explain: AnswerSources['explain'],
): JsonObject {
  return {
    ...(readAt === undefined ? {} : { readAt: new Date(readAt).toISOString() }),
    ...(failure === undefined ? {} : { notNewerBecause: explain(failure) }),
  };
}

/** Quantity and price of an offer as the server tells them now. Rejects with a `RequestFailure`. */
export async function checkAvailability(
  { live, apiBaseUrl, clock, explain }: AnswerSources,
  { offer }: ToolInput<'korusticket_checkAvailability'>,
  signal: AbortSignal,
): Promise<JsonObject> {
  const iri = new URL(resolveIri(offer, apiBaseUrl)).pathname;
  const { time, quantity, price, sessions, failure } = await readLiveOffer(
    live,
    iri,
    () => clock.now(),
    signal,
  );
  const listed = [...sessions].map(([session, availableQuantity]) => ({ session, availableQuantity }));
  return {
    offer: iri,
    askedAt: new Date(time).toISOString(),
    ...(quantity === undefined ? {} : { availableQuantity: quantity }),
    ...(price === undefined ? {} : { price: { amountInclTax: price.amount, currency: price.currency } }),
    ...(listed.length === 0 ? {} : { sessions: listed.slice(0, mostSessions) }),
    ...(listed.length > mostSessions ? { sessionsNotShown: listed.length - mostSessions } : {}),
    ...(failure === undefined ? {} : { notTold: explain(failure) }),
  };
}

function paging(read: CollectionPage, page: number): JsonObject {
  const hasMore = goesOn(read, page * rowsPerPage, rowsPerPage);
  return {
    page,
    ...(read.total === undefined ? {} : { totalItems: read.total }),
    ...(hasMore ? { nextPage: page + 1 } : {}),
  };
}
