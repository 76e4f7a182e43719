import type { Clock, Timer } from '../../../base/clock';
import { localDay, nextMidnight } from '../../../base/days';

/**
 * Tells which day it is, now and as the next one begins: by the clock in front of the person, as the machine that the
 * extension runs on may be in another time zone.
 *
 * @returns looks at the clock again: a timer may have slept with the machine
 */
export function followDay(clock: Clock, tell: (today: string) => void): () => void {
  let midnight: Timer | undefined;
  const look = (): void => {
    const now = clock.now();
    clock.clearTimeout(midnight);
    midnight = clock.setTimeout(look, nextMidnight(now) - now);
    tell(localDay(now));
  };
  look();
  return look;
}
