import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, ensureRequirements } from '../requirements';
import { onInterrupt } from './childProcess';
import { ensureCodeServer } from './codeServer';
import { packageExtension } from './packaged';
import { installExtensions } from './server';

/** Names the folder with the installed extension to the tests that open windows (`Session` of `test/ui/support`). */
export const installedVariable = 'KORUSTICKET_UI_EXTENSIONS';

/** An extensions folder with the packaged extension in it. */
export interface InstalledExtension {
  readonly extensions: string;
  remove(): Promise<void>;
}

/**
 * Packages the extension and installs the package into a fresh extensions folder, as a user would.
 *
 * @param stage what needs it, as the skipping line shall name it
 * @returns undefined when no window can be shown here and the stage is skipped, which has then been said
 * @throws Error when packaging or installing fails, or in CI when a requirement is missing
 */
export async function installPackagedExtension(stage: string): Promise<InstalledExtension | undefined> {
  if (!ensureRequirements(stage, [chromium])) return undefined;
  const codeServer = await ensureCodeServer(stage);
  if (!codeServer) return undefined;
  const vsix = await packageExtension();
  const profile = await mkdtemp(join(tmpdir(), 'korusticket-ui-installed-'));
  const remove = (): Promise<void> => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  onInterrupt(remove);
  const extensions = join(profile, 'extensions');
  try {
    await installExtensions(codeServer, { userData: join(profile, 'user-data'), extensions }, [vsix]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { extensions, remove };
}
