import { createClock } from '@sinonjs/fake-timers';
import type { Clock, Timer } from '../../src/auth/clock';

/** Thursday, 1 January 2026, noon UTC. */
export const start = Date.parse('2026-01-01T12:00:00Z');

/** A clock that stands still until moved, and whose wall-clock time can be set apart from the time that passes. */
export class FakeClock implements Clock {
  private readonly timers = createClock(0);
  private offset = start;

  now(): number {
    return this.timers.now + this.offset;
  }

  /** Milliseconds that have really passed, whatever the wall clock was set to meanwhile. */
  get elapsed(): number {
    return this.timers.now;
  }

  /** Timers that are still running. */
  get running(): number {
    return this.timers.countTimers();
  }

  setTimeout(callback: () => void, delay: number): Timer {
    return this.timers.setTimeout(callback, delay) as unknown as Timer;
  }

  clearTimeout(timer: Timer | undefined): void {
    this.timers.clearTimeout(timer);
  }

  /** Lets time pass: timers fire in order, and what they promise is settled between them. */
  async advance(milliseconds: number): Promise<void> {
    await this.timers.tickAsync(milliseconds);
  }

  /** Sets the wall clock forward or back; no timer notices. */
  setWallClock(by: number): void {
    this.offset += by;
  }
}

/** Lets everything already promised settle. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
