import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRequirements, keycloakHost } from '../support/requirements';
import { runMocha } from '../support/mochaProcess';
import { installedVariable, installPackagedExtension } from '../support/vscodeHost/installed';

/** Needs a VS Code besides Keycloak. */
const windowTests = 'window.test.ts';

/** Runs the tests against a real Keycloak (`npm run test:keycloak [-- options of mocha]`); the exit code is mocha's. */
async function run(): Promise<number> {
  if (!ensureRequirements('test:keycloak', keycloakHost)) return 0;
  const names = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'));
  const runTests = (chosen: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
    runMocha(
      chosen.map((name) => join(__dirname, name)),
      ['--timeout', '30000', '--exit', ...process.argv.slice(2)],
      env,
    );
  const installed = await installPackagedExtension('test:keycloak (the main job in a window)');
  if (!installed) {
    return runTests(
      names.filter((name) => name !== windowTests),
      {},
    );
  }
  try {
    return await runTests(names, { [installedVariable]: installed.extensions });
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
