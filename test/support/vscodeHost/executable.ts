import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, ensureRequirements } from '../requirements';
import { ensureCodeServer } from './codeServer';
import { findDesktop } from './desktop';
import { node24, repositoryRoot } from './paths';

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

/** Writes the executable that runs `launcher.ts`; its absolute path. */
async function writeLauncher(): Promise<string> {
  const folder = join(repositoryRoot, 'out');
  const file = join(folder, 'vscode-launcher');
  const words = [node24(), '--require', require.resolve('tsx/cjs'), join(__dirname, 'launcher.ts')];
  await mkdir(folder, { recursive: true });
  await writeFile(file, `#!/bin/sh\nexec ${words.map(quoted).join(' ')} "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

/**
 * What `runTests` of @vscode/test-electron is given as `vscodeExecutablePath`: the desktop VS Code where it can be had,
 * else a launcher that serves the same arguments with the VS Code server.
 *
 * @param stage name of the npm script that needs it
 * @returns undefined when neither can be had and the stage is skipped, which has then been said
 */
export async function findVsCodeExecutable(stage: string): Promise<string | undefined> {
  const desktop = await findDesktop();
  if (desktop !== undefined) return desktop;
  if (!ensureRequirements(stage, [chromium])) return undefined;
  return (await ensureCodeServer(stage)) ? writeLauncher() : undefined;
}
