/** What is made when it is first asked for, once. What failed is tried again the next time. */
export class Lazy<T> {
  private made: Promise<T> | undefined;

  constructor(private readonly make: () => Promise<T>) {}

  get(): Promise<T> {
    return (this.made ??= this.make().catch((error: unknown) => {
      this.made = undefined;
      throw error;
    }));
  }

  /** What was asked for before, if it was. */
  peek(): Promise<T> | undefined {
    return this.made;
  }

  /** What was made so far; `undefined` where nobody has asked for it, or where it failed. */
  soFar(): Promise<T | undefined> {
    return this.made?.catch(() => undefined) ?? Promise.resolve(undefined);
  }

  /** Does something with it only where it is there; for the end of a window. */
  ifMade(use: (made: T) => void): void {
    void this.made?.then(use, () => undefined);
  }
}
