import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CodeServer } from './codeServer';
import { type ProcessTree, runToEnd, startTree } from './childProcess';
import { node24 } from './paths';

/** The folders one VS Code works in; all absolute. */
export interface VsCodeFolders {
  readonly userData: string;
  readonly extensions: string;
}

/** How a VS Code server is started. */
export interface ServerOptions {
  readonly folders: VsCodeFolders;
  /**
   * `memory`: VS Code's own server, where a window's secrets end with the window.
   * `localStorage`: code-server's wrapper, where a reload and a second window of one browser see them.
   */
  readonly secrets?: 'memory' | 'localStorage';
  /** Without it a built workbench ignores the payload that names an extension under development. */
  readonly smokeTestDriver?: boolean;
  /** Added to the environment of the server and so of the extension host; undefined takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  /** Other arguments of `server-main.js`. */
  readonly args?: readonly string[];
}

/** A VS Code server that answers. */
export interface RunningServer {
  /** Host and port, e.g. `127.0.0.1:41301`. */
  readonly authority: string;
  /** Where the workbench is, ending in a slash. */
  readonly url: string;
  /** Resolves with exit code or signal when the server has ended, wanted or not. */
  readonly exited: Promise<number | string>;
  /** Ends the server with its extension hosts. */
  stop(): Promise<void>;
}

const startMilliseconds = 60_000;
const pollMilliseconds = 50;
const listening = /(?:agent listening on |server listening on http:\/\/127\.0\.0\.1:)(\d+)/;

/** Nothing but loopback is contacted: no extension gallery, no update check, no telemetry. */
function serverEnvironment(extra: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...extra };
  for (const name of Object.keys(env)) {
    // A session inside VS Code's own terminal would hand its variables down and confuse the new server.
    if (/^VSCODE_|^ELECTRON_/.test(name) && extra?.[name] === undefined) Reflect.deleteProperty(env, name);
  }
  return env;
}

function commandLine(codeServer: CodeServer, options: ServerOptions): string[] {
  const { userData, extensions } = options.folders;
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions];
  if (options.secrets === 'localStorage') {
    const config = join(userData, 'code-server.yaml');
    const wrapper = ['--bind-addr', '127.0.0.1:0', '--auth', 'none', '--config', config];
    const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    return [codeServer.entry, ...wrapper, ...quiet, ...folders, ...(options.args ?? [])];
  }
  const server = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
  const quiet = ['--accept-server-license-terms', '--telemetry-level', 'off', '--server-data-dir', userData];
  const driver = options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : [];
  return [codeServer.serverMain, ...server, ...quiet, ...folders, ...driver, ...(options.args ?? [])];
}

/** Keeps what the server writes, and resolves with the port it names once it listens. */
function readPort(tree: ProcessTree, logFile: string): Promise<string> {
  const log = createWriteStream(logFile, { flags: 'a' });
  return new Promise((found, fail) => {
    for (const stream of [tree.child.stdout, tree.child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        const port = listening.exec(line)?.[1];
        if (port !== undefined) found(port);
      });
    }
    tree.exited.then(
      (code) => fail(new Error(`The VS Code server ended with ${code}; see ${logFile}`)),
      (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

async function answers(address: string, until: AbortSignal): Promise<void> {
  for (;;) {
    const ok = await fetch(address, { signal: until }).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    until.throwIfAborted();
    await new Promise((done) => setTimeout(done, pollMilliseconds));
  }
}

/**
 * Starts a VS Code server on a free loopback port and waits until it answers.
 *
 * @throws Error when it ends early or does not answer within a minute; the message names its log file
 */
export async function startServer(codeServer: CodeServer, options: ServerOptions): Promise<RunningServer> {
  const { userData, extensions } = options.folders;
  await mkdir(userData, { recursive: true });
  await mkdir(extensions, { recursive: true });
  const logFile = join(userData, 'server-output.log');
  const env = serverEnvironment(options.env);
  // code-server's wrapper would keep a heartbeat and logs in the user's home.
  if (options.secrets === 'localStorage') env['XDG_DATA_HOME'] = join(userData, 'xdg-data');
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const tree = startTree(node24(), commandLine(codeServer, options), { env, stdio: [...stdio] });
  const until = AbortSignal.timeout(startMilliseconds);
  const tooLate = new Promise<never>((_, fail) => {
    until.addEventListener('abort', () => fail(new Error(`The VS Code server is not up; see ${logFile}`)));
  });
  try {
    const port = await Promise.race([readPort(tree, logFile), tooLate]);
    const authority = `127.0.0.1:${port}`;
    const health = options.secrets === 'localStorage' ? 'healthz' : 'version';
    await Promise.race([answers(`http://${authority}/${health}`, until), tooLate]);
    return {
      authority,
      url: `http://${authority}/`,
      exited: tree.exited,
      stop: () => tree.stop(),
    };
  } catch (error) {
    await tree.stop();
    throw error;
  }
}

/**
 * Installs packaged extensions into an extensions folder.
 *
 * @throws Error when VS Code refuses one of them
 */
export async function installExtensions(
  codeServer: CodeServer,
  folders: VsCodeFolders,
  vsixFiles: readonly string[],
): Promise<void> {
  await mkdir(folders.extensions, { recursive: true });
  const where = ['--extensions-dir', folders.extensions, '--user-data-dir', folders.userData];
  const server = [
    codeServer.serverMain,
    '--accept-server-license-terms',
    '--server-data-dir',
    folders.userData,
  ];
  const wanted = vsixFiles.flatMap((file) => ['--install-extension', file]);
  await runToEnd(node24(), [...server, ...where, ...wanted, '--force'], {
    cwd: dirname(codeServer.serverMain),
    env: serverEnvironment(undefined),
  });
}
