import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What keeps a folder from being released, in plain words; nothing where it may be. */
export async function obstacles(folder: string): Promise<string[]> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const { version } = JSON.parse(await read('package.json')) as { version: string };
  const lock = JSON.parse(await read('package-lock.json')) as { version: string };
  const heading = /^## (\S+)/m.exec(await read('CHANGELOG.md'))?.[1];
  const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: folder });
  const { stdout: tags } = await run('git', ['tag', '--list', `v${version}`], { cwd: folder });
  const { stdout: tagged } = await run('git', ['tag', '--points-at', 'HEAD'], { cwd: folder });
  return [
    ...(changes === '' ? [] : [`not everything is committed:\n${changes.trimEnd()}`]),
    ...(lock.version === version
      ? []
      : [`package-lock.json has version ${lock.version}, package.json ${version}`]),
    ...(heading === version ? [] : [`CHANGELOG.md begins with ${heading ?? 'no version'}, not ${version}`]),
    ...(tags === '' || tagged.split('\n').includes(`v${version}`)
      ? []
      : [`v${version} is another commit already`]),
  ];
}

/** Size in bytes and SHA-256 in hexadecimal digits of a file. */
export async function fingerprint(file: string): Promise<{ bytes: number; sha256: string }> {
  const content = await readFile(file);
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
