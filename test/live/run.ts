import { join } from 'node:path';
import { runMocha } from '../support/mochaProcess';
import { repositoryRoot } from '../support/vscodeHost/paths';
import { onInterrupt, startTree } from '../support/vscodeHost/childProcess';
import { missingVariables, unsafeVariables } from './service';

/**
 * `npm run test:live`: the OAuth contract and the check of the connection against the service that the variables name.
 * The exit code is 1 where a test of the contract or a step of the check failed; a difference is a finding, no failure.
 */
async function run(): Promise<number> {
  const missing = missingVariables(process.env);
  if (missing.length > 0) {
    // Also in CI: nobody is asked to have an account.
    console.log(`SKIPPED test:live: not set: ${missing.join(', ')}`);
    return 0;
  }
  const unsafe = unsafeVariables(process.env);
  if (unsafe.length > 0) {
    console.error(`test:live: only https, without user name or query, is allowed for ${unsafe.join(', ')}`);
    return 1;
  }
  // As in VS Code: the proxy of the environment, and the certificates of the system.
  const env = { NODE_USE_ENV_PROXY: '1', NODE_USE_SYSTEM_CA: '1' };
  const contract = await runMocha([join(__dirname, 'contract.test.ts')], ['--timeout', '60000'], env);
  const report = startTree(process.execPath, ['--import', 'tsx', join(__dirname, 'report.ts')], {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
  });
  onInterrupt(() => report.stop());
  const check = await report.exited;
  return contract === 0 && check === 0 ? 0 : 1;
}

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
