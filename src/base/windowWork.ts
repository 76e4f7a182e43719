/** What must not be left to a window that is gone: it is told of the window's end, and waited for. */
export class WindowWork {
  private readonly ending = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  /** Does a piece of work. Its signal aborts when the window ends: then there are a few seconds to come to an end. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const run = work(this.ending.signal);
    this.underWay.add(run);
    try {
      return await run;
    } finally {
      this.underWay.delete(run);
    }
  }

  /** True once the window ends. */
  get isOver(): boolean {
    return this.ending.signal.aborted;
  }

  /** Tells the work under way of the window's end, and resolves once it is done, however it came out. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.allSettled(this.underWay);
  }
}
