import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CodeServer } from '../../support/vscodeHost/codeServer';

/** Which of the extensions that VS Code brings along are there. */
export type BundledExtensions = 'all' | 'few' | 'none';

/** Colours and icons of the window, JSON with what it says about settings, and Markdown, in which our reports are shown. */
const few =
  /^(theme-(defaults|modern-icons|seti)|json|json-language-features|configuration-editing|log|markdown-(basics|language-features))$/;

const wanted: Readonly<Record<BundledExtensions, (name: string) => boolean>> = {
  all: () => true,
  few: (name) => few.test(name),
  none: () => false,
};

/**
 * Makes a folder with links to some of the extensions that VS Code brings along.
 *
 * @param folder is made; absolute
 */
export async function linkBundledExtensions(
  { serverMain }: CodeServer,
  which: BundledExtensions,
  folder: string,
): Promise<void> {
  const all = join(dirname(serverMain), '..', 'extensions');
  await mkdir(folder);
  const names = (await readdir(all)).filter(wanted[which]);
  await Promise.all(names.map((name) => symlink(join(all, name), join(folder, name))));
}
