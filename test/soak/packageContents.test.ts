import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, matchesGlob, resolve } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { readmePath } from '../support/packagedReadme';
import { removeFolders, temporaryFolder } from '../support/temporaryFolder';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const kept = read('.vscodeignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('what goes into the package', () => {
  after(removeFolders);

  it('is every bundle that is built', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const parts = sources.filter((path) => path === 'extension.ts' || path.endsWith('.lazy.ts'));
    const ofWebviews = sources.filter((path) => /webview\/(main\.ts|\w+\.css)$/.test(path));
    assert.ok(parts.length >= 10 && ofWebviews.length >= 2, 'the roots of the bundles were not found in src');
    const built = [...parts, ...ofWebviews].map((path) => `dist/${path.replace(/\.ts$/, '.js')}`);
    const left = built.filter((path) => !kept.some((pattern) => matchesGlob(path, pattern)));
    assert.deepEqual(left, []);
  });

  it('is there', () => {
    const missing = kept.filter((path) => !path.startsWith('dist/') && !existsSync(join(root, path)));
    assert.deepEqual(missing, []);
  });

  it('is nothing else but the README that is made for it', async () => {
    // vsce walks all of a folder before it looks at .vscodeignore, and the editors in .vscode-test hold 50,000 files:
    // a copy with the same names, and without those, is answered at once.
    const copy = await temporaryFolder();
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
    const built = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).map(
      (path) => `dist/${path}`,
    );
    for (const path of [
      ...tracked,
      ...built,
      readmePath,
      'notes.txt',
      'dist/extension.js.map',
      'media/draft.png',
    ]) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      if (
        !existsSync(join(copy, path)) &&
        !statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()
      )
        writeFileSync(join(copy, path), ['package.json', '.vscodeignore'].includes(path) ? read(path) : '');
    }
    // Its types do not name the README's path, which it takes as the packaging does.
    const options = { cwd: copy, packageManager: PackageManager.None, readmePath };
    const files = await listFiles(options);
    const known =
      /^(dist\/[\w/]+(\.lazy)?\.(js|css)|media\/[\w-]+\.(png|svg|gif)|media\/walkthrough\/[\w-]+\.svg|package(\.nls(\.\w+)?)?\.json|dist\/README\.md|CHANGELOG\.md|LICENSE|SECURITY\.md|l10n\/.*)$/;
    assert.ok(files.includes('package.json') && files.includes(readmePath));
    assert.deepEqual(
      files.filter((file) => !known.test(file)),
      [],
    );
  });
});

describe('what it is made of', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>;
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version?: string; integrity?: string; resolved?: string }>;
  };

  it('has exact versions, each with its checksum in the lockfile', () => {
    const wanted = { ...manifest['dependencies'], ...manifest['devDependencies'] };
    assert.ok(Object.keys(wanted).length > 10);
    for (const [name, version] of Object.entries(wanted)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
      assert.equal(lock.packages[`node_modules/${name}`]?.version, version, name);
    }
    const unchecked = Object.entries(lock.packages)
      .filter(([path, { integrity }]) => path !== '' && integrity === undefined)
      .map(([path]) => path);
    assert.deepEqual(unchecked, []);
  });

  it('runs nothing of ours when it is installed', () => {
    const scripts = Object.keys(manifest['scripts'] ?? {});
    assert.deepEqual(
      scripts.filter((name) => /^(pre|post)?(install|prepare|publish|pack|uninstall)$|^vscode:/.test(name)),
      [],
    );
    assert.equal(manifest['dependencies'], undefined);
  });
});
