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
    // A file is one story in windows of its own, told whole once it has ended; one alone is told as it goes.
    const workers = Math.min(2, availableParallelism(), files.length);
    const options = [
      ...['--timeout', '240000', '--require', join(__dirname, 'support', 'photographs.ts')],
      ...(workers > 1 ? ['--parallel', '--jobs', String(workers)] : []),
      ...(values.grep === undefined ? [] : ['--grep', values.grep]),
    ];
    return await runMocha(files, options, { [installedVariable]: installed.extensions });
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
