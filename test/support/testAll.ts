/** `npm test`: every stage in order, going on after a failure; the last line counts the tests of them all. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { countTests, lastLine, type StageResult, table } from './testSummary';
import { node24, repositoryRoot } from './vscodeHost/paths';

/** npm scripts in the order they run; those that are one check count as one test. */
const stages = [
  { script: 'typecheck', isOneCheck: true },
  { script: 'lint', isOneCheck: true },
  // Before the tests: some of them look at the bundles that ship.
  { script: 'package', isOneCheck: true },
  { script: 'test:unit', isOneCheck: false },
  { script: 'test:soak', isOneCheck: false },
  { script: 'test:integration', isOneCheck: false },
  { script: 'test:ui', isOneCheck: false },
  { script: 'test:keycloak', isOneCheck: false },
];

/** Runs one npm script; what it prints is passed on as it comes, and kept. */
function runScript(script: string): Promise<{ code: number; output: string }> {
  const path = [join(node24(), '..'), process.env['PATH']].join(delimiter);
  const child = spawn('npm', ['run', script], {
    cwd: repositoryRoot,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  child.stderr.pipe(process.stderr, { end: false });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output: stripVTControlCharacters(output) }));
  });
}

async function main(): Promise<boolean> {
  const results: StageResult[] = [];
  for (const { script, isOneCheck } of stages) {
    console.log(`\n=== ${script} ===`);
    const started = performance.now();
    const { code, output } = await runScript(script);
    const seconds = Math.round((performance.now() - started) / 1000);
    results.push({ script, seconds, ...countTests(output, code, isOneCheck) });
  }
  console.log(`\n${table(results)}`);
  console.log(lastLine(results));
  return results.every((result) => result.failed === 0);
}

main().then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
