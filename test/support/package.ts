import { createVSIX } from '@vscode/vsce';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packagedReadme, readmePath } from './packagedReadme';

/** Makes the VSIX and prints its size and those of what a start loads; ends with an error where one is too large. */
async function main(): Promise<void> {
  const root = path.resolve(__dirname, '../..');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const vsix = path.join(root, `korusticket-${version}.vsix`);
  writeFileSync(path.join(root, readmePath), packagedReadme(root));
  await createVSIX({
    cwd: root,
    readmePath,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const within = [
    check('VSIX', vsix, 800),
    check('activation bundle', path.join(root, 'dist/extension.js'), 20),
    check('services', path.join(root, 'dist/services.lazy.js'), 60),
  ];
  process.exitCode = within.every(Boolean) ? 0 : 1;
}

function check(what: string, file: string, limit: number): boolean {
  const kilobytes = statSync(file).size / 1000;
  const within = kilobytes <= limit;
  console.log(`${what}: ${kilobytes.toFixed(1)} KB (at most ${limit} KB)${within ? '' : ' TOO LARGE'}`);
  return within;
}

void main();
