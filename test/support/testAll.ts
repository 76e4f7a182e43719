/**
 * `npm test`: every stage, going on after a failure; the last line counts the tests of them all. What a stage prints is
 * printed in one piece when it has ended, since several run side by side.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { packagedFile, packagedVariable } from './vscodeHost/packaged';
import {
  allFailures,
  countTests,
  failuresIn,
  lastLine,
  slowest,
  type StageResult,
  table,
  timeline,
  timedTests,
} from './testSummary';
import { node24, repositoryRoot } from './vscodeHost/paths';

/** Before the tests: some of them look at the bundles that ship, and windows open with the package. */
const first = 'package';

/**
 * npm scripts that run side by side, each chain in its order. Keycloak's tests mostly wait for tokens to grow old, those
 * in windows for what a window shows: one of each leaves two cores to the others. The chains end at about the same time.
 */
const chains = [
  ['test:ui'],
  ['test:keycloak', 'test:unit', 'lint', 'typecheck'],
  ['test:integration', 'test:soak'],
] as const;

/** Those that are one check, a compiler or a linter, count as one test. */
const checks: readonly string[] = [first, 'lint', 'typecheck'];

/** Runs one npm script; what it prints is kept. */
function runScript(script: string, variables: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const path = [join(node24(), '..'), process.env['PATH']].join(delimiter);
  const child = spawn('npm', ['run', script], {
    cwd: repositoryRoot,
    env: { ...process.env, ...variables, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}

const firstBegan = performance.now();

async function runStage(script: string, variables: NodeJS.ProcessEnv = {}): Promise<StageResult> {
  console.log(`... ${script}`);
  const started = performance.now();
  const { code, output } = await runScript(script, variables);
  const began = Math.round((started - firstBegan) / 1000);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n=== ${script}: ${seconds} s ===\n${output}`);
  const plain = stripVTControlCharacters(output);
  const counts = countTests(plain, code, checks.includes(script));
  return { script, began, seconds, tests: timedTests(plain), failures: failuresIn(plain, code), ...counts };
}

async function main(): Promise<boolean> {
  const packaged = await runStage(first);
  // Nobody makes it anew while others use it; without one, those who need it fail when they try.
  const variables = packaged.failed === 0 ? { [packagedVariable]: await packagedFile() } : {};
  const rest = await Promise.all(
    chains.map(async (scripts) => {
      const results: StageResult[] = [];
      for (const script of scripts) results.push(await runStage(script, variables));
      return results;
    }),
  );
  const results = [packaged, ...rest.flat()];
  console.log(`\n${allFailures(results)}`);
  const tests = results.flatMap((stage) =>
    stage.tests.map((test) => ({ ...test, title: `${stage.script}  ${test.title}` })),
  );
  console.log(`\n${slowest(tests)}`);
  console.log(`\n${timeline(results)}`);
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
