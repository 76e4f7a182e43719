/** `npm run test:integration`: mocha inside the extension host of a real VS Code, desktop or server. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureRequirements, openssl } from '../support/requirements';
import { runToEnd } from '../support/vscodeHost/childProcess';
import { findVsCodeExecutable } from '../support/vscodeHost/executable';
import { packagedVariable } from '../support/vscodeHost/packaged';
import { node24, repositoryRoot } from '../support/vscodeHost/paths';
import { quietSettings, writeSettings } from '../support/vscodeHost/settings';
import { prepareSurroundings } from './support/surroundings';

const bundleFolder = join(repositoryRoot, 'out', 'integration');

/** One bundle a file, so that mocha loads them as files; npm packages stay outside and resolve from below the root. */
async function bundleTests(): Promise<void> {
  await rm(bundleFolder, { recursive: true, force: true });
  const names = (await readdir(__dirname)).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: [
      { in: join(__dirname, 'main.ts'), out: 'index' },
      ...names.map((name) => ({ in: join(__dirname, name), out: name.replace(/\.ts$/, '') })),
    ],
    outdir: bundleFolder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

async function main(): Promise<number> {
  if (!ensureRequirements('test:integration', [openssl])) return 0;
  const vscodeExecutablePath = await findVsCodeExecutable('test:integration');
  if (vscodeExecutablePath === undefined) return 0;
  // The variable is for trying the harness with another extension.
  const extensionDevelopmentPath = process.env['KORUSTICKET_EXTENSION_PATH'] ?? repositoryRoot;
  if (extensionDevelopmentPath === repositoryRoot && !process.env[packagedVariable]) {
    await runToEnd(node24(), ['esbuild.mjs', '--production'], { cwd: repositoryRoot });
  }
  await bundleTests();
  const profile = await mkdtemp(join(tmpdir(), 'korusticket-integration-'));
  const result = join(profile, 'result.json');
  const userData = join(profile, 'user-data');
  await writeSettings(userData, quietSettings);
  const surroundings = await prepareSurroundings(join(profile, 'certificates'));
  try {
    const code = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath,
      extensionTestsPath: join(bundleFolder, 'index.js'),
      extensionTestsEnv: { ...surroundings.variables, KORUSTICKET_TEST_RESULT: result },
      launchArgs: [`--user-data-dir=${userData}`, `--extensions-dir=${join(profile, 'extensions')}`],
    });
    // VS Code ends with 0 also when its extension host died half-way.
    if (code === 0 && !existsSync(result)) throw new Error('mocha did not come to its end');
    return code;
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  } finally {
    await surroundings.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
