import * as v from 'valibot';
import type { Clock } from '../base/clock';
import {
  failureOf,
  isFinal,
  isStray,
  RequestFailure,
  tokenFailureKinds,
  transportFailureKinds,
  type Failure,
} from '../base/failure';
import { originOf } from '../net/endpoint';
import { displayUrl } from '../net/http';
import type { EnvironmentStore } from './accountStores';
import { clockTolerance, longestRetryAfter, retryDelay } from './renewalPolicy';
import { fingerprint, type ServiceAccount } from './serviceAccount';

/** Why an account's token endpoints are left alone, and until when. Times are milliseconds since the epoch. */
export interface Setback {
  /** Absent where all that is known is that requests were called off: they count, but nothing has failed. */
  readonly failure?: Failure | undefined;
  /** How many there were in a row, this one included. */
  readonly count: number;
  readonly at: number;
  /** When the next request may go out that nobody waits for; `Infinity` = not before a person acts. */
  readonly until: number;
  /** When a person may ask again: the server's own wish, no back-off of ours. */
  readonly wish: number;
  /** From when another request may fail without its being the third within a minute. */
  readonly free: number;
}

/** What decides how a failure is judged. */
interface Circumstances {
  /** Whether the account's endpoints have given tokens before. */
  readonly hadTokens: boolean;
  /** Whether the same try goes on with another request. */
  readonly goesOn?: boolean;
}

const minute = 60_000;

/** What stands in the way of an account that nothing has happened to. */
const none: Setback = { count: 0, at: 0, until: 0, wish: 0, free: 0 };

const sharedSchema = v.object({
  failure: v.optional(
    v.object({
      // Another version of the extension may have left what this one has no word for.
      kind: v.fallback(
        v.picklist([...transportFailureKinds, ...tokenFailureKinds, 'unexpected']),
        'unexpected',
      ),
      url: v.optional(v.string()),
      status: v.optional(v.number()),
      code: v.optional(v.string()),
      retryAfter: v.optional(v.number()),
      passing: v.optional(v.literal(true)),
    }),
  ),
  count: v.number(),
  at: v.number(),
  until: v.number(),
  wish: v.number(),
  free: v.number(),
});

/** True where a request may go out: at its time, or for a person once the server does not mind. */
export function mayAsk(setback: Setback | undefined, urgent: boolean, now: number): boolean {
  return setback === undefined || now >= setback.until || (urgent && now >= setback.wish);
}

/**
 * Throws the failure that a request has to wait for. What was called off has gone without an answer: after the second of
 * these within a minute, who asks without a person waits for the rest of it, and is told that no answer came in time.
 */
export function refuseWhile(
  setback: Setback | undefined,
  { tokenEndpoint }: ServiceAccount,
  urgent: boolean,
  now: number,
): void {
  if (setback !== undefined && !mayAsk(setback, urgent, now)) {
    const { failure = { kind: 'timeout', url: displayUrl(tokenEndpoint) }, wish } = setback;
    // Of the wait that the server has asked for, what is left.
    const retryAfter = Math.max(0, wish - now);
    throw new RequestFailure(failure.retryAfter === undefined ? failure : { ...failure, retryAfter });
  }
}

/** The same setback for a wall clock that was set back by so many milliseconds. */
export function movedBack(setback: Setback, by: number): Setback {
  const { at, until, wish, free } = setback;
  return { ...setback, at: at - by, until: until - by, wish: wish - by, free: free - by };
}

/**
 * The latest setback of each account, of this window's sessions whether or not they are still there; what passes is
 * shared with the other windows, so that all of them together ask no more often than one would: of what nobody waits
 * for, no more than two requests fail within a minute.
 */
export class Setbacks {
  private readonly own = new Map<string, Setback>();
  /** When a person has acted last. */
  private pardonedAt = -Infinity;

  /** @param random numbers from 0 up to 1 */
  constructor(
    private readonly store: Pick<EnvironmentStore, 'setback' | 'setSetback'>,
    private readonly random: () => number,
  ) {}

  /** The latest at a time, also where its wait is over. */
  of(account: ServiceAccount, now: number): Setback | undefined {
    const own = this.own.get(fingerprint(account));
    const stored = v.safeParse(sharedSchema, this.store.setback(keyOf(account)));
    // What is checked has all that counts; only that a member may be there and undefined, the type leaves out.
    const shared = stored.success ? (stored.output as Setback) : undefined;
    // A refusal goes before what passes: other windows' failures do not lift it.
    const isOwn = own?.until === Infinity || (own?.at ?? -Infinity) >= (shared?.at ?? -Infinity);
    const latest = isOwn ? own : shared;
    if (latest?.failure === undefined && (latest?.at ?? -Infinity) <= this.pardonedAt) {
      return undefined;
    }
    if (latest === undefined || latest.at <= now + clockTolerance) {
      return latest;
    }
    // Of before the clock was set back; for good, or it would seem new at each look.
    return this.keep(account, movedBack(latest, latest.at - now));
  }

  /** True within a minute of the latest failure: no more than one may follow, so that a try has but one request. */
  isRecent(account: ServiceAccount, now: number): boolean {
    return now < (this.of(account, now)?.at ?? -Infinity) + minute;
  }

  /** Takes note of a failure at a time, and tells what follows from it. */
  add(
    account: ServiceAccount,
    failure: Failure,
    at: number,
    { hadTokens, goesOn = false }: Circumstances,
  ): Setback {
    const { count = 0, at: before = -Infinity } = this.of(account, at) ?? {};
    const judged = isStray(failure) && hadTokens ? { ...failure, passing: true as const } : failure;
    const free = Math.max(at, before + minute);
    const wait = goesOn ? 0 : retryDelay(judged, count + 1, this.random);
    const until = isFinal(judged) && !goesOn ? Infinity : Math.max(at + wait, free);
    const wish = at + (judged.retryAfter ?? 0);
    return this.keep(account, { failure: judged, count: count + 1, at, until, wish, free });
  }

  /**
   * Asks for tokens beside the sessions because a person wants it: not before the time that the server has asked for, and
   * where it asks for one, sessions wait as well. What else fails may be of another secret than theirs.
   */
  async heed<T>(account: ServiceAccount, clock: Clock, request: () => Promise<T>): Promise<T> {
    refuseWhile(this.of(account, clock.now()), account, true, clock.now());
    try {
      return await request();
    } catch (error) {
      const failure = failureOf(error);
      const retryAfter = Math.min(failure.retryAfter ?? 0, longestRetryAfter);
      if (failure.kind === 'throttled' && retryAfter > 0) {
        this.add(account, { ...failure, retryAfter }, clock.now(), { hadTokens: false });
      }
      throw error;
    }
  }

  /** Counts a request whose outcome nobody will know among those that may fail within a minute; it is no failure. */
  callOff(account: ServiceAccount, at: number): void {
    const before = this.of(account, at) ?? none;
    const free = Math.max(at, before.at + minute);
    this.keep(account, { ...before, at, free, until: Math.max(before.until, free) });
  }

  /** After a request that did not fail, at a time: nothing stands in the way any more but the measure of a minute. */
  clear(account: ServiceAccount, now: number): void {
    const latest = this.of(account, now);
    this.own.delete(fingerprint(account));
    if (latest !== undefined) {
      const { at, free: until } = latest;
      this.share(account, now < at + minute ? { ...latest, count: 0, until, wish: at } : undefined);
    }
  }

  /** Forgets all refusals, and what was called off: a person has acted, at this time. */
  pardon(now: number): void {
    this.pardonedAt = now;
    for (const [account, { until }] of this.own) {
      if (until === Infinity) {
        this.own.delete(account);
      }
    }
  }

  private keep(account: ServiceAccount, setback: Setback): Setback {
    const { failure, until, free } = setback;
    this.own.set(fingerprint(account), setback);
    // The server's words stay in this window, and so does a refusal, but that there was one.
    const shared = failure && { ...failure, detail: undefined };
    this.share(account, { ...setback, failure: shared, until: until < Infinity ? until : free });
    return setback;
  }

  private share(account: ServiceAccount, setback: object | undefined): void {
    // A wait that cannot be shared costs a request at worst.
    this.store.setSetback(keyOf(account), setback).catch(() => undefined);
  }
}

/** By server, not by account: one whose endpoint is being typed in the settings is another with each letter. */
function keyOf({ environment, tokenEndpoint }: ServiceAccount): string {
  return `${environment} ${originOf(tokenEndpoint)}`;
}
