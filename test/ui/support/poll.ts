const intervalMilliseconds = 50;

/**
 * How long a condition in the window may take to come true, in milliseconds: far above what is ever seen. (On two cores
 * with a load of twenty a reloaded window takes 20 s to have its extensions again.)
 */
export const patience = 60_000;

/**
 * Looks again and again until what is seen is right.
 *
 * @param what names the expectation in the error
 * @param look what is there now; an error it throws counts as not right yet
 * @param isRight decides on what was seen
 * @returns what was right
 * @throws Error naming the expectation and what was seen last, when it did not come true within `patience`
 */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  isRight: (seen: T) => boolean,
): Promise<T> {
  const end = performance.now() + patience;
  let last: unknown;
  do {
    try {
      const seen = await look();
      if (isRight(seen)) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, intervalMilliseconds));
  } while (performance.now() < end);
  const seen = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`Expected ${what}; saw ${seen}`);
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
