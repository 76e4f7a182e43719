import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { isFinal, isStray, type Failure } from '../base/failure';
import type { EnvironmentStore } from './accountStores';
import { retryDelay } from './renewalPolicy';
import { fingerprint, type ServiceAccount } from './serviceAccount';

/** Why an account's token endpoints are left alone, and until when. Times are milliseconds since the epoch. */
export interface Setback {
  readonly failure: Failure;
  /** How many there were in a row, this one included. */
  readonly count: number;
  readonly at: number;
  /** When the next request may go out that nobody waits for; `Infinity` = not before a person acts. */
  readonly until: number;
  /** When a person may ask again: the server's own wish, no back-off of ours. */
  readonly wish: number;
}

/** How far the time of a setback may lie ahead, in milliseconds, before the clock was set back since. */
const clockTolerance = 5000;

const sharedSchema = v.object({
  failure: v.object({
    kind: v.string(),
    url: v.optional(v.string()),
    status: v.optional(v.number()),
    code: v.optional(v.string()),
    retryAfter: v.optional(v.number()),
    passing: v.optional(v.literal(true)),
  }),
  count: v.number(),
  at: v.number(),
  until: v.number(),
  wish: v.number(),
});

/** True where a request may go out: at its time, or for a person once the server does not mind. */
export function mayAsk(setback: Setback | undefined, urgent: boolean, now: number): boolean {
  return setback === undefined || now >= setback.until || (urgent && now >= setback.wish);
}

/** The same setback for a wall clock that was set back by so many milliseconds. */
export function movedBack(setback: Setback, by: number): Setback {
  const { at, until, wish } = setback;
  return { ...setback, at: at - by, until: until - by, wish: wish - by };
}

/**
 * The latest setback of each account, of this window's sessions whether or not they are still there; what passes is
 * shared with the other windows, so that all of them together ask no more often than one would.
 */
export class Setbacks {
  private readonly own = new Map<string, Setback>();

  /** @param random numbers from 0 up to 1 */
  constructor(
    private readonly store: Pick<EnvironmentStore, 'setback' | 'setSetback'>,
    private readonly random: () => number,
  ) {}

  /** The one in force at a time. */
  of(account: ServiceAccount, now: number): Setback | undefined {
    const own = this.own.get(fingerprint(account));
    const shared = v.safeParse(sharedSchema, this.store.setback(keyOf(account)));
    return [own, shared.success ? (shared.output as Setback) : undefined]
      .filter((each) => each !== undefined && each.at <= now + clockTolerance)
      .reduce((latest, each) => ((each?.at ?? 0) > (latest?.at ?? 0) ? each : latest), undefined);
  }

  /**
   * Takes note of a failure at a time, and tells what follows from it.
   * @param hadTokens whether the account's endpoints have given tokens before
   */
  add(account: ServiceAccount, failure: Failure, at: number, hadTokens: boolean): Setback {
    const count = (this.of(account, at)?.count ?? 0) + 1;
    const judged = isStray(failure) && hadTokens ? { ...failure, passing: true as const } : failure;
    const until = isFinal(judged) ? Infinity : at + retryDelay(judged, count, this.random);
    const setback = { failure: judged, count, at, until, wish: at + (judged.retryAfter ?? 0) };
    this.own.set(fingerprint(account), setback);
    if (until < Infinity) {
      // The server's words stay in this window.
      const { detail: _words, ...shared } = judged;
      this.share(account, { ...setback, failure: shared });
    }
    return setback;
  }

  clear(account: ServiceAccount): void {
    this.own.delete(fingerprint(account));
    if (this.store.setback(keyOf(account)) !== undefined) {
      this.share(account, undefined);
    }
  }

  /** Forgets all refusals: a person has acted. */
  pardon(): void {
    for (const [account, { until }] of this.own) {
      if (until === Infinity) {
        this.own.delete(account);
      }
    }
  }

  private share(account: ServiceAccount, setback: Setback | undefined): void {
    // A wait that cannot be shared costs a request at worst.
    this.store.setSetback(keyOf(account), setback).catch(() => undefined);
  }
}

/** A name for an account that tells nothing of its secret. */
function keyOf({ environment, tokenEndpoint, refreshTokenEndpoint, clientId }: ServiceAccount): string {
  const facts = JSON.stringify([environment, tokenEndpoint, refreshTokenEndpoint, clientId]);
  return createHash('sha256').update(facts).digest('base64url').slice(0, 22);
}
