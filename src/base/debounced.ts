import type { Clock, Timer } from './clock';
import type { Disposable } from './listeners';

/** Does something once for events that come close together: `delay` milliseconds after the last of them. */
export class Debounced implements Disposable {
  private timer: Timer | undefined;
  private isOver = false;

  constructor(
    private readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>,
    private readonly delay: number,
    private readonly act: () => void,
  ) {}

  /** There was an event. */
  tell(): void {
    this.cancel();
    if (!this.isOver) {
      this.timer = this.clock.setTimeout(this.act, this.delay);
    }
  }

  /** What was told so far asks for nothing any more. */
  cancel(): void {
    this.clock.clearTimeout(this.timer);
  }

  dispose(): void {
    this.isOver = true;
    this.cancel();
  }
}
