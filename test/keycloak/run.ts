import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRequirements, keycloakHost } from '../support/requirements';
import { onInterrupt, startTree } from '../support/vscodeHost/childProcess';
import { installedVariable, installPackagedExtension } from '../support/vscodeHost/installed';

/** Needs a VS Code besides Keycloak. */
const windowTests = 'window.test.ts';

async function runMocha(names: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // Without the project's configuration, which names the unit tests.
  const options = ['--no-config', '--require', 'tsx/cjs', '--timeout', '30000'];
  const files = names.map((name) => join(__dirname, name));
  const passedOn = process.argv.slice(2);
  const mocha = startTree(
    process.execPath,
    [require.resolve('mocha/bin/mocha.js'), ...options, ...passedOn, ...files],
    { env: { ...process.env, ...env } },
  );
  onInterrupt(() => mocha.stop());
  const code = await mocha.exited;
  return typeof code === 'number' ? code : 1;
}

/** Runs the tests against a real Keycloak (`npm run test:keycloak [-- options of mocha]`); the exit code is mocha's. */
async function run(): Promise<number> {
  if (!ensureRequirements('test:keycloak', keycloakHost)) return 0;
  const names = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'));
  const installed = await installPackagedExtension('test:keycloak (the main job in a window)');
  if (!installed) {
    return runMocha(
      names.filter((name) => name !== windowTests),
      {},
    );
  }
  try {
    return await runMocha(names, { [installedVariable]: installed.extensions });
  } finally {
    await installed.remove();
  }
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
