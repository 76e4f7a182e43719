import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { nodesOf } from '../support/syntax';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Setting {
  readonly scope?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Walkthrough {
  readonly id: string;
  readonly when: string;
  readonly steps: readonly {
    readonly media: { readonly svg: string; readonly altText: string };
    readonly completionEvents: readonly string[];
  }[];
}

interface Manifest {
  readonly [key: string]: unknown;
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { id: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { id: string }[]>>;
    readonly authentication: readonly { id: string; label: string }[];
    readonly viewsWelcome: readonly { view: string; contents: string; when: string }[];
    readonly walkthroughs: readonly Walkthrough[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const { contributes } = manifest;
const commandIds = contributes.commands.map(({ command }) => command);

/** The contract's commands, copied from it, so that renaming one fails here. */
const contract = [
  'korusticket.signIn',
  'korusticket.signOut',
  'korusticket.switchEnvironment',
  'korusticket.copyAccessToken',
  'korusticket.copyAuthorizationHeader',
  'korusticket.refreshToken',
  'korusticket.inspectToken',
  'korusticket.getAccessToken',
  'korusticket.refreshCatalogs',
  'korusticket.findInCatalogs',
  'korusticket.loadMore',
  'korusticket.loadAll',
  'korusticket.checkAvailability',
  'korusticket.openResource',
  'korusticket.copyAsCurl',
  'korusticket.exportCatalog',
  'korusticket.copyIri',
  'korusticket.copyId',
  'korusticket.copyName',
  'korusticket.goToDate',
  'korusticket.revealInCatalogs',
  'korusticket.showOfferCalendar',
  'korusticket.showLog',
  'korusticket.checkConnection',
];
/** Commands beyond the contract. */
const added = [
  'korusticket.refreshResource',
  'korusticket.compareResources',
  'korusticket.showDisabled',
  'korusticket.hideDisabled',
  'korusticket.showAvailableOnly',
  'korusticket.showSoldOut',
  'korusticket.copyAsFetch',
  'korusticket.copyAsHttp',
  'korusticket.openAsHttp',
  'korusticket.openTerminalWithToken',
  'korusticket.reportProblem',
  'korusticket.showWalkthrough',
];
/** Commands that VS Code makes for every view. */
const ofViews = ['korusticket.catalogs.focus'];
const notInPalette = [
  'korusticket.getAccessToken',
  'korusticket.loadMore',
  'korusticket.loadAll',
  'korusticket.copyIri',
  'korusticket.copyId',
  'korusticket.copyName',
  'korusticket.goToDate',
  'korusticket.checkAvailability',
];

const sources = [
  ...['src/extension.ts', 'src/services.lazy.ts'],
  ...['src/editor', 'src/features'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  ),
]
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2023, true));

function calls(pattern: RegExp): ts.CallExpression[] {
  return sources.flatMap((source) =>
    [...nodesOf(source)].filter(
      (node): node is ts.CallExpression =>
        ts.isCallExpression(node) && pattern.test(node.expression.getText()),
    ),
  );
}

/** The members of the union of text literals that a type alias stands for. */
function literalsOfType(name: string): string[] {
  const alias = sources
    .flatMap((source) => [...nodesOf(source)])
    .find(
      (node): node is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(node) && node.name.text === name,
    );
  assert.ok(alias !== undefined, `no type ${name}`);
  return [...nodesOf(alias.type)].filter((node) => ts.isStringLiteral(node)).map(({ text }) => text);
}

/** The places for values in a message, each once. */
function placesIn(message: string): number[] {
  return [...new Set([...message.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)))].sort();
}

const sorted = (texts: readonly string[]): string[] => [...texts].sort();

describe('the manifest', () => {
  it('has the names of the contract', () => {
    const expected = {
      name: 'korusticket',
      publisher: 'korusticket',
      displayName: 'KorusTicket',
      engines: { vscode: '^1.105.0' },
      extensionKind: ['ui', 'workspace'],
      main: './dist/extension.js',
      license: 'MIT',
    };
    for (const [key, value] of Object.entries(expected)) {
      assert.deepEqual(manifest[key], value, key);
    }
    assert.deepEqual(
      contributes.viewsContainers['activitybar']?.map(({ id }) => id),
      ['korusticket'],
    );
    assert.deepEqual(
      contributes.views['korusticket']?.map(({ id }) => id),
      ['korusticket.catalogs'],
    );
  });

  describe('its commands', () => {
    it('are those of the contract', () => {
      assert.deepEqual(
        contract.filter((id) => !commandIds.includes(id)),
        [],
      );
      assert.deepEqual(
        commandIds.filter((id) => ![...contract, ...added].includes(id)),
        [],
      );
      assert.equal(new Set(commandIds).size, commandIds.length);
      assert.ok(contributes.commands.every(({ category }) => category === 'KorusTicket'));
    });

    it('are in the palette but for those that need an item or hand out a token', () => {
      const hidden = (contributes.menus['commandPalette'] ?? [])
        .filter(({ when }) => when === 'false')
        .map(({ command }) => command);
      assert.deepEqual(sorted(hidden), sorted(notInPalette.filter((id) => commandIds.includes(id))));
    });

    it('are the ones the code knows, and every one is registered once', () => {
      const known = literalsOfType('CommandId').map((id) => `korusticket.${id}`);
      assert.deepEqual(sorted(known), sorted(commandIds));
      const registered = calls(/\bcommands\.register$/).map(({ arguments: [id] }) => {
        assert.ok(id !== undefined && ts.isStringLiteral(id), 'a command id that is not written out');
        return `korusticket.${id.text}`;
      });
      assert.deepEqual(sorted(registered), sorted(commandIds));
      assert.equal(
        calls(/registerCommand$|registerTextEditorCommand$/).length,
        1,
        'registered past Commands',
      );
    });

    it('are the only ones that menus and welcome texts run', () => {
      const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
      const linked = Object.values(texts).flatMap((text) =>
        [...text.matchAll(/command:([\w.]+)/g)].map(([, id]) => id!),
      );
      const inMenus = Object.values(contributes.menus).flatMap((items) =>
        items.map(({ command }) => command),
      );
      for (const id of [...inMenus, ...linked].filter((each) => each.startsWith('korusticket.'))) {
        assert.ok([...commandIds, ...ofViews].includes(id), id);
      }
      assert.ok(linked.length > 0);
    });
  });

  describe('its settings', () => {
    const settings = contributes.configuration.properties;
    const expected: Readonly<Record<string, Setting>> = {
      'korusticket.environments': { scope: 'application', type: 'array' },
      'korusticket.language': { scope: 'window', type: 'string', default: '' },
      'korusticket.statusBar.style': {
        scope: 'window',
        type: 'string',
        enum: ['full', 'compact', 'off'],
        default: 'full',
      },
      'korusticket.catalogs.pageSize': {
        scope: 'window',
        type: 'integer',
        minimum: 1,
        maximum: 50,
        default: 50,
      },
      'korusticket.catalogs.cacheHours': { scope: 'window', type: 'number', minimum: 0, default: 24 },
      'korusticket.calendar.firstDayOfWeek': {
        scope: 'window',
        type: 'string',
        enum: ['automatic', 'monday', 'saturday', 'sunday'],
        default: 'automatic',
      },
      'korusticket.clipboard.clearAfterSeconds': {
        scope: 'application',
        type: 'integer',
        minimum: 0,
        default: 0,
      },
    };
    for (const [key, setting] of Object.entries(expected)) {
      it(`${key} is as the contract has it`, () => assert.partialDeepStrictEqual(settings[key], setting));
    }

    it('name the published environments', () => {
      assert.deepEqual(settings['korusticket.environments']?.default, [
        {
          name: 'Production',
          tokenEndpoint: 'https://auth.korusticket.com/realms/korusticket/protocol/openid-connect/token',
          apiBaseUrl: 'https://api.korusticket.com',
        },
        { name: 'Demo', apiBaseUrl: 'https://api.demo.korusticket.com' },
      ]);
    });

    it('are of application scope unless the contract says otherwise', () => {
      const ofWindow = [
        'korusticket.language',
        'korusticket.statusBar.style',
        'korusticket.catalogs.pageSize',
        'korusticket.catalogs.cacheHours',
        'korusticket.calendar.firstDayOfWeek',
      ];
      for (const [key, { scope }] of Object.entries(settings)) {
        assert.equal(scope, ofWindow.includes(key) ? 'window' : 'application', key);
      }
    });
  });

  it('has the authentication provider of the contract', () => {
    assert.deepEqual(contributes.authentication, [{ id: 'korusticket', label: 'KorusTicket' }]);
  });

  it('has a text for the empty view in every state', () => {
    const states = ['signedOut', 'acquiring', 'valid', 'retrying', 'rejected'];
    assert.deepEqual(
      sorted(contributes.viewsWelcome.map(({ when }) => when)),
      sorted(states.map((state) => `korusticket.state == ${state}`)),
    );
  });

  it('has first steps of which each has a picture and is ticked off by a context key that the code sets', () => {
    const [{ steps, when }, ...others] = contributes.walkthroughs as [Walkthrough];
    const set = literalsOfType('ContextKey').map((key) => `korusticket.${key}`);
    assert.deepEqual([steps.length, others], [4, []]);
    assert.ok(set.includes(when), when);
    for (const { media, completionEvents } of steps) {
      assert.match(read(media.svg), /^<svg id="/);
      assert.notEqual(media.altText, '');
      const [event = '', ...more] = completionEvents;
      const [, key = ''] = /^onContext:([\w.]+)/.exec(event) ?? [];
      assert.ok(key === 'korusticket.state' || set.includes(key), event);
      // For what was done before the steps were shown for the first time.
      assert.deepEqual(more, [event.replace('onContext:', 'onContext:korusticket.isWalkthroughShown && ')]);
      assert.ok(set.includes('korusticket.isWalkthroughShown'));
    }
  });

  it('finds every text in package.nls.json, which has no other', () => {
    const used = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!));
    const known = Object.keys(JSON.parse(read('package.nls.json')) as object);
    assert.deepEqual(sorted([...used]), sorted(known));
    assert.ok(contributes.commands.every(({ title }) => /^%.+%$/.test(title)));
  });
});

describe('texts that people read', () => {
  /** Calls whose texts nobody reads: names, keys, patterns and the log. */
  const technical =
    /(^|\.)(register|registerCommand|executeCommand|createTreeView|createStatusBarItem|createOutputChannel|runCommand|get|update|affectsConfiguration|getConfiguration|inspect|info|warn|error|debug|trace|replace|replaceAll|split|join|startsWith|endsWith|includes|import|pipe|picklist)$/;
  /** Properties and parameters that show their text. */
  const shown = /^(label|title|prompt|placeholder|placeHolder|tooltip|detail|description|message|hint)$/i;

  it('go through l10n', () => {
    const found: string[] = [];
    // What is in a model speaks to machines (code, requests, language models), but for the report of a check.
    const spoken = sources.filter(({ fileName }) => !/(?<!\/connection)\/model\//.test(fileName));
    for (const node of spoken.flatMap((source) => [...nodesOf(source)])) {
      if (
        (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node)) &&
        isSentence(node)
      ) {
        found.push(`${node.getSourceFile().fileName}: ${node.getText()}`);
      }
    }
    assert.deepEqual(found, []);
  });

  it('are written out where l10n takes them, with as many places as values', () => {
    const translated = calls(/(^|\.)l10n\.t$/);
    assert.ok(translated.length > 50);
    for (const call of translated) {
      const [text, ...values] = call.arguments;
      assert.ok(text !== undefined && ts.isStringLiteralLike(text), call.getText());
      assert.deepEqual(
        placesIn(text.text),
        values.map((_value, index) => index),
        call.getText(),
      );
    }
  });

  /** True for a text with a word that a person would see, outside l10n.t. */
  function isSentence(node: ts.Node): boolean {
    const text = (node as ts.LiteralLikeNode).text.replace(/\$\([\w~-]+\)/g, '').trim();
    const { parent } = node;
    for (let up = parent; !ts.isSourceFile(up); up = up.parent) {
      if (ts.isCallExpression(up) && /(^|\.)l10n\.t$/.test(up.expression.getText())) {
        return false;
      }
      if (ts.isImportDeclaration(up) || ts.isTypeNode(up) || ts.isStatement(up)) {
        break;
      }
      if (ts.isCallExpression(up) && technical.test(up.expression.getText())) {
        return false;
      }
    }
    const property = ts.isPropertyAssignment(parent) ? parent.name.getText() : '';
    const isText = /\p{L}{2,} \p{L}{2,}/u.test(text) || (shown.test(property) && /\p{Lu}\p{Ll}+/u.test(text));
    // Class names of a webview, and the frame of its page.
    const isMarkup =
      text.startsWith('<!DOCTYPE') ||
      (node.getSourceFile().fileName.includes('/webview/') && /^[a-z -]+$/.test(text));
    return isText && text !== 'KorusTicket' && !isMarkup;
  }
});
