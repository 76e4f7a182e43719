import assert from 'node:assert/strict';
import fc from 'fast-check';
import { idOf, readResource } from '../../../src/api/resource';

describe('a resource', () => {
  it('is read as the documented samples write it', () => {
    const raw = {
      '@id': '/v1/ticketing/catalogs/0194abdc',
      '@type': 'TicketingCatalog',
      id: '0194abdc',
      name: 'Catalogue Puy du Fou',
      createdAt: '2025-01-28T07:42:04+00:00',
    };
    assert.deepEqual(readResource(raw), {
      iri: raw['@id'],
      type: 'TicketingCatalog',
      label: raw.name,
      isNamed: true,
      disabled: false,
      raw,
    });
  });

  const labels: readonly (readonly [unknown, string])[] = [
    [{ name: null, title: 'Title' }, 'Title'],
    [{ name: '  ', 'hydra:title': 'Hydra' }, 'Hydra'],
    [{ name: ['First', 'Second'] }, 'First'],
    [{ name: { en: 'x' }, label: 'Label' }, 'Label'],
    [{ name: 5 }, '5'],
    [{ id: 'abc' }, 'abc'],
    [{ '@id': '/a/b/c?x=1#y' }, 'y'],
    [{ '@id': '/a/b/' }, 'b'],
    [{ '@id': '/' }, '?'],
    [{ '@id': '/a/ /' }, 'a'],
    ['/ ', '"/ "'],
    [{}, '?'],
    ['/a/b', 'b'],
    ['text', '"text"'],
    ['', '""'],
    [5, '5'],
    [null, 'null'],
    [[], '[]'],
  ];
  for (const [raw, label] of labels) {
    it(`is called ${label} as ${JSON.stringify(raw)}`, () => assert.equal(readResource(raw).label, label));
  }

  it('has the IRI that is one', () => {
    assert.equal(readResource('/a/b').iri, '/a/b');
    assert.equal(readResource('text').iri, undefined);
    assert.equal(readResource({ id: '/a/1' }).iri, '/a/1');
    assert.equal(readResource({ id: '1' }).iri, undefined);
    assert.equal(readResource({ '@id': null, id: '1' }).iri, undefined);
  });

  it('has the id that it says, else that of its address, unless it has a generated one', () => {
    const generated = '/.well-known/genid/659ea7d58fe6d29dcf2e';
    for (const [raw, id] of [
      [{ '@id': '/a/1', id: '2' }, '2'],
      [{ '@id': '/a/1' }, '1'],
      ['/a/1', '1'],
      [{ id: 5 }, '5'],
      [{ '@id': generated, id: '2' }, '2'],
      [{ '@id': generated }, undefined],
      [{ '@id': '/a/1', id: generated }, '1'],
      [generated, undefined],
      [{}, undefined],
      [5, undefined],
    ] as const) {
      assert.equal(idOf(raw), id, JSON.stringify(raw));
    }
  });

  it('has the first of several types, and is disabled only by the word', () => {
    assert.equal(readResource({ '@type': ['A', 'B'] }).type, 'A');
    assert.equal(readResource({ type: 'C' }).type, 'C');
    assert.equal(readResource({ '@type': null }).type, undefined);
    assert.equal(readResource({ disabled: true }).disabled, true);
    for (const disabled of [false, 'true', 1, null]) {
      assert.equal(readResource({ disabled }).disabled, false);
    }
  });

  it('always has a name', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const resource = readResource(raw);
        assert.ok(resource.label.trim() !== '');
        assert.equal(resource.raw, raw);
      }),
      { numRuns: 1000 },
    );
  });
});
