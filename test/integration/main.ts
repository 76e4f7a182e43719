/** Runs inside the extension host: VS Code calls `run` and exits with 1 when it rejects. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { slowest, type TimedTest } from '../support/testSummary';

/** These say what is not loaded yet, which holds only until another file has used it. */
const first = ['activation.test.js', 'connection.test.js'];

/**
 * Runs every `*.test.js` beside this file (`test/integration/run.ts` puts them there).
 * `KORUSTICKET_TEST_GREP` narrows it down to the titles that match.
 *
 * When mocha is through, the counts go into the file named by `KORUSTICKET_TEST_RESULT`: the exit code of VS Code
 * alone does not tell an extension host that died from one that passed.
 *
 * @throws Error when a test failed, or when there was none
 */
export async function run(): Promise<void> {
  const grep = process.env['KORUSTICKET_TEST_GREP'];
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, color: false, ...(grep ? { grep } : {}) });
  const others = readdirSync(__dirname).filter((name) => name.endsWith('.test.js') && !first.includes(name));
  for (const name of [...first, ...others.sort()]) mocha.addFile(join(__dirname, name));
  const timed: TimedTest[] = [];
  const { failures, tests } = await new Promise<{ failures: number; tests: number }>((done) => {
    const runner = mocha.run((count) => done({ failures: count, tests: runner.stats?.tests ?? 0 }));
    runner.on('pass', ({ title, parent, duration = 0 }) => {
      timed.push({ title: `${parent?.fullTitle() ?? ''}: ${title}`, milliseconds: duration });
    });
  });
  if (timed.length > 0) console.log(`The slowest:\n${slowest(timed)}\n`);
  const result = process.env['KORUSTICKET_TEST_RESULT'];
  if (result) writeFileSync(result, JSON.stringify({ failures, tests }));
  if (failures > 0) throw new Error(`${failures} integration tests failed`);
  if (tests === 0) throw new Error('no integration test was found');
}
