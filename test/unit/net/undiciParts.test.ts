import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const load = createRequire(__filename);

const folder = resolve(__dirname, '../../../src/net');
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** The inner modules of undici that src/net/undici.d.ts says we load, and what each has to be. */
const declared = [...textOf('undici.d.ts').matchAll(/declare module '(undici\/lib\/[^']+)'/g)].map(
  ([, path]) => path!,
);

const uses: Readonly<Record<string, (part: unknown) => unknown>> = {
  'undici/lib/dispatcher/dispatcher': (part) => {
    const { prototype } = part as { prototype: Record<string, unknown> };
    return ['dispatch', 'compose', 'close', 'destroy'].every((name) => typeof prototype[name] === 'function');
  },
  'undici/lib/interceptor/retry': (part) => typeof (part as (options: object) => unknown)({}) === 'function',
  'undici/lib/handler/retry-handler': (part) => typeof part === 'function',
  'undici/lib/core/symbols': (part) => {
    const { kRetryHandlerDefaultRetry } = part as Record<string, unknown>;
    const Handler = load('undici/lib/handler/retry-handler') as Record<symbol, unknown>;
    return typeof Handler[kRetryHandlerDefaultRetry as symbol] === 'function';
  },
  'undici/lib/api/api-request': (part) => typeof part === 'function',
};

describe('the inner parts of undici', () => {
  const advice = 'Find what has taken its place, and mend src/net/undici.d.ts and who imports it.';

  for (const path of declared) {
    it(`are where we load them from: ${path}`, () => {
      let part: unknown;
      try {
        part = load(path);
      } catch {
        assert.fail(`undici ${versionOf()} has no ${path} any more: the update has moved it. ${advice}`);
      }
      const use = uses[path];
      assert.ok(use !== undefined, `This test does not know what ${path} is used for.`);
      assert.ok(use(part), `${path} of undici ${versionOf()} is no longer what it was. ${advice}`);
    });
  }

  it('are declared in one place, each of them', () => {
    const imported = readdirSync(folder)
      .filter((name) => name !== 'undici.d.ts')
      .flatMap((name) => [...textOf(name).matchAll(/'(undici\/lib\/[^']+)'/g)].map(([, path]) => path!));
    assert.deepEqual([...new Set(imported)].sort(), [...declared].sort());
  });
});

function versionOf(): string {
  return (load('undici/package.json') as { version: string }).version;
}
