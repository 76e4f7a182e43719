import { onInterrupt, startTree } from './vscodeHost/childProcess';

/**
 * Runs test files by mocha in a process of its own, without the configuration of the tests in plain Node.
 *
 * @param options of mocha's command line
 * @param env added to this process's
 * @param tell takes what it prints, piece by piece; unless given, it is printed as it comes
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
      ...options,
      ...files,
    ],
    { env: { ...process.env, ...env }, stdio: tell === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [mocha.child.stdout, mocha.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => tell?.(text));
  }
  onInterrupt(() => mocha.stop());
  const code = await mocha.exited;
  return typeof code === 'number' ? code : 1;
}
