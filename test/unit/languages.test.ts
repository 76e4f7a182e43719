import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const texts = (path: string): Readonly<Record<string, string>> =>
  JSON.parse(read(path)) as Record<string, string>;

/** Every message that the code gives to l10n.t: the key of its translation. */
function messages(): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText())) {
      const [message] = node.arguments;
      // manifest.test.ts has it that messages are written out.
      if (message !== undefined && ts.isStringLiteralLike(message)) found.add(message.text);
    }
    ts.forEachChild(node, visit);
  };
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.ts')) {
      visit(ts.createSourceFile(path, read(join('src', path)), ts.ScriptTarget.ES2023, true));
    }
  }
  return found;
}

/** What a translation must have as the original has it: places for values, commands, icons, code. */
function fixedParts(text: string): string[] {
  return (
    text.match(/\{\d+\}|\(command:[\w.]+\)|\$\([\w~-]+\)|\$\{[^}]+\}|`[^`]+`|\*\*|https?:\/\/[\w.]+/g) ?? []
  ).sort();
}

/** Words that are the same in both languages: names, and what French borrows or lends. */
const same = new Set([
  'Options',
  'option',
  'zsh, fish, sh, Git Bash',
  'PowerShell',
  'JSON Lines',
  'Versions',
  '{0} min',
  '{0} s',
  '{0} ms',
]);

describe('French', () => {
  const pairs: readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>][] = [
    [
      'in the code',
      Object.fromEntries([...messages()].map((message) => [message, message])),
      texts('l10n/bundle.l10n.fr.json'),
    ],
    ['in the manifest', texts('package.nls.json'), texts('package.nls.fr.json')],
  ];
  for (const [where, english, french] of pairs) {
    describe(where, () => {
      it('has every text, and none that is gone', () => {
        assert.ok(Object.keys(english).length > 50);
        assert.deepEqual(Object.keys(french).sort(), Object.keys(english).sort());
      });

      it('has places for values, commands and code as the original has them', () => {
        for (const [key, text] of Object.entries(french)) {
          assert.deepEqual(fixedParts(text), fixedParts(english[key] ?? ''), key);
          assert.equal(text.split('\n').length, english[key]?.split('\n').length, key);
        }
      });

      it('is translated', () => {
        const copies = Object.entries(french).filter(
          ([key, text]) => text === english[key] && !same.has(text),
        );
        assert.deepEqual(copies, []);
        assert.ok(Object.values(french).every((text) => text.trim() === text && text !== ''));
      });

      it('is set as French is', () => {
        for (const text of Object.values(french)) {
          const prose = text.replace(/https?:\/\/\S+|command:[\w.]+|`[^`]*`|\$\{[^}]*\}|http\.\w+/g, '');
          assert.doesNotMatch(prose, /[\p{L}\d} ][:;!?»](\s|$)/u, 'no no-break space before a mark');
          assert.doesNotMatch(prose, /«(?!\u00a0)/, 'no no-break space after «');
          assert.doesNotMatch(prose, /'|"/, 'a typewriter’s apostrophe or quotation mark');
        }
      });
    });
  }

  it('elides “de” before no month: no text puts one there', () => {
    const bundle = texts('l10n/bundle.l10n.fr.json');
    for (const key of [
      'Offers of {0}',
      'Loading the offers of {0}…',
      'Loading the offers of {0}… {1} so far',
      'No offers in {0}.',
    ]) {
      for (const month of ['avril 2026', 'août 2026', 'octobre 2026']) {
        assert.doesNotMatch(bundle[key]!.replace('{0}', month), /\b[dl]e (?=[aeiou])/iu, key);
      }
    }
  });

  it('puts no “à” before a moment: unless it is of today, it begins with a date', () => {
    const bundle = texts('l10n/bundle.l10n.fr.json');
    for (const key of [
      'Expires at {0}',
      'Renews at {0}',
      'Tries again at {0}',
      'As of {0}',
      'at {0}: {1}',
      'The former token of {0} is gone from this machine, but the server could not be told to end it: it stays valid until {1}.',
    ]) {
      assert.doesNotMatch(bundle[key]!, /à \{\d\}/, key);
    }
  });

  it('agrees with nouns of either gender where it stands beside any', () => {
    const bundle = texts('l10n/bundle.l10n.fr.json');
    for (const key of ['{0} (read {1})', 'disabled', '{0}, disabled']) {
      assert.doesNotMatch(bundle[key]!, /(?:\blu|désactivé)(?!\(e\))/, key);
    }
  });

  it('promises no longer life of a copied token than the original', () => {
    const [english = '', french = ''] = ['package.nls.json', 'package.nls.fr.json'].map(
      (path) => texts(path)['walkthrough.copy.description'],
    );
    assert.deepEqual(
      [english, french].map((text) => /the server|le serveur/.test(text)),
      [true, true],
    );
  });

  it('speaks of client applications, since a client is a customer to who sells tickets', () => {
    const all = pairs.flatMap(([, , french]) => Object.values(french));
    assert.deepEqual(
      all.filter((text) =>
        /(?<!application )\bclients?\b(?!_)/iu.test(
          text.replace(/(?:secret|identifiant) client|REST Client|http-client/giu, ''),
        ),
      ),
      [],
    );
  });

  it('has the errors that the README quotes', () => {
    const entries = read('README.md')
      .split('## Troubleshooting')[1]!
      .split('\n## ')[0]!
      .split('\n- ')
      .slice(1);
    const bundle = texts('l10n/bundle.l10n.fr.json');
    const quoted = entries.flatMap((entry) =>
      [...entry.split(': ')[0]!.matchAll(/_([^_]+)_/g)].map(([, text]) => text!),
    );
    assert.ok(quoted.length > 10);
    for (const text of quoted) {
      const parts = text
        .split('…')
        .map((part) => part.trim())
        .filter(Boolean);
      const found = Object.keys(bundle).some((key) =>
        parts.every((part) => key.toLowerCase().includes(part.toLowerCase())),
      );
      assert.ok(found, text);
    }
  });

  it('is in the package, where VS Code looks for it', () => {
    const { l10n } = JSON.parse(read('package.json')) as { l10n?: string };
    assert.equal(l10n, './l10n');
    const kept = read('.vscodeignore').split('\n');
    assert.ok(kept.includes('!l10n/bundle.l10n.fr.json') && kept.includes('!package.nls.fr.json'));
  });
});
