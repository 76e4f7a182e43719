import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/**
 * Loads a bundle in a process of its own, with an editor that counts how often somebody asks for the names of all its
 * parts: who copies the whole API object has to.
 */
const probe = `
  const Module = require('node:module');
  let asked = 0, taken = 0;
  const anything = new Proxy(function () {}, {
    get: (of, name) => (name === 'prototype' ? of[name] : anything),
    apply: () => anything,
  });
  const editor = new Proxy({}, {
    get: (of, name) => (name === '__esModule' ? undefined : (taken++, anything)),
    ownKeys: () => (asked++, []),
  });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === 'vscode' ? editor : load(name, ...rest));
  require(process.argv[1]);
  console.log(JSON.stringify({ asked, taken }));
`;

describe('a bundle', () => {
  let folder: string;
  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), 'korusticket-bundles-'));
    execFileSync(process.execPath, ['esbuild.mjs', '--production', `--out=${folder}`], {
      cwd: root,
      stdio: 'pipe',
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('takes the editor by name, and makes no copy of it', function () {
    this.timeout(60_000);
    const bundles = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(^extension|\.lazy)\.js$/.test(path),
    );
    assert.ok(bundles.length > 10);
    let taken = 0;
    for (const bundle of bundles) {
      const output = execFileSync(process.execPath, ['-e', probe, join(folder, bundle)], {
        cwd: root,
        encoding: 'utf8',
      });
      const counts = JSON.parse(output) as { asked: number; taken: number };
      assert.equal(counts.asked, 0, bundle);
      taken += counts.taken;
    }
    // Else the editor was not looked at at all, and this test would prove nothing.
    assert.ok(taken > 20);
  });
});
