import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, obstacles } from '../support/releaseChecks';

describe('a release', () => {
  let folder: string;

  const git = (...args: string[]): void => {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
  };
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const commit = (): void => {
    git('add', '--all');
    git('commit', '--allow-empty', '--message', 'x');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'korusticket-release-'));
    git('init');
    write('package.json', '{"version":"1.2.3"}');
    write('package-lock.json', '{"version":"1.2.3"}');
    write('CHANGELOG.md', '# Changelog\n\n## 1.2.3\n\n## 1.2.2\n');
    commit();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is possible where all agrees and is committed', async () => {
    assert.deepEqual(await obstacles(folder), []);
    git('tag', 'v1.2.3');
    assert.deepEqual(await obstacles(folder), []);
  });

  it('is not with something uncommitted', async () => {
    write('new.txt', '');
    assert.match((await obstacles(folder)).join(), /^not everything is committed:\n\?\? new\.txt$/);
  });

  it('is not where the versions differ', async () => {
    write('package.json', '{"version":"1.3.0"}');
    commit();
    assert.deepEqual(await obstacles(folder), [
      'package-lock.json has version 1.2.3, package.json 1.3.0',
      'CHANGELOG.md begins with 1.2.3, not 1.3.0',
    ]);
    write('CHANGELOG.md', '# Changelog\n');
    commit();
    assert.match((await obstacles(folder)).join(), /begins with no version, not 1\.3\.0/);
  });

  it('is not where the version is out already', async () => {
    git('tag', 'v1.2.3');
    commit();
    assert.deepEqual(await obstacles(folder), ['v1.2.3 is another commit already']);
  });

  it('is known by its checksum', async () => {
    write('abc', 'abc');
    assert.deepEqual(await fingerprint(join(folder, 'abc')), {
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });
});
