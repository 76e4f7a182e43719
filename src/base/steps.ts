/** Steps done one after another. Each newer step tells those before it that it makes their outcome void. */
export class Steps {
  private last: Promise<unknown> = Promise.resolve();
  private abortion = new AbortController();

  /** Does a step once all before it have ended; its signal aborts once there is a newer one. */
  run<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.abortion.abort();
    const { signal } = (this.abortion = new AbortController());
    const run = this.last.then(() => step(signal));
    this.last = run.catch(() => undefined);
    return run;
  }

  /** Resolves once nothing is left to do. */
  async idle(): Promise<void> {
    for (let last; last !== this.last;) {
      last = this.last;
      await last;
    }
  }

  /** Makes void what is under way. */
  dispose(): void {
    this.abortion.abort();
  }
}

/** What a promise brings, or `undefined` as soon as the signal aborts. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    const end = (): void => resolve(undefined);
    signal.addEventListener('abort', end);
    if (signal.aborted) {
      end();
    }
    // One signal may see many promises.
    const forget = (): void => signal.removeEventListener('abort', end);
    promise.then(forget, forget);
  });
  return Promise.race([promise, aborted]);
}
