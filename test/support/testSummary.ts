/** What a stage of `npm test` came to. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The lines that say what was left out, and why. */
  readonly notes: readonly string[];
}

/** A test that took so long that mocha says how long. */
export interface TimedTest {
  /** The suite at the top and the test's own title. */
  readonly title: string;
  readonly milliseconds: number;
}

export interface StageResult extends TestCounts {
  readonly script: string;
  /** Seconds after the first stage began. */
  readonly began: number;
  readonly seconds: number;
  readonly tests: readonly TimedTest[];
  /** What mocha says of each failed test. */
  readonly failures: string;
}

function sum(output: string, pattern: RegExp): number {
  return [...output.matchAll(pattern)].reduce((total, found) => total + Number(found[1]), 0);
}

/**
 * Counts the tests of a stage by mocha's summary.
 *
 * @param output what the stage printed, without colours
 * @param code the stage's exit code
 * @param isOneCheck whether the stage is one check (a compiler, a linter) without a summary
 * @returns counts; a stage that failed without a failed test, or ran no test at all, counts as one failure
 */
export function countTests(output: string, code: number, isOneCheck: boolean): TestCounts {
  const notes = output.split('\n').filter((line) => line.startsWith('SKIPPED '));
  const passing = isOneCheck ? Number(code === 0) : sum(output, /^ *(\d+) passing \(.*\)$/gm);
  const failing = isOneCheck ? 0 : sum(output, /^ *(\d+) failing$/gm);
  const pending = isOneCheck ? 0 : sum(output, /^ *(\d+) pending$/gm);
  const ranNothing = passing + failing + pending + notes.length === 0;
  const failedSilently = failing === 0 && (code !== 0 || ranNothing);
  return {
    passed: passing,
    failed: failedSilently ? 1 : failing,
    skipped: pending + notes.length,
    notes,
  };
}

/**
 * The tests that mocha's report tells the time of, which are all but quick ones.
 *
 * @param output what the stage printed, without colours
 */
export function timedTests(output: string): TimedTest[] {
  let suite = '';
  return output.split('\n').flatMap((line) => {
    suite = /^ {2}([^\s\d].*)$/.exec(line)?.[1] ?? suite;
    const [, title, milliseconds] = /^ {4,}✔ (.*) \((\d+)ms\)$/.exec(line) ?? [];
    return title === undefined ? [] : [{ title: `${suite}: ${title}`, milliseconds: Number(milliseconds) }];
  });
}

/** The ten slowest of these tests, slowest first, one a line; '' when no time was told. */
export function slowest(tests: readonly TimedTest[]): string {
  return [...tests]
    .sort((one, other) => other.milliseconds - one.milliseconds)
    .slice(0, 10)
    .map(({ title, milliseconds }) => `${(milliseconds / 1000).toFixed(1).padStart(5)} s  ${title}`)
    .join('\n');
}

/** When each stage ran, in seconds since the first began, and drawn to scale beside: what waited for what. */
export function timeline(results: readonly StageResult[]): string {
  const end = Math.max(1, ...results.map(({ began, seconds }) => began + seconds));
  const width = Math.max(...results.map(({ script }) => script.length));
  const place = (second: number): number => Math.round((second / end) * 50);
  return results
    .map(({ script, began, seconds }) => {
      const times = `${String(began).padStart(5)} to ${String(began + seconds).padStart(5)} s`;
      const length = Math.max(1, place(began + seconds) - place(began));
      return `${script.padEnd(width)}${times}  ${' '.repeat(place(began))}${'='.repeat(length)}`;
    })
    .join('\n');
}

/**
 * What mocha says of failed tests, out of all that a stage printed; of a failed check without a summary, its last lines.
 *
 * @param output what the stage printed, without colours
 * @param code the stage's exit code
 */
export function failuresIn(output: string, code: number): string {
  const parts = [...output.matchAll(/^ *\d+ failing$[^]*?(?=\n\n\n|(?![^]))/gm)].map(([part]) => part.trim());
  const silent = code === 0 ? '' : output.trimEnd().split('\n').slice(-20).join('\n');
  return parts.length > 0 ? parts.join('\n\n') : silent;
}

/** What failed, stage by stage, once more: whoever sees only the end of a long output needs no other part of it. */
export function allFailures(results: readonly StageResult[]): string {
  return results
    .filter(({ failures }) => failures !== '')
    .map(({ script, failures }) => `--- failed in ${script} ---\n${failures}\n`)
    .join('\n');
}

/** One line a stage, then what was skipped. */
export function table(results: readonly StageResult[]): string {
  const width = Math.max(...results.map((result) => result.script.length));
  const rows = results.map(({ script, passed, failed, skipped, seconds }) => {
    const counts = [`${passed} passed`, `${failed} failed`, `${skipped} skipped`, `${seconds} s`];
    return `${script.padEnd(width)}  ${counts.map((count) => count.padStart(12)).join('')}`;
  });
  return [...rows, ...results.flatMap((result) => result.notes)].join('\n');
}

/** `N passed, N failed`, and `, N skipped` where there are any. */
export function lastLine(results: readonly StageResult[]): string {
  const total = (name: 'passed' | 'failed' | 'skipped'): number =>
    results.reduce((all, result) => all + result[name], 0);
  const skipped = total('skipped');
  return `${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
