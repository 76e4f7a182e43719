/**
 * Stands where the desktop VS Code would for `runTests` of @vscode/test-electron: same arguments, same environment,
 * same exit code, but it is the VS Code server with its workbench in a headless Chromium.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { ensureCodeServer } from './codeServer';
import { onInterrupt } from './childProcess';
import { artifactsRoot } from './paths';
import { type RunningServer, startServer } from './server';

const totalMilliseconds = Number(process.env['KORUSTICKET_HOST_LIMIT_MS'] ?? 1_500_000);

/** What the workbench says about itself; the tests' own report is what is wanted. */
const noise = [
  /Canceled|ResizeObserver/,
  /^\[(AgentHost|remote-connection|AccountPolicyGate|reconnection-grace-time|Service Worker)/,
  /^(Resolving|Resolved) connection token/,
  /^Creating a socket/,
  /additional builtin extensions/,
];

/** An extension host that died takes mocha with it; the workbench would report that as exit code 0. */
const hostDied = /\[ExtensionHost\].*received socket close event|extension host.*terminated unexpectedly/i;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
    'disable-workspace-trust': { type: 'boolean' },
  },
});

function required(name: 'extensionTestsPath' | 'user-data-dir' | 'extensions-dir'): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name}=... is missing`);
  return value;
}

/** The workbench's address with the development payload; files are named through the server's authority. */
function workbenchAddress(server: RunningServer): string {
  const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
  const extensions = (values.extensionDevelopmentPath ?? []).filter((path) => typeof path === 'string');
  const payload = [
    ...extensions.map((path) => ['extensionDevelopmentPath', remote(path)]),
    ['extensionTestsPath', remote(required('extensionTestsPath'))],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  const [folder] = positionals;
  if (folder !== undefined) query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  return `${server.url}?${query.toString()}`;
}

/** Passes the report of the tests on; rejects when there can be no exit code any more. */
function watch(page: Page, server: RunningServer): { exitCode: Promise<number>; stop: () => void } {
  let limit: NodeJS.Timeout | undefined;
  const exitCode = new Promise<number>((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(reason));
    limit = setTimeout(() => fail(`no exit code within ${totalMilliseconds / 1000} s`), totalMilliseconds);
    page.on('crash', () => fail('the workbench page crashed'));
    page.on('close', () => fail('the workbench page was closed'));
    void server.exited.then((code) => fail(`the VS Code server ended with ${code}`));
    let dead = false;
    const onLog = (_type: string, args: unknown[]): void => {
      const text = args.map(String).join(' ');
      if (hostDied.test(text)) {
        dead = true;
        fail(`the extension host died: ${text}`);
      }
      if (!dead && !noise.some((pattern) => pattern.test(text))) console.log(...args);
    };
    Promise.all([
      page.exposeFunction('codeAutomationLog', onLog),
      page.exposeFunction('codeAutomationExit', resolve),
    ])
      .then(() => page.goto(workbenchAddress(server)))
      .catch((error: unknown) => fail(String(error)));
  });
  return { exitCode, stop: () => clearTimeout(limit) };
}

async function run(page: Page, server: RunningServer): Promise<number> {
  const { exitCode, stop } = watch(page, server);
  try {
    return await exitCode;
  } catch (error) {
    await mkdir(artifactsRoot, { recursive: true });
    await page.screenshot({ path: join(artifactsRoot, 'launcher-failure.png') }).catch(() => undefined);
    throw error;
  } finally {
    stop();
  }
}

async function main(): Promise<number> {
  const codeServer = await ensureCodeServer('test:integration');
  if (!codeServer) throw new Error('code-server is missing');
  const folders = { userData: required('user-data-dir'), extensions: required('extensions-dir') };
  const args = values['disable-workspace-trust'] === true ? ['--disable-workspace-trust'] : [];
  const server = await startServer(codeServer, { folders, args, smokeTestDriver: true });
  onInterrupt(() => server.stop());
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    return await run(await context.newPage(), server);
  } finally {
    await browser.close();
    await server.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`VS Code launcher: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
