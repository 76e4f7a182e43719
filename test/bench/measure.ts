import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One thing that was measured, and what it has to be. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: 'times' | 'ms' | 'MB' | 'requests';
  /** The value has to be at least, or at most, this. */
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
  /** What it was made of, for the reader. */
  readonly note?: string;
}

/** Measures something; everything compared is measured in the same run, on the same machine. */
export type Bench = () => Promise<readonly Measurement[]>;

export function isWithin({ value, limit }: Measurement): boolean {
  return 'atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost;
}

/** What was measured as a line for the reader. */
export function measurementLine(measurement: Measurement): string {
  const { what, value, unit, limit, note } = measurement;
  const bound = 'atLeast' in limit ? `at least ${limit.atLeast}` : `at most ${limit.atMost}`;
  const verdict = isWithin(measurement) ? 'ok' : 'MISSED';
  const detail = note === undefined ? '' : ` [${note}]`;
  return `${verdict.padEnd(6)} ${what}: ${value.toFixed(1)} ${unit} (${bound})${detail}`;
}

/** Milliseconds that something takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use on the heap, garbage collected. */
export async function heapInUse(): Promise<number> {
  // What a weak reference was asked for lives until the job ends, and finalizers free more: so more than once.
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

/** Milliseconds of this thread's work so far: what else the machine does is not counted. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of the longest turn of the event loop while some work was done: for so long nothing else could run. */
export async function longestTurn(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let begun = worked();
  let isDone = false;
  const watch = async (): Promise<void> => {
    while (!isDone) {
      await setImmediate();
      const now = worked();
      longest = Math.max(longest, now - begun);
      begun = now;
    }
  };
  const watching = watch();
  await work();
  isDone = true;
  await watching;
  return longest;
}
