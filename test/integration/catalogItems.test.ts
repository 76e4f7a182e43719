import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MarkdownString, ThemeIcon, TreeItemCollapsibleState, type TreeItem } from 'vscode';
import { readResource } from '../../src/api/resource';
import type { LiveOffer } from '../../src/catalogs/liveOffer';
import type { CatalogNode, GroupNode, ResourceNode, ResourceRole } from '../../src/catalogs/nodes';
import { offerFacts, type OfferFacts } from '../../src/catalogs/offer';
import { treeItemOf, type ItemFacts } from '../../src/features/tree/items';
import { tooltipOf } from '../../src/features/tree/tooltip';
import { noon, rowFacts as facts } from './support/rowFacts';
import { anyText } from '../support/anyText';

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

function assertPlainTooltip(node: ResourceNode): void {
  const tooltip = tooltipOf(node, undefined, noon);
  assert.ok(tooltip instanceof MarkdownString);
  assert.ok(!tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
  assert.ok(tooltip.value.length < 5000, `${tooltip.value.length} characters`);
  // Behind a backslash, punctuation is itself in CommonMark and nothing else; without any there is no markup.
  const bare = tooltip.value.replace(/\\[!-/:-@[-`{-~]/g, '');
  assert.doesNotMatch(bare, /[!-/:-@[-`{-~]/);
  assert.ok(tooltip.value.split('\n').length <= 40);
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
        assertPlainTooltip(nodeNamed(text, role));
      }
    });
  }

  it('are plain and bounded, tooltips and all, whatever a server writes', () => {
    const part = fc.oneof(anyText(), fc.constantFrom(...Array.from('[]()<>$`*_|#!&;\\\n\u202e\u0000')));
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom(...roles), (parts, role) => {
        const node = nodeNamed(parts.join(''), role);
        assertPlainItem(treeItemOf(node, facts));
        assertPlainTooltip(node);
      }),
      { numRuns: 500 },
    );
  });

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
    // The editor's own command: a click previews, Enter goes there, a double click keeps the tab.
    assert.equal(item.command?.command, 'vscode.open');
    assert.deepEqual(item.command.arguments, [facts.documentOf(node)]);
    const parent = treeItemOf(node, facts);
    assert.equal(parent.collapsibleState, TreeItemCollapsibleState.Collapsed);
    // A click is to open or close it, which VS Code leaves to rows without a command.
    assert.equal(parent.command, undefined);
  });

  it('that stand for no resource are plain and lead on', () => {
    const base = { id: 'row', parent: undefined };
    const detail = 'said the server';
    const nodes: readonly (readonly [CatalogNode, RegExp, string | undefined])[] = [
      [{ ...base, kind: 'loadMore', loaded: 50, total: 120 }, /^Load more \(50 of 120\)$/, 'loadMore'],
      [{ ...base, kind: 'loadMore', loaded: 50, total: undefined }, /^Load more \(50 loaded\)$/, 'loadMore'],
      [
        { ...base, kind: 'loadMore', loaded: 1050, total: 10_200 },
        /^Load more \(1,050 of 10,200\)$/,
        'loadMore',
      ],
      [
        { ...base, kind: 'failure', failure: { kind: 'apiError', status: 500, detail } },
        /^Could not load: server error 500$/,
        'loadMore',
      ],
      [
        { ...base, kind: 'failure', failure: { kind: 'apiError', status: 200, code: 'notJson' } },
        /^Could not load: unusable answer$/,
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

describe('the rows of offers, tickets and sessions', () => {
  const factsOf = (raw: object): OfferFacts => offerFacts(readResource(raw));
  const rowOf = (raw: object, role: ResourceRole, live?: LiveOffer): TreeItem => {
    const node: ResourceNode = {
      kind: 'resource',
      id: 'node',
      role,
      resource: readResource(raw),
      parent: undefined,
    };
    return treeItemOf(node, { ...facts, live: () => live });
  };
  const price = { amountInclTax: '49.50', originalAmountInclTax: '60.00', currency: 'eur' };
  const live: LiveOffer = {
    time: Date.parse('2026-01-01T12:00:00Z'),
    quantity: 3,
    price: { amount: '51.00', currency: 'EUR' },
    sessions: new Map([['/s/1', 0]]),
    failure: undefined,
  };

  const labelOf = ({ label }: TreeItem): string => (typeof label === 'string' ? label : (label?.label ?? ''));

  it('name an offer by its price, with the price before, the quantity and badges', () => {
    const offer = {
      '@id': '/o/1',
      id: '1',
      price,
      availableQuantity: 1200,
      availabilityCheckRequired: true,
      realtimePriceRequired: true,
    };
    const item = rowOf(offer, 'offer');
    assert.equal(item.label, '€49.50');
    assert.equal(item.description, 'instead of €60.00 · 1,200 left · check availability · live price');
    assert.equal(item.contextValue, 'resource offer iri');
    assert.equal(
      rowOf({ ...offer, availableQuantity: 0 }, 'offer')
        .description?.toString()
        .includes('sold out'),
      true,
    );
    assert.equal(
      rowOf({ '@id': '/o/1', price, availableQuantity: null }, 'offer').description,
      'instead of €60.00 · no limit',
    );
    assert.equal(
      labelOf(
        rowOf(
          { '@id': '/o/1', id: '1', price: { amountInclTax: 'free', currency: 'x'.repeat(99) } },
          'offer',
        ),
      ).startsWith('free x'),
      true,
    );
  });

  it('round no price', () => {
    for (const [amountInclTax, currency, shown] of [
      ['49.504', 'EUR', '€49.504'],
      ['49.5000', 'EUR', '€49.50'],
      ['1200.5', 'JPY', '¥1,200.5'],
      ['1200.00', 'JPY', '¥1,200'],
      ['1200.5', undefined, '1,200.50'],
      ['1200.5', '', '1,200.50'],
      ['1200.5', 'points', '1200.5 points'],
    ] as const) {
      assert.equal(
        rowOf({ '@id': '/o/1', id: '1', price: { amountInclTax, currency } }, 'offer').label,
        shown,
      );
    }
  });

  it('show what was asked live first, and in place of what the list says of the same', () => {
    assert.match(
      String(rowOf({ '@id': '/o/1', price, availableQuantity: 12 }, 'offer', live).description),
      /^at \d+:\d\d\s[AP]M: 3 left, €51\.00 · instead of €60\.00$/,
    );
    assert.match(
      String(rowOf({ '@id': '/o/1', price }, 'offer', { ...live, time: noon - 3 * 86_400_000 }).description),
      /^at Dec 29, 2025, \d+:\d\d\s[AP]M: 3 left/,
    );
    assert.match(
      String(rowOf({ '@id': '/s/1' }, 'session', live).description),
      /^at \d+:\d\d\s[AP]M: sold out$/,
    );
  });

  it('have what was asked live apart from the list in their tooltips, in words', () => {
    const offer: ResourceNode = {
      kind: 'resource',
      id: 'node',
      role: 'offer',
      resource: readResource({ '@id': '/o/1', price, availableQuantity: 12 }),
      parent: undefined,
    };
    const lines = tooltipOf(offer, live, noon).value.replaceAll('\\', '').split(/\s*\n/);
    assert.equal(lines[1], 'In the list: €49.50 · instead of €60.00 · 12 left');
    assert.match(lines[2] ?? '', /^Asked live at \d+:\d\d\s[AP]M: 3 left, €51\.00$/);
  });

  it('say that something is sold out first, and by an icon', () => {
    const icon = ({ iconPath }: TreeItem): string => (iconPath instanceof ThemeIcon ? iconPath.id : '');
    const offer = { '@id': '/o/1', price, availableQuantity: 0 };
    const item = rowOf(offer, 'offer');
    assert.equal(item.description, 'sold out · instead of €60.00');
    const product = nodeNamed('x', 'product');
    const day: GroupNode = { kind: 'group', id: 'd', group: 'day', value: '2026-11-28', parent: product };
    const none = treeItemOf(day, { ...facts, offersIn: () => [offer, offer].map(factsOf) });
    assert.equal(none.description, 'sold out · 2 offers');
    const some = treeItemOf(day, {
      ...facts,
      offersIn: () => [offer, { price: { amountInclTax: '90', currency: 'EUR' } }].map(factsOf),
    });
    // The least price of what there is, not of what is gone.
    assert.equal(some.description, 'from €90.00 · 2 offers');
    assert.deepEqual([item, none].map(icon), ['circle-slash', 'circle-slash']);
    assert.notEqual(icon(some), 'circle-slash');
    assert.equal(icon(rowOf(offer, 'offer', live)), 'credit-card');
    assert.equal(icon(rowOf({ '@id': '/s/1', availableQuantity: 9 }, 'session', live)), 'circle-slash');
  });

  it('give no least price across currencies', () => {
    const product = nodeNamed('x', 'product');
    const day: GroupNode = { kind: 'group', id: 'd', group: 'day', value: '2026-11-28', parent: product };
    const offers = ['eur', 'chf'].map((currency) => factsOf({ price: { amountInclTax: '9', currency } }));
    assert.equal(treeItemOf(day, { ...facts, offersIn: () => offers }).description, '2 offers');
  });

  it('show the time of a session as the clocks at its place do', () => {
    const session = { '@id': '/s/1', id: '1', occursAt: '2025-06-07T20:00:00+02:00', availableQuantity: 10 };
    const item = rowOf(session, 'session');
    assert.match(labelOf(item), /^Jun 7, 2025, 8:00\sPM$/);
    assert.equal(item.description, '10 left');
    assert.equal(rowOf({ ...session, name: 'Matinée' }, 'session').label, 'Matinée');
  });

  it('tell whole days from sessions to choose', () => {
    assert.equal(rowOf({ name: 'T', dateAccess: true }, 'ticket').description, 'whole day');
    assert.equal(rowOf({ name: 'T', dateAccess: false }, 'ticket').description, 'choose a session');
    assert.equal(rowOf({ name: 'T' }, 'ticket').description, '');
  });

  it('sum up days and months', () => {
    const product = nodeNamed('x', 'product');
    const day: GroupNode = { kind: 'group', id: 'd', group: 'day', value: '2026-11-28', parent: product };
    const offers = ['60.00', '9.50'].map((amountInclTax) =>
      factsOf({ price: { amountInclTax, currency: 'EUR' } }),
    );
    const item = treeItemOf(day, { ...facts, offersIn: () => offers });
    assert.deepEqual([item.label, item.description], ['Sat, Nov 28', 'from €9.50 · 2 offers']);
    // The year is told by the month above, and spoken.
    assert.equal(item.accessibilityInformation?.label, 'Sat, November 28, 2026, from €9.50 · 2 offers');
    const month = treeItemOf(
      { ...day, group: 'month', value: '2026-11' },
      { ...facts, offersIn: () => offers.slice(1) },
    );
    assert.deepEqual([month.label, month.description], ['November 2026', '€9.50']);
  });

  it('say of a month that is loaded in part no more than how much that is', () => {
    const product = nodeNamed('x', 'product');
    const month: GroupNode = { kind: 'group', id: 'm', group: 'month', value: '2026-11', parent: product };
    const offers = ['60.00', '9.50'].map((amountInclTax) =>
      factsOf({ price: { amountInclTax, currency: 'EUR' }, availableQuantity: 0 }),
    );
    const shown = (of: typeof offers): TreeItem =>
      treeItemOf(month, { ...facts, offersIn: () => of, offersGoOn: () => true });
    assert.equal(shown(offers).description, '2 offers loaded');
    assert.equal(shown(offers.slice(1)).description, '1 offer loaded');
    assert.deepEqual(shown(offers).iconPath, new ThemeIcon('calendar'));
  });

  it('do not call unlimited what is said to be limited without a number', () => {
    const offer = { '@id': '/o/1', price, availableQuantity: null, availabilityCheckRequired: true };
    assert.equal(rowOf(offer, 'offer').description, 'instead of €60.00 · check availability');
  });

  it('are calm where the server has no such list', () => {
    const item = treeItemOf({ kind: 'absent', id: 'a', parent: nodeNamed('x', 'product') }, noChildren);
    assert.deepEqual([item.label, item.command], ['Not available on this server', undefined]);
  });

  it('have descriptions in plain text in their tooltips', () => {
    const raw = {
      name: 'Base',
      description: '<p>A <b>day</b>&nbsp;out.<br><a href="command:x">Go</a></p>',
      venue: { name: 'Hall', city: 'Lyon' },
    };
    const node: ResourceNode = { ...nodeNamed('x', 'productBase'), resource: readResource(raw) };
    const text = tooltipOf(node, undefined, noon).value.replaceAll('\\', '');
    assert.match(text, /Hall, Lyon/);
    assert.match(text, /A day out\. {2}\nGo/);
    assert.doesNotMatch(text, /command|<|href/);
  });
});
