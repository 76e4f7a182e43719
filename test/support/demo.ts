/** `npm run demo`: a VS Code with the extension, signed in to the sandbox without any typing. Ctrl-C ends it all. */
import { createVSIX } from '@vscode/vsce';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../sandbox/sandbox';
import { findProgram } from './requirements';
import { onInterrupt, runToEnd, startTree } from './vscodeHost/childProcess';
import { ensureCodeServer } from './vscodeHost/codeServer';
import { findDesktop, hasDisplay } from './vscodeHost/desktop';
import { packageExtension } from './vscodeHost/packaged';
import { node24, repositoryRoot } from './vscodeHost/paths';
import { installExtensions, startServer, type VsCodeFolders } from './vscodeHost/server';
import { quietSettings, writeSettings } from './vscodeHost/settings';

const accountVariable = 'KORUSTICKET_DEMO_ACCOUNT';

const companionManifest = {
  name: 'korusticket-demo',
  displayName: 'KorusTicket demo sign-in',
  description: 'Signs in to the sandbox. Made by npm run demo, never shipped.',
  version: '0.0.1',
  publisher: 'korusticket',
  license: 'MIT',
  engines: { vscode: '^1.105.0' },
  extensionKind: ['ui', 'workspace'],
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
  capabilities: { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true },
};

const companionSource = `'use strict';
const { commands, window } = require('vscode');
exports.activate = async () => {
  try {
    await commands.executeCommand('korusticket.signIn', JSON.parse(process.env.${accountVariable}));
    await commands.executeCommand('korusticket.catalogs.focus');
  } catch (error) {
    window.showErrorMessage('The demo could not sign in: ' + error.message);
  }
};
`;

/** The extension that does the sign-in a user would do by hand. */
async function writeCompanion(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(companionManifest));
  await writeFile(join(folder, 'extension.js'), companionSource);
  await writeFile(join(folder, 'README.md'), `# ${companionManifest.displayName}\n`);
  await writeFile(join(folder, 'LICENSE'), 'MIT\n');
}

interface Demo {
  readonly folders: VsCodeFolders;
  /** Folder of the companion extension. */
  readonly companion: string;
  /** For VS Code and so for the extension host: the service account, as JSON. */
  readonly env: NodeJS.ProcessEnv;
}

/** Resolves when the window is closed. */
async function showDesktop(executable: string, demo: Demo): Promise<void> {
  await runToEnd(node24(), ['esbuild.mjs', '--production'], { cwd: repositoryRoot });
  const window = startTree(
    executable,
    [
      `--user-data-dir=${demo.folders.userData}`,
      `--extensions-dir=${demo.folders.extensions}`,
      `--extensionDevelopmentPath=${repositoryRoot}`,
      `--extensionDevelopmentPath=${demo.companion}`,
      ...['--skip-welcome', '--skip-release-notes', '--disable-updates', '--disable-workspace-trust'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { env: { ...process.env, ...demo.env } },
  );
  console.log('VS Code is open. Close it, or press Ctrl-C, to end the demo.');
  await window.exited;
}

/** Resolves when the server ends, which it does on Ctrl-C only. */
async function showServer(demo: Demo): Promise<void> {
  const codeServer = await ensureCodeServer('demo');
  if (!codeServer) return;
  const companion = join(demo.companion, 'companion.vsix');
  await createVSIX({
    cwd: demo.companion,
    packagePath: companion,
    dependencies: false,
    allowMissingRepository: true,
  });
  await installExtensions(codeServer, demo.folders, [await packageExtension(), companion]);
  // A reload of the page keeps what is signed in.
  const server = await startServer(codeServer, {
    folders: demo.folders,
    secrets: 'localStorage',
    env: demo.env,
  });
  const address = `${server.url}?ew=true`;
  console.log(`\nVS Code with KorusTicket, signed in to the sandbox: ${address}\nCtrl-C ends the demo.`);
  const opener = findProgram('xdg-open');
  if (hasDisplay() && opener !== undefined) startTree(opener, [address], { stdio: 'ignore' });
  await server.exited;
}

async function main(): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'korusticket-demo-'));
  let sandbox: Sandbox | undefined;
  const cleanUp = async (): Promise<void> => {
    await sandbox?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  onInterrupt(cleanUp);
  try {
    sandbox = await startSandbox();
    const folders = { userData: join(profile, 'user-data'), extensions: join(profile, 'extensions') };
    const companion = join(profile, 'companion');
    await writeSettings(folders.userData, quietSettings);
    await writeCompanion(companion);
    const demo = { folders, companion, env: { [accountVariable]: JSON.stringify(sandbox.account) } };
    const desktop = await findDesktop();
    await (desktop === undefined ? showServer(demo) : showDesktop(desktop, demo));
  } finally {
    await cleanUp();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
