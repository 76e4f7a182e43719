import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readResource } from '../../../../src/api/resource';
import type { LoadedResource } from '../../../../src/catalogs/catalogModel';
import type { SearchEntry } from '../../../../src/features/find/model/query';
import { CatalogSearch } from '../../../../src/features/find/model/search';
import { anyText } from '../../../support/anyText';

const catalog = '/v1/ticketing/catalogs/c1';
const base = `${catalog}/product_bases/b1`;

function entry(iri: string, name: string, path: readonly string[] = [iri]): LoadedResource {
  return { resource: readResource({ '@id': iri, name }), role: 'product', path, hasMore: false };
}

function entries(search: CatalogSearch, text: string, limit = 10): readonly SearchEntry[] {
  const query = search.query(text, limit);
  while (query.step());
  return query.matches;
}

function found(search: CatalogSearch, text: string): (string | undefined)[] {
  return entries(search, text).map(({ resource }) => resource.iri);
}

describe('finding in the catalogs', () => {
  const search = new CatalogSearch();
  search.add(entry('/p/1', 'Evening concert - Abbaye de Sainte-Odile'));
  search.add(entry('/p/2', 'Guided tour - Château de Valmont'));
  search.add(entry('/p/0194abdc', 'Boat trip'));
  search.add({
    resource: readResource({
      '@id': '/v/1',
      '@type': 'TicketingProductBaseOptionValue',
      name: 'Child (4 to 13)',
    }),
    role: 'optionValue',
    path: ['/v/1'],
    hasMore: false,
  });

  it('takes parts of words, in any order, without accents', () => {
    assert.deepEqual(found(search, 'chateau'), ['/p/2']);
    assert.deepEqual(found(search, 'odile concert'), ['/p/1']);
    assert.deepEqual(found(search, 'evng'), ['/p/1']);
  });

  it('looks at identifiers and at values of options', () => {
    assert.equal(found(search, '0194ab')[0], '/p/0194abdc');
    assert.equal(found(search, 'child')[0], '/v/1');
  });

  it('finds nothing where nothing is alike, and everything for no text', () => {
    assert.deepEqual(found(search, 'zzzzqqq'), []);
    assert.equal(found(search, '  ').length, 4);
    assert.equal(entries(search, '', 2).length, 2);
  });

  it('knows each resource once, with the longest way that leads there', () => {
    const twice = new CatalogSearch();
    twice.add(entry('/p/1', 'One'));
    twice.add(entry('/p/1', 'One', [catalog, base, '/p/1']));
    twice.add(entry('/p/1', 'One'));
    assert.deepEqual(
      entries(twice, 'one').map(({ path }) => path),
      [[catalog, base, '/p/1']],
    );
  });

  it('knows each resource as it was loaded last, whichever way was told first', () => {
    const renamed = new CatalogSearch();
    const resource = readResource({ '@id': base, name: 'New name', disabled: true });
    const way = [catalog, base];
    renamed.add(entry(base, 'Old name', way));
    renamed.add({ ...entry(base, '', [base]), resource });
    assert.deepEqual(found(renamed, 'old name'), []);
    assert.deepEqual(
      entries(renamed, 'new name').map(({ resource: { label, disabled }, path }) => [label, disabled, path]),
      [['New name', true, way]],
    );
    assert.equal(renamed.labelOf(base), 'New name');
  });

  it('takes nothing that was kept for newer than what is loaded, but a longer way to it', () => {
    const product = `${catalog}/products/p1`;
    const both = new CatalogSearch();
    both.add(entry(product, 'New name'));
    const json = {
      member: [{ '@id': product, '@type': 'TicketingOption', name: 'Old name', disabled: true }],
    };
    both.addReply({ json, url: `https://api.test${base}/products` });
    assert.deepEqual(found(both, 'old name'), []);
    assert.deepEqual(
      entries(both, 'new').map(({ resource, role, path }) => [resource.label, resource.disabled, role, path]),
      [['New name', false, 'product', [catalog, base, product]]],
    );
  });

  it('leaves out what has neither name nor address', () => {
    const empty = new CatalogSearch();
    empty.add({ resource: readResource({ name: 'Nowhere' }), role: 'product', path: [], hasMore: false });
    empty.add({
      resource: readResource({ '@id': '/o/1', date: '2026-12-01' }),
      role: 'offer',
      path: ['/o/1'],
      hasMore: false,
    });
    assert.deepEqual(entries(empty, ''), []);
  });

  it('tells by the address of a kept list what its members are and where they stand', () => {
    const kept = new CatalogSearch();
    const member = [{ '@id': `${catalog}/products/p1`, name: 'Adult' }];
    kept.addReply({ json: { member }, url: `https://api.test${base}/products?page=1&itemsPerPage=50` });
    kept.addReply({
      json: { member: [{ '@id': catalog, name: 'All' }] },
      url: 'https://api.test/v1/ticketing/catalogs?page=1',
    });
    kept.addReply({ json: { '@id': base, name: 'Single' }, url: `https://api.test${base}` });
    assert.deepEqual(
      entries(kept, '').map(({ role, path }) => [role, path]),
      [
        ['product', [catalog, base, `${catalog}/products/p1`]],
        ['catalog', [catalog]],
        ['other', [catalog, base]],
      ],
    );
    assert.equal(kept.labelOf(base), 'Single');
  });

  it('takes whatever a server or a person may write', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.webUrl(), anyText(), (json, url, text) => {
        const any = new CatalogSearch();
        const named = { member: [{ '@id': '/x', name: text }] };
        any.addReply({ json, url });
        any.addReply({ json: named, url: `https://api.test${catalog}/products` });
        any.addReply({ json, url: text });
        assert.ok(entries(any, text, 5).length <= 5);
      }),
    );
  });
});
