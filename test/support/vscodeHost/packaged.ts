import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from './childProcess';
import { repositoryRoot } from './paths';

/** Names a package to take instead of making one: the bundles it has been made of are those in `dist`. */
export const packagedVariable = 'KORUSTICKET_VSIX';

/** The VSIX file that `npm run package` makes, absolute. */
export async function packagedFile(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return join(repositoryRoot, `${manifest.name}-${manifest.version}.vsix`);
}

/**
 * Packages the extension as users get it (`npm run package`), unless there is one to take.
 *
 * @returns the VSIX file, absolute
 * @throws Error when packaging fails
 */
export async function packageExtension(): Promise<string> {
  const given = process.env[packagedVariable];
  if (given) return given;
  await runToEnd('npm', ['run', '--silent', 'package'], { cwd: repositoryRoot });
  return packagedFile();
}
