import type { Failure } from '../base/failure';
import type { TokenSet } from './tokenSet';

const second = 1000;
const minute = 60 * second;

/** How far a time that some window has noted may lie ahead of ours, in milliseconds, before the clock was set back since. */
export const clockTolerance = 5 * second;

/** Longest a server may send us away, in milliseconds. */
export const longestRetryAfter = 5 * minute;

/** Longest time between two looks at the wall clock: VS Code tells nobody that the machine has slept. */
export const tick = 30 * second;

/**
 * When to renew, in milliseconds since the epoch: five minutes before expiry or a third of the lifetime, whichever is
 * less, and up to a tenth of that earlier by chance, so that windows and machines do not come together.
 */
export function renewalTime(tokens: TokenSet, random: () => number): number {
  const lead = Math.min(5 * minute, (tokens.expiresAt - tokens.receivedAt) / 3);
  return tokens.expiresAt - lead * (1 + 0.1 * random());
}

/**
 * Milliseconds to wait after the n-th failure in a row (from 1): five seconds, for what was but a moment, then a minute,
 * up to a quarter less by chance, and never less than the server asked for.
 */
export function retryDelay(failure: Failure, attempt: number, random: () => number): number {
  const ceiling = attempt === 1 ? 5 * second : minute;
  return Math.max(ceiling * (0.75 + 0.25 * random()), failure.retryAfter ?? 0);
}
