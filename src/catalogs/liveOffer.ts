import { isJsonObject } from '../base/json';
import { type Failure, failureOf, RequestFailure } from '../base/failure';
import { type Amount, amountOf, quantityOf } from './offer';
import type { ResourceReader } from '../api/apiClient';

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
  const address = offer.replace(/\/+$/, '');
  const [availability, price] = await Promise.allSettled([
    api.get(`${address}/availability`, signal),
    api.get(`${address}/price`, signal),
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
    sessions: sessionsOf(stock),
    failure: refused === undefined ? undefined : failureOf(refused.reason),
  };
}

function sessionsOf(availability: unknown): Map<string, number | null> {
  const listed: unknown = isJsonObject(availability) ? availability['sessionsAvailability'] : undefined;
  const sessions = new Map<string, number | null>();
  for (const each of Array.isArray(listed) ? (listed as unknown[]) : []) {
    const quantity = isJsonObject(each) ? quantityOf(each['availableQuantity']) : undefined;
    if (isJsonObject(each) && typeof each['session'] === 'string' && quantity !== undefined) {
      sessions.set(each['session'], quantity);
    }
  }
  return sessions;
}
