import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from './childProcess';
import { repositoryRoot } from './paths';

/**
 * Packages the extension as users get it (`npm run package`). `KORUSTICKET_VSIX` names a package to take instead.
 *
 * @returns the VSIX file, absolute
 * @throws Error when packaging fails
 */
export async function packageExtension(): Promise<string> {
  const given = process.env['KORUSTICKET_VSIX'];
  if (given) return given;
  await runToEnd('npm', ['run', '--silent', 'package'], { cwd: repositoryRoot });
  const manifest = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return join(repositoryRoot, `${manifest.name}-${manifest.version}.vsix`);
}
