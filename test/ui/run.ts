/** `npm run test:ui [-- --grep text] [files]`: the packaged extension in a real VS Code window, driven by a browser. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { installedVariable, installPackagedExtension } from '../support/vscodeHost/installed';
import { runMocha, tellSlowest } from '../support/mochaProcess';
import { repositoryRoot } from '../support/vscodeHost/paths';
import { screenshotFolder } from './support/workbench';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });

/** How many seconds each file took when it last ran on this machine, by its name. */
const secondsFile = join(repositoryRoot, 'out', 'ui-seconds.json');

async function secondsOfLastRun(): Promise<Record<string, number>> {
  return readFile(secondsFile, 'utf8').then(
    (text) => JSON.parse(text) as Record<string, number>,
    () => ({}),
  );
}

/** Those that take longest come first, so that two workers end at about the same time; of new ones, the largest. */
async function testFiles(last: Record<string, number>): Promise<string[]> {
  if (positionals.length > 0) return positionals;
  const names = (await readdir(__dirname)).filter((name) => name.endsWith('.test.ts'));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(__dirname, name);
      return { path, seconds: last[name] ?? Infinity, size: (await stat(path)).size };
    }),
  );
  const later = (one: number, other: number): number => (one === other ? 0 : other - one);
  files.sort((one, other) => later(one.seconds, other.seconds) || later(one.size, other.size));
  return files.map(({ path }) => path);
}

async function main(): Promise<number> {
  const installed = await installPackagedExtension('test:ui');
  if (!installed) return 0;
  try {
    await rm(screenshotFolder, { recursive: true, force: true });
    const seconds = await secondsOfLastRun();
    const files = await testFiles(seconds);
    const options = [
      // At its end whatever a suite has left running whose first hook failed.
      ...['--timeout', '240000', '--exit', '--require', join(__dirname, 'support', 'photographs.ts')],
      ...(values.grep === undefined ? [] : ['--grep', values.grep]),
    ];
    const env = { [installedVariable]: installed.extensions };
    if (files.length === 1) return await runMocha(files, options, env);
    // A file is one story in windows of its own, and `bail` ends that story only: each has a mocha to itself, and is told
    // whole once it has ended.
    let failures = 0;
    let output = '';
    const left = [...files];
    const work = async (): Promise<void> => {
      for (let file = left.shift(); file !== undefined; file = left.shift()) {
        let told = '';
        const started = performance.now();
        const code = await runMocha([file], options, env, (text) => (told += text));
        process.stdout.write(told);
        output += told;
        if (code !== 0) failures += 1;
        else seconds[basename(file)] = Math.round((performance.now() - started) / 1000);
      }
    };
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
    tellSlowest(output);
    await mkdir(dirname(secondsFile), { recursive: true });
    await writeFile(secondsFile, JSON.stringify(seconds));
    return failures;
  } finally {
    await installed.remove();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
