/** `npm run test:unit`, `npm run test:soak`: mocha in plain Node, with its words as given, and the slowest tests below. */
import { runMocha } from './mochaProcess';
import { ensureRequirements, git, openssl } from './requirements';

async function run(): Promise<number> {
  // npm names the script that it runs.
  const stage = process.env['npm_lifecycle_event'] ?? 'tests in plain Node';
  if (!ensureRequirements(stage, stage === 'test:soak' ? [git] : [openssl])) return 0;
  return runMocha(process.argv.slice(2), ['--timeout', '60000'], {});
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
