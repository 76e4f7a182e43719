import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { codeServerBuild, ensureRequirements } from '../requirements';
import { runToEnd } from './childProcess';
import { cacheRoot, node24, repositoryRoot } from './paths';

const version = '4.139.1';
const nodeVersion = '24.21.0';
const installFolder = join(cacheRoot, `code-server-${version}`);

/** Where the parts of an installed code-server are, absolute paths. */
export interface CodeServer {
  /** VS Code's own server. */
  readonly serverMain: string;
  /** code-server's wrapper around it, which keeps secrets in the browser's storage. */
  readonly entry: string;
}

const installed: CodeServer = {
  serverMain: join(installFolder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  entry: join(installFolder, 'node_modules/code-server/out/node/entry.js'),
};

/** npm beside the Node that runs it: the first `npm` on the search path, run by Node 24 through its `env node` line. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    // A surrounding `npm run` hands its own settings down; code-server's installer reads the Node version from one.
    if (!/^npm_/i.test(name) || /^npm_config_(cache|registry|userconfig)$/i.test(name)) env[name] = value;
  }
  env['PATH'] = [dirname(node24()), join(repositoryRoot, 'node_modules/.bin'), env['PATH']].join(delimiter);
  return env;
}

async function install(): Promise<void> {
  await mkdir(cacheRoot, { recursive: true });
  const staging = await mkdtemp(`${installFolder}.installing-`);
  try {
    await writeFile(join(staging, 'package.json'), '{"private":true}\n');
    const headers = `node-linux-${process.arch}`;
    const npm = async (env: NodeJS.ProcessEnv, name: string): Promise<void> => {
      const args = ['install', '--no-audit', '--no-fund', '--loglevel=warn', '--foreground-scripts', name];
      await runToEnd('npm', args, { cwd: staging, env });
    };
    const env = npmEnvironment();
    await npm(env, `${headers}@${nodeVersion}`);
    // The environment wins over an npmrc that points at another Node's headers.
    const nodedir = join(staging, 'node_modules', headers);
    await npm({ ...env, npm_config_nodedir: nodedir }, `code-server@${version}`);
    await rename(staging, installFolder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // Another run may have been first; what counts is that it is there.
    if (!existsSync(installed.serverMain)) throw error;
  }
}

/**
 * code-server (VS Code's server and workbench), installed into `.vscode-test/` on first need: about 620 MB and
 * two to three minutes.
 *
 * @param stage name of the npm script that needs it
 * @returns undefined when it cannot be installed here and the stage is skipped, which has then been said
 * @throws Error when the installation fails, or in CI when its requirements are missing
 */
export async function ensureCodeServer(stage: string): Promise<CodeServer | undefined> {
  if (existsSync(installed.serverMain)) return installed;
  if (!ensureRequirements(stage, codeServerBuild)) return undefined;
  console.log(`${stage}: installing code-server ${version} into ${installFolder} (about 3 minutes, once)`);
  const progress = setInterval(() => console.log(`${stage}: still installing code-server ...`), 20_000);
  try {
    await install();
  } finally {
    clearInterval(progress);
  }
  return installed;
}
