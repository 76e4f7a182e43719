import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const kept = read('.vscodeignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('what goes into the package', () => {
  it('is every bundle that is built', () => {
    const build = read('esbuild.mjs');
    const parts = [...build.matchAll(/^ {2}(\w+): 'src\/.*\.ts',$/gm)].map(([, name]) => `dist/${name}.js`);
    const ofWebviews = [...build.matchAll(/'src\/webview\/(\w+)\.(ts|css)'/g)].map(
      ([, name, kind]) => `dist/${name}.${kind === 'ts' ? 'js' : kind}`,
    );
    assert.ok(parts.length >= 4 && ofWebviews.length === 2, 'the bundles were not found in esbuild.mjs');
    const patterns = kept.map((path) => new RegExp(`^${path.replaceAll('.', '\\.').replace('*', '[^/]*')}$`));
    const left = [...parts, ...ofWebviews].filter((path) => !patterns.some((pattern) => pattern.test(path)));
    assert.deepEqual(left, []);
  });

  it('is there', () => {
    const missing = kept.filter((path) => !path.startsWith('dist/') && !existsSync(join(root, path)));
    assert.deepEqual(missing, []);
  });
});
