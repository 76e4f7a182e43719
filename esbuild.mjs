import { build, context } from 'esbuild';
import { rm } from 'node:fs/promises';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const entryPoints = {
  extension: 'src/extension.ts',
  accountSessions: 'src/vscode/accountSessions.ts',
  accounts: 'src/auth/accounts.ts',
  apiClient: 'src/api/apiClient.ts',
  cachedReader: 'src/api/cachedReader.ts',
  catalogTree: 'src/vscode/catalogTree.ts',
  exportCatalog: 'src/vscode/exportCatalog.ts',
  findInCatalogs: 'src/vscode/findInCatalogs.ts',
  network: 'src/net/network.ts',
  offerCalendarPanel: 'src/vscode/offerCalendarPanel.ts',
  problemReport: 'src/vscode/problemReport.ts',
  renewalLock: 'src/auth/renewalLock.ts',
  resourceEditors: 'src/vscode/resourceEditors.ts',
  signIn: 'src/vscode/signIn.ts',
  tokenTerminal: 'src/vscode/tokenTerminal.ts',
  tokenReport: 'src/vscode/tokenReport.ts',
  toolAnswers: 'src/vscode/toolAnswers.ts',
};

/** What is loaded on demand, each part a bundle of its own: `import('./net/network')` becomes `./network.js`. */
const partsOnDemand = {
  name: 'parts-on-demand',
  setup(setup) {
    setup.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path }) => {
      const name = path.split('/').at(-1);
      return kind === 'dynamic-import' && name in entryPoints
        ? { path: `./${name}.js`, external: true }
        : undefined;
    });
  },
};

const options = {
  entryPoints,
  outdir: 'dist',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  // VS Code 1.105's extension host, the oldest we run in, has Node 22.
  target: 'node22',
  external: ['vscode'],
  mainFields: ['module', 'main'],
  // proper-lockfile would bring two parts that change the process for every extension in the host: one replaces
  // process.cwd and the file functions' behaviour, the other catches signals and patches process.emit. The lock is given
  // `fs` and outlives no holder by more than its stale time, so it needs neither. atomically would catch signals too, for
  // temporary files that the cache removes by itself.
  alias: {
    'graceful-fs': 'node:fs',
    'signal-exit': './src/auth/noExitHook.ts',
    'when-exit': './src/auth/noExitHook.ts',
  },
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  legalComments: 'none',
  logLevel: 'info',
  plugins: [partsOnDemand],
};

/** What runs inside webviews: a page's own script and style sheet. */
const webviewOptions = {
  entryPoints: ['src/webview/offerCalendar.ts', 'src/webview/offerCalendar.css'],
  outdir: 'dist',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  // VS Code 1.105 has Chromium 138.
  target: 'chrome138',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
};

await rm('dist', { recursive: true, force: true });
if (watch) {
  await Promise.all([options, webviewOptions].map(async (each) => (await context(each)).watch()));
} else {
  const [{ metafile }] = await Promise.all([build(options), build(webviewOptions)]);
  const inputs = Object.entries(metafile.outputs['dist/extension.js'].inputs);
  const stray = inputs.filter(([path]) => path.includes('node_modules/undici/')).map(([path]) => path);
  if (stray.length > 0) {
    throw new Error(`undici in the activation bundle: ${stray.join(', ')}`);
  }
}
