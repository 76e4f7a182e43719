import type { Clock, Timer } from '../../src/base/clock';

/** Thursday, 1 January 2026, noon UTC. */
export const start = Date.parse('2026-01-01T12:00:00Z');

/** Longest delay of a timer of Node; a longer one fires at once. */
const longestDelay = 2 ** 31 - 1;

/** A clock that stands still until moved, and whose wall-clock time can be set apart from the time that passes. */
export class FakeClock implements Clock {
  private readonly timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  private lastTimer = 0;
  private awake = 0;
  private slept = 0;
  private offset = start;

  now(): number {
    return this.elapsed + this.offset;
  }

  /** Milliseconds that have really passed, whatever the wall clock was set to meanwhile. */
  get elapsed(): number {
    return this.awake + this.slept;
  }

  /** Timers that are still running. */
  get running(): number {
    return this.timers.size;
  }

  setTimeout(callback: () => void, delay: number): Timer {
    // As Node has it: whole milliseconds, one at least.
    const wait = delay > longestDelay ? 1 : Math.max(1, Math.trunc(delay));
    this.timers.set(++this.lastTimer, { at: this.awake + wait, callback });
    return this.lastTimer;
  }

  clearTimeout(timer: Timer | undefined): void {
    this.timers.delete(timer as number);
  }

  /** Lets time pass: timers fire in order, and what they promise is settled between them. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.awake + milliseconds;
    await settled();
    for (let timer = this.next(until); timer !== undefined; timer = this.next(until)) {
      const { at, callback } = this.timers.get(timer)!;
      this.timers.delete(timer);
      this.awake = at;
      callback();
      await settled();
    }
    this.awake = until;
  }

  /** Sets the wall clock forward or back; no timer notices. */
  setWallClock(by: number): void {
    this.offset += by;
  }

  /** The machine sleeps: time passes, and the timers stand still. */
  sleep(milliseconds: number): void {
    this.slept += milliseconds;
  }

  private next(until: number): number | undefined {
    let [next, earliest]: [number | undefined, number] = [undefined, until];
    for (const [timer, { at }] of this.timers) {
      if (at < earliest || (at === earliest && next === undefined)) {
        [next, earliest] = [timer, at];
      }
    }
    return next;
  }
}

/** Lets everything already promised settle. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
