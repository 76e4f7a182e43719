import assert from 'node:assert/strict';
import type { TreeItem } from 'vscode';
import { readResource } from '../../src/api/resource';
import type { GroupNode, ResourceNode, ResourceRole } from '../../src/catalogs/nodes';
import { treeItemOf, type ItemFacts } from '../../src/features/tree/items';
import { RowBeginnings } from '../../src/features/tree/model/beginnings';
import { rowNameOf } from '../../src/features/tree/texts';
import { tooltipOf } from '../../src/features/tree/tooltip';
import { noon, rowFacts as facts } from './support/rowFacts';

describe('rows side by side', () => {
  const named = (name: string, role: ResourceRole, parent?: ResourceNode): ResourceNode => ({
    kind: 'resource',
    id: name,
    role,
    resource: readResource({ '@id': `/${role}/1`, name, lastSyncedAt: '2026-01-01T09:30:00Z' }),
    parent,
  });
  const base = named('Saison 2025 - 2026 - OL / FC LORIENT', 'productBase');

  it('leave out the name of the product base above, which their tooltips and speech have', () => {
    for (const [name, label] of [
      ['Saison 2025 - 2026 - OL / FC LORIENT - Adult', 'Adult'],
      ['Saison 2025 - 2026 - OL / FC LORIENT – Virage Nord', 'Virage Nord'],
      ['Saison 2025 - 2026 - OL / FC LORIENT', 'Saison 2025 - 2026 - OL / FC LORIENT'],
      ['Saison 2025 - 2026 - OL / FC LORIENTAL', 'Saison 2025 - 2026 - OL / FC LORIENTAL'],
      ['Adult', 'Adult'],
    ] as const) {
      const node = named(name, 'product', base);
      const item = treeItemOf(node, facts);
      assert.equal(item.label, label);
      assert.equal(item.accessibilityInformation?.label, `product, ${name}`);
      assert.ok(tooltipOf(node, undefined, noon).value.replaceAll('\\', '').startsWith(name));
    }
  });

  it('begin with what tells them from their siblings; the beginning they share stands behind, and is told once', async () => {
    const names = ['OL / FC LORIENT', 'OL / PSG'].map(
      (each) => `Saison 2025 - 2026 - Ligue 1 Uber Eats - ${each}`,
    );
    const nodes = names.map((name) => named(name, 'productBase'));
    const beginnings = new RowBeginnings();
    await beginnings.note('list', nodes, (node) => ({ id: node.id, name: rowNameOf(node) }));
    const [first, second] = nodes.map((node) => treeItemOf(node, { ...facts, beginnings }));
    assert.deepEqual(
      [first?.label, first?.description, second?.label],
      ['OL / FC LORIENT', 'Saison 2025 - 2026 - Ligue 1 Uber Eats', 'OL / PSG'],
    );
    assert.equal(first?.accessibilityInformation?.label, `product base, ${names[0]}`);
  });

  it('of catalogs have room for their names: when they were synchronized is in the tooltip', () => {
    const catalog = named('Catalogue', 'catalog');
    assert.equal(treeItemOf(catalog, facts).description, '');
    assert.match(tooltipOf(catalog, undefined, noon).value, /synchronized \d/);
  });

  it('tell how old the list below them is, until it has been read again', () => {
    const product = named('Adult', 'product');
    const age = { readAt: noon - 5 * 60_000, isBeingRead: true };
    const row = (given: Partial<ItemFacts>): TreeItem => treeItemOf(product, { ...facts, ...given });
    assert.match(String(row({ age: () => age }).description), /^as of \d+:55\s[AP]M, being read again$/u);
    assert.match(
      String(row({ age: () => ({ ...age, isBeingRead: false }) }).description),
      /^as of \d+:55\s[AP]M$/u,
    );
    assert.equal(row({}).description, '');
    assert.match(
      String(row({ age: () => age, now: () => noon + 86_400_000 }).description),
      /^as of Jan 1, 2026, /u,
    );
  });

  it('tell times of today by the clock, and others with their date', () => {
    const dayLater = noon + 86_400_000;
    const text = (now: number): string => tooltipOf(named('C', 'catalog'), undefined, now).value;
    assert.match(text(noon), /synchronized \d+\\:30\s[AP]M/u);
    assert.match(text(dayLater), /synchronized Jan 1\\, 2026\\, \d+\\:30\s[AP]M/u);
  });

  it('do not repeat the day that a session stands below', () => {
    const below = (value: string, raw: object): TreeItem => {
      const day: GroupNode = { kind: 'group', id: 'd', group: 'day', value, parent: named('x', 'product') };
      return treeItemOf({ ...named('s', 'session'), resource: readResource(raw), parent: day }, facts);
    };
    const textOf = ({ label }: TreeItem): string =>
      typeof label === 'string' ? label : (label?.label ?? '');
    const session = { '@id': '/s/1', id: '1', occursAt: '2025-06-07T20:00:00+02:00', availableQuantity: 10 };
    const item = below('2025-06-07', session);
    assert.match(textOf(item), /^8:00\sPM$/);
    assert.match(item.accessibilityInformation?.label ?? '', /^session, Jun 7, 2025, 8:00\sPM, 10 left$/);
    assert.match(textOf(below('2025-06-06', session)), /^Jun 7, 2025, 8:00\sPM$/);
    assert.match(
      String(below('2025-06-07', { ...session, name: 'Matinée' }).description),
      /^8:00\sPM · 10 left$/,
    );
  });
});
