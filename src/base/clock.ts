/** A running timer of a {@link Clock}; opaque to callers. */
export type Timer = ReturnType<typeof setTimeout> | number;

/** Wall-clock time and one-shot timers, injected wherever time matters so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch, by the machine's wall clock: it may jump both ways. */
  now(): number;
  /** Calls back once after `delay` milliseconds; a timer only wakes, it never proves that time has passed. */
  setTimeout(callback: () => void, delay: number): Timer;
  clearTimeout(timer: Timer | undefined): void;
}

/** Waits so many milliseconds, and no longer than until the signal aborts. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) {
      end();
    }
  });
}

/* eslint-disable no-restricted-globals, no-restricted-properties -- the one place where real time enters */
/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => setTimeout(callback, delay),
  clearTimeout: (timer) => clearTimeout(timer),
};
