/** `npm run test:ui [-- --grep text] [files]`: the packaged extension in a real VS Code window, driven by a browser. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { chromium, ensureRequirements } from '../support/requirements';
import { ensureCodeServer } from '../support/vscodeHost/codeServer';
import { onInterrupt } from '../support/vscodeHost/childProcess';
import { packageExtension } from '../support/vscodeHost/packaged';
import { installExtensions } from '../support/vscodeHost/server';
import { openWindows } from './support/session';
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

/** A picture of every open window tells more about a failure than its message. */
async function photographFailure(test: Mocha.Test | undefined): Promise<void> {
  if (test?.state !== 'failed') return;
  const name = test.fullTitle().replaceAll(/[^a-z0-9]+/gi, '-');
  for (const window of openWindows()) await window.screenshot(`FAILED-${name}`).catch(() => undefined);
}

/** Runs one file; each gets a mocha of its own, so that `bail` ends that file's story and not the whole run. */
function runFile(file: string): Promise<{ failures: number; tests: number }> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, ...(values.grep ? { grep: values.grep } : {}) });
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      await photographFailure(this.currentTest);
    },
  });
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
  if (!ensureRequirements('test:ui', [chromium])) return 0;
  const codeServer = await ensureCodeServer('test:ui');
  if (!codeServer) return 0;
  const vsix = await packageExtension();
  const profile = await mkdtemp(join(tmpdir(), 'korusticket-ui-installed-'));
  onInterrupt(() => rm(profile, { recursive: true, force: true }));
  try {
    const extensions = join(profile, 'extensions');
    await installExtensions(codeServer, { userData: join(profile, 'user-data'), extensions }, [vsix]);
    process.env['KORUSTICKET_UI_EXTENSIONS'] = extensions;
    await rm(screenshotFolder, { recursive: true, force: true });
    return await runMocha(await testFiles());
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  (failures) => process.exit(failures === 0 ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
