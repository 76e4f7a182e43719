import { isJsonObject, jsonList } from '../base/json';
import { type Failure, failureOf, RequestFailure } from '../base/failure';
import { readResource, type Resource } from '../api/resource';
import { type Amount, amountOf, availabilityOf, offerFacts, quantityOf, type OfferFacts } from './offer';
import type { ResourceReader } from '../api/apiClient';
import { below } from './place';

/** What the server answered about an offer at one moment; never kept longer than it is shown. */
export interface LiveOffer {
  /** When it was asked, in milliseconds since the epoch. */
  readonly time: number;
  /** `null` = no limit, `undefined` = not told. */
  readonly quantity: number | null | undefined;
  readonly price: Amount | undefined;
  /** Quantities by the IRI of the session. */
  readonly sessions: ReadonlyMap<string, number | null>;
  /** What kept one of the two answers away. */
  readonly failure: Failure | undefined;
}

/** The last answer about each offer. */
export class LiveOffers {
  private readonly answers = new Map<string, LiveOffer>();

  /** @param offer its IRI */
  set(offer: string, answer: LiveOffer): void {
    this.answers.set(offer, answer);
  }

  /**
   * The answer about an offer, as long as it counts: a list that was read later, and tells a quantity, knows better.
   * @param listed the offer, or a session of it, as it was listed
   * @param readAt when its list was read, in milliseconds since the epoch, where that is known
   */
  of(offer: Resource | undefined, listed: Resource, readAt: number | undefined): LiveOffer | undefined {
    const answer = this.answers.get(offer?.iri ?? '');
    const isOlder = answer !== undefined && readAt !== undefined && answer.time < readAt;
    return isOlder && tellsQuantity(listed) ? undefined : answer;
  }

  /** Forgets the answers from before a time, in milliseconds since the epoch. */
  forgetBefore(time: number): void {
    for (const [offer, answer] of this.answers) {
      if (answer.time < time) {
        this.answers.delete(offer);
      }
    }
  }
}

/** What is known of an offer: what was answered live, and what the list says of all else. */
export function factsNow(offer: Resource, live: LiveOffer | undefined): OfferFacts {
  const listed = offerFacts(offer);
  const { quantity = listed.quantity, price = listed.price } = live ?? {};
  return { ...listed, quantity, price };
}

/**
 * Asks `/availability` and `/price` of an offer (API reference, section 4). One of them may be missing, then the other
 * one is told; rejects with a `RequestFailure` where both are.
 */
export async function readLiveOffer(
  api: Pick<ResourceReader, 'get'>,
  offer: string,
  now: () => number,
  signal: AbortSignal,
): Promise<LiveOffer> {
  const [availability, price] = await Promise.allSettled([
    api.get(below({ iri: offer }, 'availability'), signal),
    api.get(below({ iri: offer }, 'price'), signal),
  ]);
  if (availability.status === 'rejected' && price.status === 'rejected') {
    throw new RequestFailure(failureOf(availability.reason));
  }
  const stock = availability.status === 'fulfilled' ? availability.value.json : undefined;
  const amount = price.status === 'fulfilled' ? price.value.json : undefined;
  const refused = [availability, price].find((each) => each.status === 'rejected');
  return {
    time: now(),
    quantity: isJsonObject(stock) ? quantityOf(stock['availableQuantity']) : undefined,
    price: isJsonObject(amount) ? amountOf(amount, 'amountInclTax') : undefined,
    sessions: quantitiesOf(stock),
    failure: refused === undefined ? undefined : failureOf(refused.reason),
  };
}

function tellsQuantity(listed: Resource): boolean {
  const { kind } = availabilityOf(offerFacts(listed));
  return kind !== 'limited' && kind !== 'unknown';
}

/** A session that an availability names (API reference, section 5), as an IRI or embedded. */
export interface NamedSession {
  readonly session: Resource;
  /** `null` = no limit, `undefined` = not told. */
  readonly quantity: number | null | undefined;
}

/** The sessions in the answer to `/availability`. */
export function sessionsOf(availability: unknown): NamedSession[] {
  const listed = isJsonObject(availability) ? jsonList(availability['sessionsAvailability']) : [];
  return listed.filter(isJsonObject).map((each) => ({
    session: readResource(each['session']),
    quantity: quantityOf(each['availableQuantity']),
  }));
}

function quantitiesOf(availability: unknown): Map<string, number | null> {
  const quantities = new Map<string, number | null>();
  for (const { session, quantity } of sessionsOf(availability)) {
    if (session.iri !== undefined && quantity !== undefined) {
      quantities.set(session.iri, quantity);
    }
  }
  return quantities;
}
