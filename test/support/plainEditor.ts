import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ReportLanguage } from '../../src/features/connection/model/report';
import { repositoryRoot } from './vscodeHost/paths';

type Load = (request: string, ...rest: readonly unknown[]) => unknown;

let bundle: Readonly<Record<string, string>> = {};

/** What `vscode.l10n.t` does in a window of the language that was chosen. */
const l10n: ReportLanguage['l10n'] = {
  t: (message, ...values) =>
    (bundle[message] ?? message).replace(/\{(\d+)\}/g, (_place, index: string) =>
      String(values[Number(index)]),
    ),
};
const workspace = { getConfiguration: () => ({ get: (_key: string, otherwise?: unknown) => otherwise }) };

/**
 * How the report of a check speaks in a window of this language, without an editor: `vscode` is then its translations,
 * and settings that are not set. The language chosen last counts.
 */
export function reportLanguage(language: 'en' | 'fr'): ReportLanguage {
  const file = join(repositoryRoot, 'l10n/bundle.l10n.fr.json');
  bundle = language === 'en' ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
  const modules = Module as unknown as { _load: Load };
  const loadAsEver = modules._load;
  modules._load = (request, ...rest) =>
    request === 'vscode' ? { l10n, workspace } : loadAsEver(request, ...rest);
  try {
    const load = createRequire(__filename);
    const sentences = load('../../src/editor/explain') as Omit<ReportLanguage, 'l10n'>;
    return { l10n, ...sentences };
  } finally {
    modules._load = loadAsEver;
  }
}
