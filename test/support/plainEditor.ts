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
    (bundle[message] ?? message).replace(/\{(\d+)\}/g, (place, index: string) =>
      String(values[Number(index)] ?? place),
    ),
};
const workspace = { getConfiguration: () => ({ get: (_key: string, otherwise?: unknown) => otherwise }) };

/** Holds a value, as these classes of the editor do. */
class Holder {
  constructor(readonly value: unknown) {}
}
/** What answers to language models are made of. */
const answers = {
  MarkdownString: Holder,
  LanguageModelTextPart: Holder,
  LanguageModelToolResult: class {
    constructor(readonly content: unknown) {}
  },
  CancellationError: class extends Error {},
};

/**
 * A module of ours, by its path below `src`, loaded without an editor: `vscode` is then translations, settings that are
 * not set, and what answers to language models are made of.
 */
export function withoutEditor<T>(path: string): T {
  const modules = Module as unknown as { _load: Load };
  const loadAsEver = modules._load;
  modules._load = (request, ...rest) =>
    request === 'vscode' ? { l10n, workspace, ...answers } : loadAsEver(request, ...rest);
  try {
    return createRequire(__filename)(join(repositoryRoot, 'src', path)) as T;
  } finally {
    modules._load = loadAsEver;
  }
}

/** How the report of a check speaks in a window of this language, without an editor. The language chosen last counts. */
export function reportLanguage(language: 'en' | 'fr'): ReportLanguage {
  const file = join(repositoryRoot, 'l10n/bundle.l10n.fr.json');
  bundle = language === 'en' ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
  return { l10n, ...withoutEditor<Omit<ReportLanguage, 'l10n'>>('editor/explain') };
}
