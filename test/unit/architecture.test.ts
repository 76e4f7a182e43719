import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import ts from 'typescript';
import { nodesOf } from '../support/syntax';

const root = resolve(__dirname, '../../src');
/** From the ground up. extension.ts stands above them all, and so do the services that it makes when they are wanted. */
const floors = ['base', 'net', 'auth', 'api', 'catalogs', 'editor', 'features'];
const tops = ['extension.ts', 'services.lazy.ts'];

interface Import {
  readonly from: string;
  /** A file of ours, or the name of a package. */
  readonly to: string;
  readonly kind: 'value' | 'type' | 'onFirstUse';
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));

const sources = new Map(
  files.map((path) => [
    path,
    ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true),
  ]),
);

function importOf(node: ts.Node): { name: ts.Node | undefined; kind: Import['kind'] } | undefined {
  if (ts.isImportDeclaration(node)) {
    const { importClause } = node;
    const named = importClause?.namedBindings;
    const onlyTypes =
      importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
      (named !== undefined &&
        ts.isNamedImports(named) &&
        named.elements.length > 0 &&
        named.elements.every((element) => element.isTypeOnly));
    return { name: node.moduleSpecifier, kind: onlyTypes ? 'type' : 'value' };
  }
  if (ts.isExportDeclaration(node)) return { name: node.moduleSpecifier, kind: 'value' };
  if (ts.isImportTypeNode(node)) {
    return { name: ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, kind: 'type' };
  }
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    ? { name: node.arguments[0], kind: 'onFirstUse' }
    : undefined;
}

const imports: readonly Import[] = [...sources].flatMap(([from, source]) =>
  [...nodesOf(source)].flatMap((node): Import[] => {
    const { name, kind = 'value' } = importOf(node) ?? {};
    if (name === undefined || !ts.isStringLiteral(name)) return [];
    const to = name.text.startsWith('.') ? `${posix.join(dirname(from), name.text)}.ts` : name.text;
    return [{ from, to, kind }];
  }),
);
const ours = imports.filter(({ to }) => files.includes(to));

const floorOf = (path: string): number =>
  tops.includes(path) ? floors.length : floors.indexOf(path.split('/')[0] ?? '');
const featureOf = (path: string): string | undefined =>
  path.startsWith('features/') ? path.split('/')[1] : undefined;
/** `model` or `webview` for what must do without the editor. */
const roomOf = (path: string): string | undefined => /^features\/\w+\/(model|webview)\//.exec(path)?.[1];
const shown = ({ from, to }: Import): string => `${from} -> ${to}`;

/** The files that come with one, by imports of values. */
function bundleOf(entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    ours.filter(({ from, kind }) => from === path && kind === 'value').forEach(({ to }) => add(to));
  };
  add(entry);
  return found;
}

describe('the house', () => {
  it('has a floor for every file', () => {
    assert.ok(files.length > 100);
    assert.deepEqual(
      files.filter((path) => floorOf(path) < 0),
      [],
    );
  });

  it('finds every file that an import names', () => {
    const lost = imports.filter(({ to }) => to.endsWith('.ts') && !files.includes(to));
    assert.deepEqual(lost.map(shown), []);
  });

  it('is entered from above only', () => {
    const upward = ours.filter(({ from, to }) => floorOf(to) > floorOf(from));
    assert.deepEqual(upward.map(shown), []);
  });

  it('has no way from one feature to another', () => {
    const across = ours.filter(
      ({ from, to }) =>
        featureOf(from) !== undefined && featureOf(to) !== undefined && featureOf(from) !== featureOf(to),
    );
    assert.deepEqual(across.map(shown), []);
  });

  it('shows extension.ts the front of a feature and the services what is at work, and nothing behind it', () => {
    const behind = ours.filter(({ from, to }) => {
      const feature = featureOf(to) ?? '';
      const front = from === 'extension.ts' ? feature : 'atWork';
      return tops.includes(from) && feature !== '' && to !== `features/${feature}/${front}.ts`;
    });
    assert.deepEqual(behind.map(shown), []);
  });

  it('leaves the context keys of a feature to the feature', () => {
    assert.deepEqual(
      tops.filter((path) => /\bsetContext\b/.test(sources.get(path)?.text ?? '')),
      [],
    );
  });

  it('keeps models and pages to themselves', () => {
    const stray = ours.filter(({ from, to }) => {
      const room = roomOf(from);
      const feature = featureOf(from) ?? '';
      if (room === undefined || to.startsWith(`features/${feature}/${room}/`)) return false;
      if (room === 'model') return floorOf(to) >= floors.indexOf('editor');
      return to !== `features/${feature}/protocol.ts` && floorOf(to) > floors.indexOf('base');
    });
    assert.deepEqual(stray.map(shown), []);
  });

  it('has no circle', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
      if (way.includes(path) || done.has(path)) return;
      ours
        .filter(({ from, kind }) => from === path && kind !== 'onFirstUse')
        .forEach(({ to }) => walk(to, [...way, path]));
      done.add(path);
    };
    files.forEach((path) => walk(path, []));
    assert.deepEqual(circles, []);
  });

  it('touches the editor in features and editor/ only, and undici in net/ only', () => {
    const touching = (name: RegExp, mayTouch: (path: string) => boolean): string[] =>
      imports.filter(({ from, to }) => name.test(to) && !mayTouch(from)).map(shown);
    const isEditors = (path: string): boolean =>
      floorOf(path) >= floors.indexOf('editor') && roomOf(path) === undefined;
    assert.deepEqual(touching(/^vscode$/, isEditors), []);
    assert.deepEqual(
      touching(/^undici(\/|$)/, (path) => path.startsWith('net/')),
      [],
    );
  });

  it('loads on first use what is named so, and only from what is there from the start', () => {
    const parts = files.filter((path) => path.endsWith('.lazy.ts'));
    const atStart = new Set(tops.flatMap((top) => [...bundleOf(top)]));
    assert.ok(parts.length > 10);
    const early = ours.filter(({ to, kind }) => to.endsWith('.lazy.ts') && kind === 'value');
    const later = imports.filter(({ kind }) => kind === 'onFirstUse');
    const stray = later.filter(({ from, to }) => !to.endsWith('.lazy.ts') || !atStart.has(from));
    // Its path in dist is the one from extension.js and services.lazy.js: any other part would look in the wrong place.
    const fromParts = parts
      .filter((part) => !tops.includes(part))
      .flatMap((part) => {
        const bundle = bundleOf(part);
        return later.filter(({ from }) => bundle.has(from)).map((each) => `${part}: ${shown(each)}`);
      });
    assert.deepEqual(
      { early: early.map(shown), stray: stray.map(shown), fromParts },
      { early: [], stray: [], fromParts: [] },
    );
    assert.deepEqual(
      parts.filter((part) => !later.some(({ to }) => to === part)),
      [],
    );
  });

  it('registers commands and sets context keys in one place', () => {
    const elsewhere = [...sources].filter(
      ([path, source]) =>
        path !== 'editor/commands.ts' && /\bregisterCommand\b|['"]setContext['"]/.test(source.text),
    );
    assert.deepEqual(
      elsewhere.map(([path]) => path),
      [],
    );
  });
});
