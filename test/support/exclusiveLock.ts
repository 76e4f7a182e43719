import type { RenewalLock } from '../../src/auth/accountStores';
import { RequestFailure } from '../../src/base/failure';

/** The lock that several windows of one simulation share: one holder at a time, in order of arrival. */
export class ExclusiveLock implements RenewalLock {
  private tail: Promise<void> = Promise.resolve();

  async acquire(_name: string, signal: AbortSignal): Promise<() => void> {
    const before = this.tail;
    let release = (): void => undefined;
    this.tail = new Promise((resolve) => (release = resolve));
    await before;
    if (signal.aborted) {
      release();
      throw new RequestFailure({ kind: 'cancelled' });
    }
    return release;
  }
}
