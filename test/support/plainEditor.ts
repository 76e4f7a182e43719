import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import { repositoryRoot } from './vscodeHost/paths';

type Load = (request: string, ...rest: readonly unknown[]) => unknown;

/** A message with its values, as `vscode.l10n.t` makes it. */
export type Translate = (message: string, ...values: readonly (string | number)[]) => string;

/** What `vscode.l10n.t` does in a window of this language. */
export function translator(language: 'en' | 'fr'): Translate {
  const bundle =
    language === 'en'
      ? {}
      : (JSON.parse(readFileSync(join(repositoryRoot, 'l10n/bundle.l10n.fr.json'), 'utf8')) as Record<
          string,
          string
        >);
  return (message, ...values) =>
    (bundle[message] ?? message).replace(/\{(\d+)\}/g, (_place, index: string) =>
      String(values[Number(index)]),
    );
}

/**
 * Lets what only speaks be loaded without an editor: `vscode` is then its translations, and settings that are not set.
 * To be called before the first file that imports `vscode` is loaded.
 */
export function standInForEditor(language: 'en' | 'fr'): { t: Translate } {
  const l10n = { t: translator(language) };
  const workspace = { getConfiguration: () => ({ get: (_key: string, otherwise?: unknown) => otherwise }) };
  const modules = Module as unknown as { _load: Load };
  const load = modules._load;
  modules._load = (request, ...rest) => (request === 'vscode' ? { l10n, workspace } : load(request, ...rest));
  return l10n;
}
