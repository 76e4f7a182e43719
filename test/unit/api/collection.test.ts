import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCollection } from '../../../src/api/collection';

/** Any JSON, with the keys that matter and those that objects inherit. */
const key = fc.oneof(
  fc.constantFrom(
    '@id',
    '@type',
    'id',
    'type',
    'name',
    'title',
    'label',
    'disabled',
    'toString',
    'constructor',
  ),
  fc.constantFrom('__proto__', 'valueOf', 'toJSON', 'length', 'next', 'hydra:next', 'view', 'member'),
  fc.string({ maxLength: 5 }),
);
const hostileName = fc.constantFrom(
  '',
  '   ',
  '\u202e\u0000evil',
  '[click](command:evil)',
  '$(error)',
  '<img src=x>',
  '🎫'.repeat(2000),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -1, 1e300),
    hostileName,
    fc.string(),
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 5 })
      .map(
        (entries) =>
          JSON.parse(
            `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`,
          ) as unknown,
      ),
  ),
}));

/** Writes a term plain or with prefix. */
const prefix = fc.constantFrom('', 'hydra:');

describe('a collection', () => {
  it('never makes the reader throw, whatever it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        for (const { label } of readCollection(value).members) {
          assert.ok(label.length > 0);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('has every member counted, in either spelling, whatever the members are', () => {
    const page = fc.record({
      prefix,
      members: fc.array(json, { maxLength: 10 }),
      total: fc.oneof(fc.nat(), fc.constantFrom(undefined, null, -1, 1.5, '7', {}, 1e300)),
      next: fc.oneof(fc.webPath(), fc.constantFrom(undefined, null, '', 5, {}, [])),
      hasView: fc.boolean(),
    });
    fc.assert(
      fc.property(page, ({ prefix: p, members, total, next, hasView }) => {
        const result = readCollection({
          '@id': '/c',
          '@type': `${p}Collection`,
          [`${p}member`]: members,
          [`${p}totalItems`]: total,
          ...(hasView ? { [`${p}view`]: { '@id': '/c?page=1', [`${p}next`]: next } } : {}),
        });
        assert.equal(result.members.length, members.length);
        assert.deepEqual(
          result.members.map(({ raw }) => raw),
          members,
        );
        const isCount = typeof total === 'number' && Number.isSafeInteger(total) && total >= 0;
        assert.equal(result.total, isCount ? total : undefined);
        assert.equal(result.hasLinks, hasView);
        assert.equal(result.next, hasView && typeof next === 'string' && next !== '' ? next : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('has its links resolved against the document they came in (RFC 3986 section 5.1)', () => {
    const nextOf = (next: string, document?: string): string | undefined =>
      readCollection({ member: [], view: { next } }, document).next;
    const document = 'https://api.example/v1/catalogs/c/offers?page=1&itemsPerPage=2';
    for (const [next, expected] of [
      ['?page=2', 'https://api.example/v1/catalogs/c/offers?page=2'],
      ['offers?page=2', 'https://api.example/v1/catalogs/c/offers?page=2'],
      ['/v1/x?page=2', 'https://api.example/v1/x?page=2'],
      ['../p?page=2', 'https://api.example/v1/catalogs/p?page=2'],
      ['https://api.example/v1/x', 'https://api.example/v1/x'],
      ['//evil.example/x', 'https://evil.example/x'],
      ['https://[', 'https://['],
    ] as const) {
      assert.equal(nextOf(next, document), expected);
    }
    // A document that is known by its path alone.
    assert.equal(nextOf('?page=2', '/v1/catalogs?page=1'), '/v1/catalogs?page=2');
    assert.equal(nextOf('https://evil.example/x', '/v1/catalogs'), 'https://evil.example/x');
    assert.equal(nextOf('?page=2'), '?page=2');
  });

  it('may be a bare array', () => {
    fc.assert(
      fc.property(fc.array(json), (members) => {
        const page = readCollection(members);
        assert.equal(page.members.length, members.length);
        assert.deepEqual([page.total, page.next, page.hasLinks], [undefined, undefined, false]);
      }),
    );
  });

  it('may hold one member without an array, or numbered ones, or none', () => {
    const one = { '@id': '/a/1', name: 'One' };
    const two = { '@id': '/a/2', name: 'Two' };
    const labels = (value: unknown): string[] => readCollection(value).members.map(({ label }) => label);
    assert.deepEqual(labels({ 'hydra:member': one }), ['One']);
    assert.deepEqual(labels({ member: { 0: one, 3: two } }), ['One', 'Two']);
    assert.deepEqual(labels({ member: {} }), []);
    assert.deepEqual(labels({ member: null, totalItems: 0 }), []);
    assert.deepEqual(labels({ '@type': 'Collection', '@id': '/a' }), []);
    assert.deepEqual(labels({ '@type': ['hydra:Collection'], '@id': '/a' }), []);
    assert.deepEqual(labels({ '@type': 'PagedCollection', '@id': '/a', totalItems: 0 }), []);
    assert.deepEqual(labels(one), ['One']);
    assert.deepEqual(labels('text'), []);
    assert.deepEqual(labels(null), []);
  });

  it('may link to the next page by an object', () => {
    assert.equal(readCollection({ member: [], view: { next: { '@id': '/n' } } }).next, '/n');
  });

  it('does not make the reader throw by what its type calls itself', () => {
    for (const type of [{ toString: 1, valueOf: 1 }, [{ toString: null }], { __proto__: null }]) {
      readCollection({ '@id': '/a', '@type': type });
    }
  });

  it('may be nested deeper than any stack', () => {
    const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    assert.equal(readCollection({ member: [deep, { a: deep }] }).members.length, 2);
  });
});
