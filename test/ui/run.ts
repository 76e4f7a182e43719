/** `npm run test:ui [-- --grep text] [files]`: the packaged extension in a real VS Code window, driven by a browser. */
import { readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installedVariable, installPackagedExtension } from '../support/vscodeHost/installed';
import { runMocha } from '../support/mochaProcess';
import { screenshotFolder } from './support/workbench';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });

/** Those that take longest come first, so that two workers end at about the same time. */
const longest = ['offerCalendar', 'documents', 'restrictedMode', 'states', 'hardTimes', 'windows', 'mainJob'];

async function testFiles(): Promise<string[]> {
  if (positionals.length > 0) return positionals;
  const names = (await readdir(__dirname)).filter((name) => name.endsWith('.test.ts')).sort();
  const first = longest.map((name) => `${name}.test.ts`).filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name))].map((name) => join(__dirname, name));
}

async function main(): Promise<number> {
  const installed = await installPackagedExtension('test:ui');
  if (!installed) return 0;
  try {
    await rm(screenshotFolder, { recursive: true, force: true });
    const files = await testFiles();
    const options = [
      ...['--timeout', '240000', '--require', join(__dirname, 'support', 'photographs.ts')],
      ...(values.grep === undefined ? [] : ['--grep', values.grep]),
    ];
    const env = { [installedVariable]: installed.extensions };
    if (files.length === 1) return await runMocha(files, options, env);
    // A file is one story in windows of its own, and `bail` ends that story only: each has a mocha to itself, and is told
    // whole once it has ended.
    let failures = 0;
    const left = [...files];
    const work = async (): Promise<void> => {
      for (let file = left.shift(); file !== undefined; file = left.shift()) {
        let told = '';
        const code = await runMocha([file], options, env, (text) => (told += text));
        process.stdout.write(told);
        if (code !== 0) failures += 1;
      }
    };
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
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
