/** `npm run test:ui [-- --grep text] [files]`: the packaged extension in a real VS Code window, driven by a browser. */
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { photographFailure } from '../support/photographFailure';
import { installedVariable, installPackagedExtension } from '../support/vscodeHost/installed';
import { screenshotFolder } from './support/workbench';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });

async function testFiles(): Promise<string[]> {
  if (positionals.length > 0) return positionals.map((file) => resolve(file));
  const names = await readdir(__dirname);
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(__dirname, name));
}

/** Runs one file; each gets a mocha of its own, so that `bail` ends that file's story and not the whole run. */
function runFile(file: string): Promise<{ failures: number; tests: number }> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, ...(values.grep ? { grep: values.grep } : {}) });
  mocha.rootHooks({ afterEach: photographFailure });
  mocha.addFile(file);
  return new Promise((done) => {
    const runner = mocha.run((failures) => done({ failures, tests: runner.stats?.tests ?? 0 }));
  });
}

async function runMocha(files: readonly string[]): Promise<number> {
  let failures = 0;
  let tests = 0;
  for (const file of files) {
    const result = await runFile(file);
    failures += result.failures;
    tests += result.tests;
  }
  if (tests > 0) return failures;
  console.error('no user-interface test was found');
  return 1;
}

async function main(): Promise<number> {
  const installed = await installPackagedExtension('test:ui');
  if (!installed) return 0;
  try {
    process.env[installedVariable] = installed.extensions;
    await rm(screenshotFolder, { recursive: true, force: true });
    return await runMocha(await testFiles());
  } finally {
    await installed.remove();
  }
}

main().then(
  (failures) => process.exit(failures === 0 ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
