import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** Loads a module in a process of its own, uses it once, and compares what undici keeps on globalThis. */
const probe = `
  const http = require('node:http');
  const symbols = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(Symbol.for);
  const look = () => symbols.map((symbol) => ({ there: symbol in globalThis, value: globalThis[symbol] }));
  const same = (a, b) => a.every((one, i) => one.there === b[i].there && one.value === b[i].value);
  const [module, first] = process.argv.slice(1);
  const server = http.createServer((request, response) => response.end('{}'));
  server.listen(0, '127.0.0.1', async () => {
    const url = 'http://127.0.0.1:' + server.address().port;
    if (first === 'fetch') await (await fetch(url)).text();
    let before = look();
    const { createNetwork } = require(module);
    const loaded = same(before, look());
    if (first !== 'fetch') {
      // The first fetch of a process sets them itself.
      await (await fetch(url)).text();
      before = look();
    }
    const { api } = createNetwork(fetch, Date.now, 'test/1');
    const { status } = await api({ method: 'GET', url, headers: {} });
    console.log(JSON.stringify({ loaded, used: same(before, look()), status }));
    server.closeAllConnections();
    server.close();
  });
`;

function run(module: string, first: 'fetch' | 'module'): unknown {
  const tsx = module.endsWith('.ts') ? ['--require', 'tsx/cjs'] : [];
  const output = execFileSync(process.execPath, [...tsx, '-e', probe, module, first], {
    cwd: root,
    encoding: 'utf8',
  });
  return JSON.parse(output.trim().split('\n').at(-1)!) as unknown;
}

describe('the dispatcher that all extensions share', () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'korusticket-bundle-'));
    // As esbuild.mjs does; that one writes into dist/, where others may be reading.
    await build({
      entryPoints: [join(root, 'src/api/network.lazy.ts')],
      outfile: join(folder, 'network.js'),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node22',
      mainFields: ['module', 'main'],
      minify: true,
      logLevel: 'silent',
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const modules: readonly (readonly [string, () => string])[] = [
    ['the source', () => join(root, 'src/api/network.lazy.ts')],
    ['a bundle', () => join(folder, 'network.js')],
    ['the built bundle', () => join(root, 'dist/api/network.lazy.js')],
  ];
  for (const [name, path] of modules) {
    for (const first of ['fetch', 'module'] as const) {
      it(`is not touched by ${name}, loaded ${first === 'fetch' ? 'after' : 'before'} the first fetch`, function () {
        if (!existsSync(path())) {
          this.skip();
        }
        assert.deepEqual(run(path(), first), { loaded: true, used: true, status: 200 });
      });
    }
  }

  it('would be touched by undici itself, or this test proves nothing', () => {
    const undici = require.resolve('undici');
    const changes = `const s = Symbol.for('undici.globalDispatcher.1'), b = globalThis[s]; require(${JSON.stringify(undici)}); process.exit(globalThis[s] === b ? 1 : 0)`;
    execFileSync(process.execPath, ['-e', changes], { cwd: root });
  });
});
