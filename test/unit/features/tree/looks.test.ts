import assert from 'node:assert/strict';
import type { CatalogNode, GroupNode, ParentNode, ResourceNode } from '../../../../src/catalogs/nodes';
import { readResource } from '../../../../src/api/resource';
import { CatalogsLooks } from '../../../../src/features/tree/looks';
import { Listeners } from '../../../../src/base/listeners';

const node = (role: ResourceNode['role'], parent?: ParentNode): ResourceNode => ({
  kind: 'resource',
  id: `${parent?.id ?? ''}/${role}`,
  role,
  resource: readResource({ '@id': `/${role}` }),
  parent,
});
const base = node('productBase');
const product = node('product', base);
const month: GroupNode = { kind: 'group', id: 'month', group: 'month', value: '2026-12', parent: product };
const day: GroupNode = { kind: 'group', id: 'day', group: 'day', value: '2026-12-24', parent: month };

/** What is read again of the lists below a product and one of its offers, where all are old. */
function watch(): {
  readonly read: () => string[];
  readonly opens: (element: CatalogNode) => void;
  readonly closes: (element: CatalogNode) => void;
  readonly shows: (visible: boolean) => void;
  readonly end: () => void;
} {
  const parents = [product, node('offer', month)];
  const asked: string[] = [];
  const expand = new Listeners<{ element: CatalogNode }>();
  const collapse = new Listeners<{ element: CatalogNode }>();
  const visibility = new Listeners<{ visible: boolean }>();
  const looks = new CatalogsLooks(
    {
      renew: (isLookedAt) => {
        asked.push(...parents.filter(isLookedAt).map(({ role }) => role));
        return Promise.resolve();
      },
    },
    {
      visible: true,
      onDidExpandElement: expand.event,
      onDidCollapseElement: collapse.event,
      onDidChangeVisibility: visibility.event,
    },
  );
  return {
    read: () => asked.splice(0),
    opens: (element) => expand.fire({ element }),
    closes: (element) => collapse.fire({ element }),
    shows: (visible) => visibility.fire({ visible }),
    end: () => looks.dispose(),
  };
}

describe('looking at old offers', () => {
  it('has those of the row read again that is opened, or that the opened month or day belongs to', () => {
    const { opens, read } = watch();
    opens(product);
    assert.deepEqual(read(), ['product']);
    opens(month);
    assert.deepEqual(read(), ['product']);
    opens(day);
    assert.deepEqual(read(), ['product']);
    opens(base);
    assert.deepEqual(read(), []);
  });

  it('ends with the tree', () => {
    const { end, opens, shows, read } = watch();
    end();
    opens(product);
    shows(true);
    assert.deepEqual(read(), []);
  });

  it('has those read again that are to be seen when the view is shown again, and none when it is hidden', () => {
    const { shows, closes, opens, read } = watch();
    shows(false);
    assert.deepEqual(read(), []);
    shows(true);
    assert.deepEqual(read(), ['product', 'offer']);
    closes(month);
    shows(true);
    assert.deepEqual(read(), ['product']);
    closes(base);
    shows(true);
    assert.deepEqual(read(), []);
    opens(base);
    opens(month);
    read();
    shows(true);
    assert.deepEqual(read(), ['product', 'offer']);
  });
});
