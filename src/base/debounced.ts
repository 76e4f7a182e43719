import type { Clock, Timer } from './clock';
import type { Disposable } from './listeners';

/** How many delays events that go on and on may hold up what is to be done. */
const patience = 5;

/**
 * Does something once for events that come close together: `delay` milliseconds after the last of them, and where they
 * do not end, five delays after the first.
 */
export class Debounced implements Disposable {
  private timer: Timer | undefined;
  private firstAt: number | undefined;
  private isOver = false;

  constructor(
    private readonly clock: Clock,
    private readonly delay: number,
    private readonly act: () => void,
  ) {}

  /** There was an event. */
  tell(): void {
    if (this.isOver) {
      return;
    }
    const now = this.clock.now();
    this.firstAt ??= now;
    const left = Math.max(0, this.firstAt + patience * this.delay - now);
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(
      () => {
        this.firstAt = undefined;
        this.act();
      },
      Math.min(this.delay, left),
    );
  }

  /** Forgets the events so far: nothing is done for them. */
  cancel(): void {
    this.clock.clearTimeout(this.timer);
    this.firstAt = undefined;
  }

  dispose(): void {
    this.isOver = true;
    this.cancel();
  }
}
