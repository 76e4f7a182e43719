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

/** Whatever of the editor nobody asks about: it can be called, made and looked into. */
const anything: unknown = new Proxy(
  function () {
    return undefined;
  },
  {
    get: (_target, name) => (name === 'then' || typeof name === 'symbol' ? undefined : anything),
    set: () => true,
    apply: () => anything,
    construct: () => anything as object,
  },
);

/** A namespace of the editor, with some members of its own; a test can put others there. */
function namespace(own: object = {}): Record<string, unknown> {
  return new Proxy(own as Record<string, unknown>, { get: (has, name: string) => has[name] ?? anything });
}

/** Holds a value, as these classes of the editor do. */
class Holder {
  constructor(readonly value: unknown) {}
}

/** What a module of ours has for `vscode` where there is no editor. */
export const editor = {
  l10n,
  window: namespace(),
  commands: namespace(),
  env: namespace({ language: 'en' }),
  workspace: namespace({
    getConfiguration: () => ({
      get: (_key: string, otherwise?: unknown) => otherwise,
      inspect: () => undefined,
    }),
  }),
  ...Object.fromEntries(
    ['authentication', 'extensions', 'languages', 'lm', 'Uri', 'EventEmitter', 'Disposable'].map((name) => [
      name,
      anything,
    ]),
  ),
  StatusBarAlignment: {},
  ProgressLocation: {},
  ThemeColor: Holder,
  MarkdownString: Holder,
  LanguageModelTextPart: Holder,
  LanguageModelToolResult: class {
    constructor(readonly content: unknown) {}
  },
  CancellationError: class extends Error {},
};

/** What a module of ours asks for that there is only within the editor, or once it is built. */
const stands = new Map<string, unknown>([
  ['vscode', editor],
  ['korusticket:description', {}],
]);

/** A module of ours, by its path below `src`, loaded without an editor: `vscode` is then {@link editor}. */
export function withoutEditor<T>(path: string): T {
  const modules = Module as unknown as { _load: Load };
  const loadAsEver = modules._load;
  modules._load = (request, ...rest) => stands.get(request) ?? loadAsEver(request, ...rest);
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

/** From here on, the context keys that our modules set, by their names without `korusticket.`. */
export function contextKeys(): Readonly<Record<string, unknown>> {
  const keys: Record<string, unknown> = {};
  editor.commands['executeCommand'] = (command: string, key: string, value: unknown) => {
    if (command === 'setContext') keys[key.replace(/^korusticket\./, '')] = value;
    return Promise.resolve();
  };
  return keys;
}
