import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRequirements, keycloakHost } from '../support/requirements';
import { onInterrupt, startTree } from '../support/vscodeHost/childProcess';

/** Runs the tests against a real Keycloak (`npm run test:keycloak`); the exit code is mocha's. */
async function run(): Promise<number> {
  if (!ensureRequirements('test:keycloak', keycloakHost)) return 0;
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'));
  // Without the project's configuration, which names the unit tests.
  const options = ['--no-config', '--require', 'tsx/cjs', '--timeout', '30000'];
  const mocha = startTree(process.execPath, [
    require.resolve('mocha/bin/mocha.js'),
    ...options,
    ...files.map((name) => join(__dirname, name)),
  ]);
  onInterrupt(() => mocha.stop());
  const code = await mocha.exited;
  return typeof code === 'number' ? code : 1;
}

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
