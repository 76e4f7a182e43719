import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readResource } from '../../../src/api/resource';
import { placeBelow, seatMapsOf } from '../../../src/catalogs/place';
import {
  roleOf,
  type GroupNode,
  type ParentNode,
  type ResourceNode,
  type ResourceRole,
} from '../../../src/catalogs/nodes';

function node(raw: unknown, expected: ResourceRole, parent?: ParentNode): ResourceNode {
  const resource = readResource(raw);
  return { kind: 'resource', id: 'x', role: roleOf(resource, expected), resource, parent };
}

/** Where the children of a node are read. */
function addresses(parent: ParentNode, withDisabled = false): readonly string[] | undefined {
  return placeBelow(parent, withDisabled)?.addresses;
}

const catalog = node({ '@id': '/c/1', '@type': 'TicketingCatalog' }, 'catalog');
const base = node({ '@id': '/c/1/b/2', '@type': 'TicketingProductBase' }, 'productBase', catalog);
const product = node({ '@id': '/c/1/products/p', id: 'p' }, 'product', base);
const options: GroupNode = { kind: 'group', id: 'o', group: 'options', value: '', parent: base };

describe('what a resource is to the tree', () => {
  it('its type says, where it is a known one', () => {
    assert.deepEqual([catalog.role, base.role], ['catalog', 'productBase']);
    const found = { '@id': '/p', '@type': 'TicketingProduct' };
    assert.equal(node(found, 'productBase', catalog).role, 'product');
  });

  it('one of its types says, in whatever order they stand', () => {
    for (const types of [
      ['https://schema.org/Product', 'TicketingProduct'],
      ['TicketingProduct', 'https://schema.org/Product'],
    ]) {
      assert.equal(node({ '@id': '/p', '@type': types }, 'productBase', catalog).role, 'product');
    }
    assert.equal(node({ '@id': '/x', '@type': ['A', 5, null] }, 'offer').role, 'other');
    const map = { '@id': '/m', '@type': ['Map', 'TicketingSeatMap'] };
    assert.equal(seatMapsOf(readResource({ layout: map })).length, 1);
  });

  it('its place says, where it has no type', () => {
    assert.equal(node({ '@id': '/x' }, 'offer').role, 'offer');
    assert.equal(node('/x/y', 'session').role, 'session');
  });

  it('is other where nobody documented the type, also where objects inherit its name', () => {
    for (const type of ['Unknown', 'constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const one = node({ '@id': '/x', '@type': type }, 'catalog');
      assert.equal(one.role, 'other', type);
      assert.equal(placeBelow(one, false), undefined);
    }
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (type) => {
        const { role } = node({ '@id': '/x', '@type': `Some${type}` }, 'catalog');
        assert.ok(['catalog', 'other'].includes(role));
      }),
    );
  });
});

describe('where the children of a node are read', () => {
  it('is below its own IRI', () => {
    assert.deepEqual(addresses(catalog), ['/c/1/product_bases']);
    assert.deepEqual(addresses(catalog, true), ['/c/1/product_bases?withDisabled=true']);
    assert.deepEqual(addresses(base, true), ['/c/1/b/2/products']);
    assert.deepEqual(addresses(options), ['/c/1/b/2/options']);
    assert.deepEqual(addresses(node({ '@id': '/c/1/' }, 'catalog')), ['/c/1/product_bases']);
  });

  it('is nowhere for what has no address', () => {
    for (const role of ['catalog', 'productBase', 'product', 'offer', 'ticket'] as const) {
      assert.equal(placeBelow(node({ name: 'no IRI' }, role, base), false), undefined, role);
      const generated = { '@id': '/.well-known/genid/0123456789abcdef0123' };
      assert.equal(placeBelow(node(generated, role, base), false), undefined, role);
    }
  });

  it('has the code of an option, which itself may have no address', () => {
    const path = ['/c/1/b/2/options/price_type/values'];
    assert.deepEqual(
      addresses(node({ '@id': '/.well-known/genid/1', code: 'price_type' }, 'option', options)),
      path,
    );
    assert.deepEqual(addresses(node('/c/1/b/2/options/price_type', 'option', options)), path);
    const hostile = node({ code: '../../x?y#z' }, 'option', options);
    assert.deepEqual(addresses(hostile), ['/c/1/b/2/options/..%2F..%2Fx%3Fy%23z/values']);
  });

  it('names the product of offers by id, then by IRI, in the order of their dates', () => {
    const queries = addresses(product)?.map((address) => [...new URL(address, 'http://x').searchParams]);
    assert.deepEqual(queries, [
      [
        ['product[]', 'p'],
        ['order[date]', 'asc'],
      ],
      [
        ['product[]', '/c/1/products/p'],
        ['order[date]', 'asc'],
      ],
    ]);
    assert.equal(placeBelow(node({ '@id': '/p' }, 'product'), false), undefined);
  });

  it('needs no request where an offer brings its tickets whole', () => {
    const ticket = { '@id': '/o/1/tickets/1', name: 'Day' };
    const place = (tickets: unknown): unknown =>
      placeBelow(node({ '@id': '/o/1', tickets }, 'offer', product), false)?.complete;
    assert.equal(place([ticket]), true);
    for (const tickets of [
      undefined,
      null,
      [],
      [ticket, { dateAccess: true }],
      [{ '@id': '/o/1/tickets/1' }],
      'x',
    ]) {
      assert.equal(place(tickets), false, JSON.stringify(tickets));
    }
  });

  it('is nowhere for a ticket that is valid all day', () => {
    const offer = node({ '@id': '/o/1' }, 'offer', product);
    assert.equal(
      placeBelow(node({ '@id': '/o/1/tickets/1', dateAccess: true }, 'ticket', offer), false),
      undefined,
    );
    for (const dateAccess of [false, null, undefined]) {
      const ticket = node({ '@id': '/o/1/tickets/1', dateAccess }, 'ticket', offer);
      assert.deepEqual(addresses(ticket), ['/o/1/tickets/1/sessions']);
    }
  });
});

describe('the seat maps of a resource', () => {
  const iris = (raw: unknown): unknown[] => seatMapsOf(readResource(raw)).map(({ iri }) => iri);

  it('are those it names, each once', () => {
    assert.deepEqual(iris({ seatMap: '/s/1' }), ['/s/1']);
    assert.deepEqual(iris({ seat_maps: ['/s/1', { '@id': '/s/2' }, '/s/1'] }), ['/s/1', '/s/2']);
    assert.deepEqual(iris({ hall: { '@id': '/s/3', '@type': 'TicketingSeatMap' } }), ['/s/3']);
  });

  it('are not made up', () => {
    for (const raw of [
      null,
      'x',
      {},
      { seatMap: null },
      { seatMap: {} },
      { seating: '/s/1' },
      { seatMap: 'none' },
    ]) {
      assert.deepEqual(iris(raw), [], JSON.stringify(raw));
    }
  });
});
