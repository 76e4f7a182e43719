/**
 * A long list of which no member exists until it is asked for: ten thousand product bases and their millions
 * of offers cost nothing, and the last page is as quick as the first.
 */
export interface Sequence<T> {
  readonly length: number;
  /** The member at a position from 0 to `length - 1`. */
  at(index: number): T;
}

/** The sequence `at(0) … at(length - 1)`. */
export function sequenceOf<T>(length: number, at: (index: number) => T): Sequence<T> {
  return { length, at };
}

/** A sequence over a list that exists already. */
export function fromArray<T>(items: readonly T[]): Sequence<T> {
  return { length: items.length, at: (index) => items[index]! };
}

/** All members of the first sequence, then all of the second, and so on. */
export function concat<T>(parts: readonly Sequence<T>[]): Sequence<T> {
  const filled = parts.filter((part) => part.length > 0);
  const starts: number[] = [];
  let length = 0;
  for (const part of filled) {
    starts.push(length);
    length += part.length;
  }
  return {
    length,
    at(index) {
      const found = lastStartAtOrBefore(starts, index);
      return filled[found]!.at(index - starts[found]!);
    },
  };
}

function lastStartAtOrBefore(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The same members from the last to the first. */
export function reversed<T>(sequence: Sequence<T>): Sequence<T> {
  return sequenceOf(sequence.length, (index) => sequence.at(sequence.length - 1 - index));
}

/** Makes the members from `start` on, `count` of them or as many as there are. */
export function slice<T>(sequence: Sequence<T>, start: number, count: number): T[] {
  const end = Math.min(sequence.length, start + count);
  const members: T[] = [];
  for (let index = start; index < end; index++) members.push(sequence.at(index));
  return members;
}
