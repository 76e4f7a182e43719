/** Milliseconds between two looks: what comes soon is seen soon, and a long wait leaves the processor to what is waited for. */
const intervals = { first: 40, last: 200, growth: 1.2 } as const;

/**
 * How long a condition in the window may take to come true, in milliseconds: far above what is ever seen. (On two cores
 * with a load of twenty a reloaded window takes 20 s to have its extensions again; after a second failure the extension
 * lets a minute go by before it asks for a token again.)
 */
export const patience = 100_000;

/**
 * Looks again and again until what is seen is right.
 *
 * @param what names the expectation in the error
 * @param look what is there now; an error it throws counts as not right yet
 * @param isRight decides on what was seen
 * @returns what was right
 * @throws Error naming the expectation, what was seen last and what before, when it did not come true within `patience`
 */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  isRight: (seen: T) => boolean,
): Promise<T> {
  const start = performance.now();
  const sights = new Sights(start);
  let interval: number = intervals.first;
  do {
    try {
      const seen = await look();
      if (isRight(seen)) return seen;
      sights.add(seen);
    } catch (error) {
      sights.add(error);
    }
    await new Promise((done) => setTimeout(done, interval));
    interval = Math.min(intervals.last, interval * intervals.growth);
  } while (performance.now() < start + patience);
  throw new Error(`Expected ${what}; saw ${sights.told()}`);
}

/** What was seen one after another: a state that was missed is told from one that never came. */
class Sights {
  private readonly changes: { readonly text: string; readonly since: number }[] = [];
  private looks = 0;
  /** Longest time between two looks, in milliseconds. */
  private gap = 0;

  constructor(private last: number) {}

  add(seen: unknown): void {
    const now = performance.now();
    const told = seen instanceof Error ? seen.message : seen === undefined ? 'nothing' : JSON.stringify(seen);
    const text = told.slice(0, 500);
    this.looks++;
    this.gap = Math.max(this.gap, now - this.last);
    this.last = now;
    if (this.changes.at(-1)?.text !== text) {
      this.changes.push({ text, since: now });
      this.changes.splice(0, this.changes.length - 8);
    }
  }

  told(): string {
    const seconds = (time: number): string => `${(time / 1000).toFixed(1)} s`;
    const before = this.changes.slice(0, -1).map(({ text, since }, index) => {
      const until = this.changes[index + 1]?.since ?? since;
      return `${text} for ${seconds(until - since)}`;
    });
    const looks = `${this.looks} looks, at most ${seconds(this.gap)} apart`;
    return [
      this.changes.at(-1)?.text,
      ...(before.length > 0 ? [`before: ${before.join(', ')}`] : []),
      looks,
    ].join('; ');
  }
}

/**
 * Time limits in milliseconds, for one attempt after another: each is twice the one before, so that on a slow machine an
 * attempt is some time given what it takes, and no longer than leaves time for many.
 */
export function longerAndLonger(): () => number {
  let limit = 1000;
  return () => (limit = Math.min(2 * limit, patience / 10));
}

/** Whether a text is, or matches, what is looked for. */
export function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}

/** A text as a regular expression that matches it. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** For accessible names of actions, to which VS Code appends the keys: `Refresh (Ctrl+R)`. */
export function startsWith(label: string): RegExp {
  return new RegExp(`^${escaped(label)}(?: \\(|$)`);
}
