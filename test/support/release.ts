/**
 * `npm run release`: what has to be true before a version is handed out. Looks whether it may be released, runs every
 * test, which makes the package anew, and prints the package's size and checksum. Publishes nothing.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprint, obstacles } from './releaseChecks';
import { repositoryRoot } from './vscodeHost/paths';

/** Runs an npm script as the console would; anything but success ends the release. */
function runScript(script: string): void {
  const { status } = spawnSync('npm', ['run', script], {
    cwd: repositoryRoot,
    stdio: 'inherit',
    // A part that is missing here fails: an untested release is none.
    env: { ...process.env, CI: 'true' },
  });
  if (status !== 0) throw new Error(`npm run ${script} failed`);
}

async function main(): Promise<void> {
  const found = await obstacles(repositoryRoot);
  if (found.length > 0) throw new Error(`Not to be released:\n- ${found.join('\n- ')}`);
  runScript('test');
  runScript('package');
  const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const vsix = join(repositoryRoot, `korusticket-${version}.vsix`);
  const { bytes, sha256 } = await fingerprint(vsix);
  console.log(`${sha256}  ${basename(vsix)}\n${bytes} bytes`);
  // Its service cannot be reached from everywhere, and so it is no test.
  console.log('Before it is handed out: npm audit (SECURITY.md, 10)');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
