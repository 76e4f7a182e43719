import { pause, type Clock } from '../base/clock';
import { failureOf } from '../base/failure';

/** Most requests of one list under way at a time. */
const mostAtOnce = 6;
/** Wait after a 429 without Retry-After, in milliseconds. */
const usualRest = 1000;
/** Longest wait after a 429, in milliseconds, whatever the server asks for. */
const longestRest = 60_000;
/** Rests in a row without any page in between, after which the server's refusal stands. */
const mostRests = 5;

export interface PageRange<T> {
  /** Numbers of the pages, both inclusive. */
  readonly first: number;
  readonly last: number;
  readonly read: (page: number, signal: AbortSignal) => Promise<T>;
  /** Takes the pages in order; false = the rest is not wanted. */
  readonly take: (page: T) => boolean;
}

/**
 * Reads pages side by side and hands them over in order. After a 429 (RFC 6585 section 4) it waits as long as
 * Retry-After says and goes on with half as many at once. Rejects with the first failure; what was handed over before
 * stays so. Stops when `signal` is aborted.
 */
export async function readSideBySide<T>(
  { first, last, read, take }: PageRange<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const all = AbortSignal.any([signal, end.signal]);
  const arrived = new Map<number, T>();
  const waiting = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const active = new Set<Promise<void>>();
  let next = first;
  let atOnce = mostAtOnce;
  let rests = 0;
  let resting: Promise<void> | undefined;

  const rest = (page: number, retryAfter: number, round: number): void => {
    waiting.push(page);
    waiting.sort((a, b) => a - b);
    // All that were under way are refused together: that is one refusal.
    if (round === rests) {
      rests++;
      atOnce = Math.max(1, Math.floor(atOnce / 2));
      resting = pause(clock, Math.min(longestRest, retryAfter), all).finally(() => (resting = undefined));
    }
  };
  const fetch = async (page: number): Promise<void> => {
    const round = rests;
    try {
      arrived.set(page, await read(page, all));
      rests = 0;
    } catch (error) {
      const { status, retryAfter = usualRest } = failureOf(error);
      if (status !== 429 || rests >= mostRests) {
        throw error;
      }
      rest(page, retryAfter, round);
    }
  };

  try {
    while (next <= last && !signal.aborted) {
      const free = resting === undefined ? Math.max(0, atOnce - active.size) : 0;
      for (const page of waiting.splice(0, free)) {
        const work: Promise<void> = fetch(page).finally(() => active.delete(work));
        active.add(work);
      }
      await Promise.race(resting === undefined ? active : [...active, resting]);
      for (let page = arrived.get(next); page !== undefined; page = arrived.get(next)) {
        arrived.delete(next++);
        if (!take(page)) {
          return;
        }
      }
    }
  } finally {
    end.abort();
    await Promise.allSettled(active);
  }
}
