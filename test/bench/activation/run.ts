/**
 * `npm run bench:activation [-- --runs N --only TEXT --json FILE label=path.vsix …]`: what activation costs in a real VS
 * Code. Each run is a fresh server with fresh user data; floors, this extension and the packages named take turns, or
 * of them those only whose label has the text, besides the empty hosts. Linux only.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { signInByPaste, untilQuiet } from '../../ui/support/signInByPaste';
import { ensureCodeServer, type CodeServer } from '../../support/vscodeHost/codeServer';
import { packageExtension } from '../../support/vscodeHost/packaged';
import { installExtensions } from '../../support/vscodeHost/server';
import { until } from '../../ui/support/poll';
import { Session } from '../../ui/support/session';
import type { Workbench } from '../../ui/support/workbench';
import { extensionHost, heldMemory, untilIdle } from './extensionHost';

/** Milliseconds, as VS Code's own table of activations gives them. */
interface Times {
  readonly load: number;
  readonly call: number;
  /** From the end of the call until what `activate` returned was settled, other extensions' turns included. */
  readonly finish: number;
}

interface Run {
  readonly times: Times | undefined;
  readonly heap: number;
  readonly scripts: readonly string[];
  readonly bytes: number;
}

interface Item {
  readonly label: string;
  /** The package to install; without it, the host is empty. */
  readonly vsix?: string;
  readonly isSignedIn?: boolean;
  /** Served as a signed-in window is: by code-server's wrapper, which keeps secrets, and whose host holds more by itself. */
  readonly isWrapped?: boolean;
  /** Extensions folder, and the extension's own in it. */
  extensions: string;
  folder: string | undefined;
  id: string | undefined;
  readonly runs: Run[];
}

const trigger = 'activationBench.run';
const triggerTitle = 'ActivationBench: Run';
const mebibyte = 1024 * 1024;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
});

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function itemOf(label: string, rest: Partial<Item> = {}): Item {
  return { label, extensions: '', folder: undefined, id: undefined, runs: [], ...rest };
}

/** What VS Code itself takes for what no extension of ours can do without. */
const floors = [
  ['empty activate', 'exports.activate = () => {};'],
  ['… that has the API', "const vscode = require('vscode');\nexports.activate = () => {};"],
  [
    '… and reads a setting',
    "const vscode = require('vscode');\nexports.activate = () => vscode.workspace.getConfiguration('files').get('eol');",
  ],
] as const;

/** A package with this text as its main script. */
async function smallPackage(folder: string, main: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'floor',
    publisher: 'bench',
    version: '0.0.0',
    main: './main.js',
    engines: { vscode: '^1.105.0' },
    activationEvents: [],
    contributes: {},
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'main.js'), main);
  await writeFile(join(folder, 'README.md'), '# Bench\n');
  const packagePath = `${folder}.vsix`;
  const quiet = { dependencies: false, allowMissingRepository: true, skipLicense: true };
  await createVSIX({ cwd: folder, packagePath, ...quiet });
  return packagePath;
}

/** Installs an item's package; its manifest gets one more command, by which every item is activated alike. */
async function install(item: Item, codeServer: CodeServer, folder: string): Promise<void> {
  item.extensions = join(folder, 'extensions');
  await mkdir(item.extensions, { recursive: true });
  if (item.vsix === undefined) return;
  await installExtensions(codeServer, { userData: join(folder, 'user'), extensions: item.extensions }, [
    resolve(item.vsix),
  ]);
  const entries = await readdir(item.extensions, { withFileTypes: true });
  const name = entries.find((entry) => entry.isDirectory() && !entry.name.startsWith('.'))?.name ?? '';
  item.folder = join(item.extensions, name);
  const file = join(item.folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as {
    name: string;
    publisher: string;
    activationEvents?: string[];
    contributes?: { commands?: object[] };
  };
  item.id = `${manifest.publisher}.${manifest.name}`;
  manifest.activationEvents = [...(manifest.activationEvents ?? []), `onCommand:${trigger}`];
  manifest.contributes = {
    ...manifest.contributes,
    commands: [...(manifest.contributes?.commands ?? []), { command: trigger, title: triggerTitle }],
  };
  await writeFile(file, JSON.stringify(manifest));
}

/** The row of "Developer: Startup Performance" about an extension: | id | eager | load | call | finish | event | */
async function activationTimes(window: Workbench, id: string): Promise<Times> {
  await window.runCommand('Developer: Startup Performance');
  const { page } = window;
  const row = await until(
    `the activation of ${id} in VS Code's table`,
    async () => {
      await page
        .locator('.editor-instance .view-lines')
        .first()
        .click({ position: { x: 5, y: 5 } });
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+C');
      const lines = (await window.clipboard.read()).split('\n');
      return lines.map((line) => line.split('|').map((cell) => cell.trim())).find((cells) => cells[1] === id);
    },
    (cells) => cells !== undefined,
  );
  return { load: Number(row?.[3]), call: Number(row?.[4]), finish: Number(row?.[5]) };
}

async function measure(item: Item, sandbox: Sandbox): Promise<Run> {
  const settings = {
    'korusticket.environments': [
      { name: 'Bench', apiBaseUrl: sandbox.account.apiBaseUrl, tokenEndpoint: sandbox.account.tokenEndpoint },
    ],
  };
  const { isSignedIn = false, isWrapped = false } = item;
  const session = await Session.start({
    extensions: item.extensions,
    // None of the extensions that VS Code brings: they come to life when they like, and are no part of the question.
    bundled: 'none',
    secrets: isWrapped ? 'localStorage' : 'memory',
    ...(isSignedIn ? { settings } : {}),
  });
  try {
    let window = await session.openWindow();
    if (isSignedIn) {
      // Only what a start with an account loads counts, not the dialogue of the sign-in.
      await signInByPaste(window, 'Bench', sandbox.account);
      await until(
        'a token',
        () => window.statusBar.text(),
        (text) => /\d+ min/.test(text),
      );
      await untilQuiet(window);
      await window.page.close();
      window = await session.openWindow();
      await until(
        'a token',
        () => window.statusBar.text(),
        (text) => /\d+ min/.test(text),
      );
    }
    const pid = await extensionHost();
    await untilIdle(pid);
    if (item.id !== undefined) {
      await window.runCommand(triggerTitle);
      // VS Code answers a command that nobody has registered with a dialogue, once the activation has ended.
      await window.page.locator('.monaco-dialog-box').first().waitFor();
      await window.page.keyboard.press('Escape');
      await untilIdle(pid);
    }
    const times = item.id === undefined ? undefined : await activationTimes(window, item.id);
    const { heap, scripts } = await heldMemory(pid, item.folder);
    const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
    return { times, heap, scripts: [...scripts.keys()], bytes };
  } finally {
    await session.stop();
  }
}

function table(items: readonly Item[]): string {
  const emptyHost = (isWrapped = false): number =>
    median(
      items
        .filter((item) => item.vsix === undefined && (item.isWrapped ?? false) === isWrapped)
        .flatMap(({ runs }) => runs.map(({ heap }) => heap)),
    );
  const of = (item: Item, value: (run: Run) => number | undefined, digits: number): string => {
    const known = item.runs.map(value).filter((each) => each !== undefined);
    if (known.length === 0) return '–';
    const [least, most] = [Math.min(...known), Math.max(...known)];
    return `${median(known).toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
  };
  const rows = items.map((item) => [
    item.label,
    of(item, ({ times }) => times?.load, 0),
    of(item, ({ times }) => times?.call, 0),
    of(item, ({ times }) => times && times.load + times.call, 0),
    of(item, ({ times }) => times?.finish, 0),
    of(item, ({ heap }) => (heap - emptyHost(item.isWrapped)) / mebibyte, 2),
    of(item, ({ bytes }) => bytes / 1024, 0),
    of(item, ({ scripts }) => scripts.length, 0),
  ]);
  const head = [
    '',
    'load ms',
    'call ms',
    'load + call ms',
    'finish ms',
    'heap over empty host MiB',
    'read KiB',
    'scripts',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

async function main(): Promise<void> {
  const codeServer = await ensureCodeServer('bench:activation');
  if (codeServer === undefined) return;
  const work = await mkdtemp(join(tmpdir(), 'korusticket-activation-'));
  const sandbox = await startSandbox();
  try {
    const floor = async ([label, main]: (typeof floors)[number], index: number): Promise<Item> =>
      itemOf(label, { vsix: await smallPackage(join(work, `floor${index}`), main) });
    const vsix = await packageExtension();
    const items = [
      itemOf('empty host'),
      itemOf('empty host that keeps secrets', { isWrapped: true }),
      ...(await Promise.all(floors.map(floor))),
      itemOf('this extension, signed out', { vsix }),
      itemOf('this extension, signed in', { vsix, isSignedIn: true, isWrapped: true }),
      ...positionals.map((named) => {
        const [label = '', path = label] = named.split('=');
        return itemOf(label, { vsix: path });
      }),
    ].filter(({ vsix: needed, label }) => needed === undefined || label.includes(values.only));
    for (const [index, item] of items.entries()) await install(item, codeServer, join(work, String(index)));
    // Once for the machine's caches, not counted.
    await measure(items[0]!, sandbox);
    for (let run = 0; run < Number(values.runs); run++) {
      for (let turn = 0; turn < items.length; turn++) {
        const item = items[(turn + run) % items.length]!;
        const result = await measure(item, sandbox);
        item.runs.push(result);
        const { times, heap, scripts } = result;
        console.error(
          `${run + 1}/${values.runs} ${item.label}: load ${times?.load ?? '–'} ms, call ${times?.call ?? '–'} ms, ` +
            `finish ${times?.finish ?? '–'} ms, heap ${(heap / mebibyte).toFixed(2)} MiB, ${scripts.join(' ')}`,
        );
      }
    }
    console.log(table(items));
    if (values.json !== undefined) {
      const facts = { date: new Date().toISOString(), cpu: cpus()[0]?.model, cores: cpus().length };
      const runs = items.map(({ label, runs: all }) => ({ label, runs: all }));
      await writeFile(values.json, `${JSON.stringify({ ...facts, runs }, undefined, 1)}\n`);
    }
  } finally {
    await sandbox.close();
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
