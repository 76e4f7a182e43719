import { stripVTControlCharacters } from 'node:util';
import { slowest, timedTests } from './testSummary';
import { onInterrupt, startTree } from './vscodeHost/childProcess';

/**
 * Prints which tests took longest.
 *
 * @param output what mocha printed
 */
export function tellSlowest(output: string): void {
  const lines = slowest(timedTests(stripVTControlCharacters(output)));
  if (lines !== '') console.log(`The slowest:\n${lines}\n`);
}

/**
 * Runs test files by mocha in a process of its own, without the configuration of the tests in plain Node.
 *
 * @param options of mocha's command line
 * @param env added to this process's
 * @param tell takes what it prints, piece by piece; unless given, it is printed as it comes, and the slowest tests below
 * @returns mocha's exit code
 */
export async function runMocha(
  files: readonly string[],
  options: readonly string[],
  env: NodeJS.ProcessEnv,
  tell?: (text: string) => void,
): Promise<number> {
  const mocha = startTree(
    process.execPath,
    [
      require.resolve('mocha/bin/mocha.js'),
      '--no-config',
      '--require',
      require.resolve('tsx/cjs'),
      ...(tell === undefined && process.stdout.isTTY ? ['--color'] : []),
      ...options,
      ...files,
    ],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const take = (text: string): void => {
    output += text;
    (tell ?? ((piece) => process.stdout.write(piece)))(text);
  };
  const streams = [mocha.child.stdout, mocha.child.stderr];
  const ends = streams.map((stream) => {
    stream?.setEncoding('utf8').on('data', take);
    return new Promise<void>((done) => void stream?.once('close', done));
  });
  onInterrupt(() => mocha.stop());
  const code = await mocha.exited;
  // Whoever it has left behind would keep what it prints open.
  await mocha.stop();
  await Promise.all(ends);
  if (tell === undefined) tellSlowest(output);
  return typeof code === 'number' ? code : 1;
}
