import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from '../../support/vscodeHost/browser';
import { ensureCodeServer } from '../../support/vscodeHost/codeServer';
import { installedVariable } from '../../support/vscodeHost/installed';
import { type RunningServer, startServer, type VsCodeFolders } from '../../support/vscodeHost/server';
import { quietSettings, readSettings, type Settings, writeSettings } from '../../support/vscodeHost/settings';
import { type BundledExtensions, linkBundledExtensions } from './bundledExtensions';
import { patience, until } from './poll';
import { Workbench } from './workbench';

/** How a VS Code is started for a test. */
export interface SessionOptions {
  /**
   * `memory` (default): a window's secrets end with it. `localStorage`: a reload and a second window of the session
   * see them.
   */
  readonly secrets?: 'memory' | 'localStorage';
  /** The user's settings, on top of quiet ones. */
  readonly settings?: Settings;
  /** Environment of the extension host, on top of this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Other arguments of the server. */
  readonly args?: readonly string[];
  /** VS Code's display language, as a language pack sets it; VS Code's own texts stay English, since none is installed. */
  readonly language?: string;
  /** Extensions folder to start with; unless given, only the extension under test is installed. */
  readonly extensions?: string;
  /**
   * Unless given, few: a window that starts all hundred that VS Code brings along takes half as much processor time
   * again, and those with a life of their own take the focus when they like.
   */
  readonly bundled?: BundledExtensions;
}

/** How a window is opened. */
export interface WindowOptions {
  /** A folder on disk to open; without it the window is empty. */
  readonly folder?: string;
  /** A browser profile of its own, so that nothing another window stored in the browser is seen. */
  readonly isolated?: boolean;
}

const windows = new Set<Workbench>();

/** Every window that is open now; a failing test takes a picture of each. */
export function openWindows(): readonly Workbench[] {
  return [...windows].filter((window) => !window.page.isClosed());
}

/** A VS Code with the packaged extension installed, its user data in a folder of its own. */
export class Session {
  private readonly context: Promise<BrowserContext>;

  private constructor(
    /** Where VS Code keeps everything; the logs are in `userData`/logs. */
    readonly folders: VsCodeFolders,
    private readonly server: RunningServer,
    private readonly browser: Browser,
    private readonly language: string | undefined,
  ) {
    this.context = this.newContext();
  }

  /**
   * Starts VS Code; `test/ui/run.ts` has installed the extension before.
   *
   * @throws Error when run without `test/ui/run.ts`, or when VS Code does not start
   */
  static async start(options: SessionOptions = {}): Promise<Session> {
    const extensions = options.extensions ?? process.env[installedVariable];
    if (!extensions) throw new Error('Start the tests with `npm run test:ui`: it installs the extension.');
    const codeServer = await ensureCodeServer('test:ui');
    if (!codeServer) throw new Error('code-server is missing');
    const folders = { userData: await mkdtemp(join(tmpdir(), 'korusticket-ui-')), extensions };
    await writeSettings(folders.userData, { ...quietSettings, ...options.settings });
    const { secrets = 'memory', env = {}, args = [], bundled = 'few' } = options;
    const bundledFolder = join(folders.userData, 'bundled-extensions');
    await linkBundledExtensions(codeServer, bundled, bundledFolder);
    const server = await startServer(codeServer, {
      folders,
      secrets,
      env,
      args: ['--builtin-extensions-dir', bundledFolder, ...args],
    });
    return new Session(folders, server, await launchBrowser(), options.language);
  }

  /** Opens a window; windows of one session share user data, and the browser's storage unless `isolated`. */
  async openWindow(options: WindowOptions = {}): Promise<Workbench> {
    const context = options.isolated === true ? await this.newContext() : await this.context;
    const page = await context.newPage();
    const window = new Workbench(page);
    windows.add(window);
    page.once('close', () => windows.delete(window));
    const query = new URLSearchParams(
      options.folder === undefined ? { ew: 'true' } : { folder: options.folder },
    );
    // The page counts as loaded when its last script is there, which on a busy machine may take a minute by itself.
    await page.goto(`${this.server.url}?${query.toString()}`, { waitUntil: 'commit' });
    await window.waitUntilReady();
    return window;
  }

  /** The user's settings as VS Code has written them. */
  settings(): Promise<Settings> {
    return readSettings(this.folders.userData);
  }

  /** All that the extension's output channel has logged so far. */
  async logText(): Promise<string> {
    const files = (await this.files()).filter((file) => file.endsWith('KorusTicket.log'));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    return texts.join('');
  }

  /** The files of user data, logs and extensions that contain a text, for tests that nothing secret is ever written. */
  async filesContaining(text: string): Promise<string[]> {
    const wanted = Buffer.from(text);
    const found: string[] = [];
    for (const file of await this.files()) {
      const content = await readFile(file).catch(() => undefined);
      if (content?.includes(wanted) === true) found.push(file);
    }
    return found;
  }

  /** Everything in the browser's storage of this session's windows, as one text. */
  async browserStorage(): Promise<string> {
    const state = await (await this.context).storageState({ indexedDB: true });
    return JSON.stringify(state);
  }

  /** Ends windows and VS Code and removes the user data. */
  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await rm(this.folders.userData, { recursive: true, force: true, maxRetries: 5 });
  }

  private async newContext(): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
      viewport: { width: 1280, height: 800 },
    });
    context.setDefaultTimeout(patience);
    if (this.language !== undefined) {
      // What the messages of a language pack do; the extension host and the manifests follow it.
      await context.addInitScript((language) => {
        Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
      }, this.language);
    }
    return context;
  }

  /** User data, with the logs in it, and the installed extensions. */
  private async files(): Promise<string[]> {
    const found: string[] = [];
    for (const folder of [this.folders.userData, this.folders.extensions]) {
      // A folder that VS Code removes while it is read makes all of the reading fail.
      const entries = await until(
        `what is in ${folder}`,
        () => readdir(folder, { recursive: true, withFileTypes: true }),
        () => true,
      );
      found.push(
        ...entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
      );
    }
    return found;
  }
}
