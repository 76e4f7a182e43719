import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the README for the package lies: vsce is given it in place of README.md. */
export const readmePath = 'dist/README.md';

/**
 * The README for the page of an installed extension. VS Code shows pictures there and follows links by https only, and
 * there is no address of the repository that could stand before ours: pictures are left out, and of links stays the text.
 */
export function packagedReadme(root: string): string {
  return readFileSync(join(root, 'README.md'), 'utf8')
    .replace(/!\[[^\]]*\]\([^):]+\)\n+/g, '')
    .replace(/\[([^\]]+)\]\([^):]+\)/g, '$1');
}
