import { build, context, transformSync } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parse } from 'yaml';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
/** Where the bundles go: `dist`, which ships, unless a test wants a set of its own. */
const outdir =
  process.argv.find((argument) => argument.startsWith('--out='))?.slice('--out='.length) ?? 'dist';

const source = 'src';
const sources = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((path) => join(source, path));

/** What is loaded on first use is named so, and each such file is the root of a bundle of its own. */
const parts = sources.filter((path) => path.endsWith('.lazy.ts'));

/**
 * `import('./tree.lazy')` is left to Node, by the place that the part has in dist; every other `import()` is a mistake.
 *
 * @type {import('esbuild').Plugin}
 */
const partsOnFirstUse = {
  name: 'parts-on-first-use',
  setup(setup) {
    setup.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      if (!path.endsWith('.lazy')) {
        return { errors: [{ text: `${path} is to be loaded on first use, but is no *.lazy.ts` }] };
      }
      // Relative to dist/extension.js: the architecture test lets no other bundle load a part.
      const place = relative(source, join(resolveDir, path)).replaceAll('\\', '/');
      return { path: `./${place}.js`, external: true };
    });
  },
};

/** What our files take of the editor's API. */
const editorNames = new Set(
  sources
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(path, 'utf8'))
    .flatMap((text) => [
      ...[...text.matchAll(/\bvscode\.(\w+)/g)].map(([, name]) => name),
      ...[...text.matchAll(/\{([^{}]*)\} from 'vscode';/g)].flatMap(
        ([, names = '']) => names.match(/\w+/g) ?? [],
      ),
    ]),
);

/**
 * The editor's API as an ES module. Behind `import * as vscode` esbuild would put a copy of the whole object, made anew
 * by each file that has the line: 57 KB of heap each. Of a module it takes the names that are used, and only those.
 *
 * @type {import('esbuild').Plugin}
 */
const editorByName = {
  name: 'editor-by-name',
  setup(setup) {
    setup.onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === 'require-call' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'editor' },
    );
    setup.onLoad({ filter: /.*/, namespace: 'editor' }, () => ({
      contents: [
        "const api = require('vscode');",
        'const named = (name) => api[name];',
        ...[...editorNames].map((name) => `export const ${name} = /* @__PURE__ */ named('${name}');`),
      ].join('\n'),
    }));
  },
};

/**
 * proper-lockfile wants to be told when the process ends, to clear away its lock. A lock that is left grows stale by
 * itself, and an extension has no business with signals in a host that it shares.
 *
 * @type {import('esbuild').Plugin}
 */
const noExitHook = {
  name: 'no-exit-hook',
  setup(setup) {
    setup.onResolve({ filter: /^signal-exit$/ }, ({ path }) => ({
      path,
      namespace: 'no-exit-hook',
    }));
    setup.onLoad({ filter: /.*/, namespace: 'no-exit-hook' }, () => ({
      contents: 'module.exports = () => () => undefined; module.exports.default = module.exports;',
    }));
  },
};

const openapi = 'test/sandbox/openapi.yaml';
const reader = 'src/features/connection/model/description.ts';

/**
 * What the check of a connection compares with is compiled from the OpenAPI description here, so that none is kept.
 *
 * @type {import('esbuild').Plugin}
 */
const apiDescription = {
  name: 'api-description',
  setup(setup) {
    const namespace = 'api-description';
    setup.onResolve({ filter: /^korusticket:description$/ }, ({ path }) => ({ path, namespace }));
    setup.onLoad({ filter: /.*/, namespace }, async () => {
      const { code } = transformSync(readFileSync(reader, 'utf8'), { loader: 'ts', format: 'esm' });
      /** @type {typeof import('./src/features/connection/model/description')} */
      const { describedReads } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
      const description = JSON.stringify(describedReads(parse(readFileSync(openapi, 'utf8'))));
      return {
        contents: `export const description = JSON.parse(${JSON.stringify(description)});`,
        watchFiles: [openapi, reader].map((path) => resolve(path)),
      };
    });
  },
};

/** @satisfies {import('esbuild').BuildOptions} */
const shared = {
  outdir,
  outbase: source,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
};

/** @satisfies {import('esbuild').BuildOptions} */
const options = {
  ...shared,
  entryPoints: [join(source, 'extension.ts'), ...parts],
  format: 'cjs',
  platform: 'node',
  // VS Code 1.105's extension host, the oldest we run in, has Node 22.
  target: 'node22',
  // A part is loaded by `require`: what `import()` loads, Node keeps with two bytes a character.
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  // proper-lockfile would bring a part that changes process.cwd and the file functions' behaviour for every extension
  // in the host. It is given `fs` by us and needs none.
  alias: { 'graceful-fs': 'node:fs' },
  metafile: true,
  plugins: [editorByName, partsOnFirstUse, noExitHook, apiDescription],
};

/**
 * What runs inside webviews: a page's own script and style sheet.
 *
 * @satisfies {import('esbuild').BuildOptions}
 */
const webviewOptions = {
  ...shared,
  entryPoints: sources.filter((path) => /[\\/]webview[\\/](main\.ts|\w+\.css)$/.test(path)),
  format: 'iife',
  platform: 'browser',
  // VS Code 1.105 has Chromium 138.
  target: 'chrome138',
};

await rm(outdir, { recursive: true, force: true });
if (watch) {
  await Promise.all([options, webviewOptions].map(async (each) => (await context(each)).watch()));
} else {
  const [{ metafile }] = await Promise.all([build(options), build(webviewOptions)]);
  const atStart = Object.entries(metafile.outputs).filter(([path]) =>
    /\/(extension|services\.lazy)\.js$/.test(path),
  );
  const inputs = atStart.flatMap(([, { inputs }]) => Object.keys(inputs));
  const stray = inputs.filter((path) => path.includes('node_modules/undici/'));
  if (atStart.length !== 2 || stray.length > 0) {
    throw new Error(
      `a start loads ${atStart.map(([path]) => path).join(' and ')}, with undici: ${stray.join(', ')}`,
    );
  }
}
