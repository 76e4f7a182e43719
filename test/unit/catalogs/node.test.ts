import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readResource } from '../../../src/api/resource';
import { childrenIri, roleOf, type ResourceNode } from '../../../src/catalogs/node';

function node(raw: unknown, parent?: ResourceNode): ResourceNode {
  const resource = readResource(raw);
  return { kind: 'resource', id: 'x', role: roleOf(resource, parent), resource, parent };
}

describe('what a resource is to the tree', () => {
  const catalog = node({ '@id': '/c/1', '@type': 'TicketingCatalog' });
  const base = node({ '@id': '/c/1/b/2', '@type': 'TicketingProductBase' }, catalog);

  it('its type says, where it is a known one', () => {
    assert.deepEqual([catalog.role, base.role], ['catalog', 'productBase']);
    assert.equal(node({ '@id': '/p', '@type': 'TicketingProduct' }, catalog).role, 'product');
  });

  it('its place says, where it has no type', () => {
    assert.equal(node({ '@id': '/x' }).role, 'catalog');
    assert.equal(node({ '@id': '/x' }, catalog).role, 'productBase');
    assert.equal(node('/x/y', base).role, 'product');
  });

  it('is other where nobody documented the type, also where objects inherit its name', () => {
    for (const type of ['Unknown', 'constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const one = node({ '@id': '/x', '@type': type });
      assert.equal(one.role, 'other', type);
      assert.equal(childrenIri(one), undefined);
    }
    fc.assert(
      fc.property(fc.string(), (type) => {
        const { role } = node({ '@id': '/x', '@type': type || 'x' });
        assert.ok(['catalog', 'productBase', 'product', 'other'].includes(role));
      }),
    );
  });

  it('has its children below its own IRI', () => {
    assert.equal(childrenIri(catalog), '/c/1/product_bases');
    assert.equal(childrenIri(base), '/c/1/b/2/products');
    assert.equal(childrenIri(node({ '@id': '/c/1/' })), '/c/1/product_bases');
    assert.equal(childrenIri(node({ '@id': '/p', '@type': 'TicketingProduct' })), undefined);
    assert.equal(childrenIri(node({ name: 'no IRI' })), undefined);
  });
});
