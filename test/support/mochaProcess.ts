import { onInterrupt, startTree } from './vscodeHost/childProcess';

/**
 * Runs test files by mocha in a process of its own, without the configuration of the tests in plain Node.
 *
 * @param options of mocha's command line
 * @param env added to this process's
 * @returns mocha's exit code
 */
export async function runMocha(
  files: readonly string[],
  options: readonly string[],
  env: NodeJS.ProcessEnv,
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
    { env: { ...process.env, ...env } },
  );
  onInterrupt(() => mocha.stop());
  const code = await mocha.exited;
  return typeof code === 'number' ? code : 1;
}
