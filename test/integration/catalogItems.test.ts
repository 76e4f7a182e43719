import assert from 'node:assert/strict';
import { MarkdownString, TreeItemCollapsibleState, type TreeItem } from 'vscode';
import { readResource } from '../../src/api/resource';
import type { CatalogNode, ResourceNode } from '../../src/catalogs/node';
import type { ResourceRole } from '../../src/catalogs/role';
import { treeItemOf, type ItemFacts } from '../../src/vscode/catalogItems';
import { tooltipOf } from '../../src/vscode/catalogTooltip';

const roles: readonly ResourceRole[] = [
  'catalog',
  'productBase',
  'option',
  'optionValue',
  'product',
  'offer',
  'ticket',
  'session',
  'seatMap',
  'other',
];

const facts: ItemFacts = { hasChildren: () => true, live: () => undefined, offersIn: () => [] };
const noChildren: ItemFacts = { ...facts, hasChildren: () => false };

const hostileTexts: Readonly<Record<string, string>> = {
  'line breaks': 'one\r\ntwo\u2028three\u0085four',
  'writing direction': 'abc\u202egnp.exe\u2066x\u2069',
  'invisible characters': 'a\u200bb\u200dc\ufeffd\u0000e',
  'a megabyte': 'n'.repeat(1024 * 1024),
  'a megabyte of line breaks': '\n'.repeat(1024 * 1024),
  'a command link': '[press](command:korusticket.signOut)',
  'a link': '[press](https://korusticket.invalid) <https://korusticket.invalid> https://korusticket.invalid',
  'an image': '![x](https://korusticket.invalid/x.png) <img src="https://korusticket.invalid/x.png">',
  'an icon': '$(error) $(sync~spin)',
  markdown: '# head\n* item\n`code` **bold** | a | b |\n---\n&amp; &#60;b&#62; \\[x\\](y)',
  'broken Unicode': 'a\ud800b\udc00c',
};

function nodeNamed(text: string, role: ResourceRole): ResourceNode {
  const raw = {
    '@id': `/v1/ticketing/catalogs/${text}`,
    '@type': text,
    id: text,
    name: text,
    createdAt: text,
    lastSyncedAt: '2026-01-01T12:00:00+00:00',
    disabled: true,
  };
  return { kind: 'resource', id: 'node', role, resource: readResource(raw), parent: undefined };
}

function assertPlainLine(text: unknown, longest: number): void {
  assert.ok(typeof text === 'string', `not a text: ${String(text)}`);
  assert.ok(text.length <= longest, `${text.length} characters`);
  assert.doesNotMatch(text, /[\r\n\p{Cc}\p{Cf}\u2028\u2029]/u);
}

function assertPlainItem(item: TreeItem): void {
  assertPlainLine(item.label, 250);
  if (item.description !== undefined) assertPlainLine(item.description, 250);
  assertPlainLine(item.accessibilityInformation?.label, 1000);
}

describe('the rows of the catalogs tree', () => {
  for (const [what, text] of Object.entries(hostileTexts)) {
    it(`show a name with ${what} on one line of bounded length`, () => {
      for (const role of roles) {
        assertPlainItem(treeItemOf(nodeNamed(text, role), facts));
      }
    });

    it(`show a tooltip without links or commands for ${what}`, () => {
      for (const role of roles) {
        const tooltip = tooltipOf(nodeNamed(text, role), undefined);
        assert.ok(tooltip instanceof MarkdownString);
        assert.ok(!tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
        assert.ok(tooltip.value.length < 5000, `${tooltip.value.length} characters`);
        // Behind a backslash, punctuation is itself in CommonMark and nothing else; without any there is no markup.
        const bare = tooltip.value.replace(/\\[!-/:-@[-`{-~]/g, '');
        assert.doesNotMatch(bare, /[!-/:-@[-`{-~]/);
        assert.ok(tooltip.value.split('\n').length <= 40);
      }
    });
  }

  it('tell what a resource is, whether it is disabled and what a click does', () => {
    const raw = { '@id': '/v1/x', '@type': 'TicketingSeatMap', name: 'Hall', disabled: true };
    const node: ResourceNode = {
      kind: 'resource',
      id: 'node',
      role: 'other',
      resource: readResource(raw),
      parent: undefined,
    };
    const item = treeItemOf(node, noChildren);
    assert.deepEqual(
      [item.label, item.description, item.contextValue, item.collapsibleState],
      ['Hall', 'TicketingSeatMap · disabled', 'resource other iri', TreeItemCollapsibleState.None],
    );
    assert.equal(item.accessibilityInformation?.label, 'resource, Hall, TicketingSeatMap · disabled');
    assert.equal(item.command?.command, 'korusticket.openResource');
    assert.deepEqual(item.command.arguments, [node]);
    assert.equal(treeItemOf(node, facts).collapsibleState, TreeItemCollapsibleState.Collapsed);
  });

  it('that stand for no resource are plain and lead on', () => {
    const base = { id: 'row', parent: undefined };
    const detail = 'said the server';
    const nodes: readonly (readonly [CatalogNode, RegExp, string | undefined])[] = [
      [{ ...base, kind: 'loadMore', loaded: 50, total: 120 }, /^Load more \(50 of 120\)$/, 'loadMore'],
      [{ ...base, kind: 'loadMore', loaded: 50, total: undefined }, /^Load more \(50 loaded\)$/, 'loadMore'],
      [
        { ...base, kind: 'failure', failure: { kind: 'apiError', status: 500, detail } },
        /^Could not load: server error 500$/,
        'loadMore',
      ],
      [{ ...base, kind: 'empty' }, /^No catalog was granted to this organization yet$/, undefined],
      [{ ...base, kind: 'empty', parent: nodeNamed('x', 'catalog') }, /^No product bases$/, undefined],
      [{ ...base, kind: 'empty', parent: nodeNamed('x', 'productBase') }, /^No products$/, undefined],
    ];
    for (const [node, label, command] of nodes) {
      const item = treeItemOf(node, noChildren);
      assertPlainItem(item);
      assert.match(typeof item.label === 'string' ? item.label : '', label);
      assert.equal(item.command?.command, command === undefined ? undefined : `korusticket.${command}`);
      assert.equal(item.collapsibleState, TreeItemCollapsibleState.None);
    }
  });
});
