import assert from 'node:assert/strict';
import { searchProducts } from '../../../../src/features/assistant/model/searchProducts';
import type { ResourceReader } from '../../../../src/api/apiClient';
import { RequestFailure, type Failure } from '../../../../src/base/failure';
import { readerOf } from '../../../support/catalogs';
import { FakeClock } from '../../../support/fakeClock';

const catalog = '/v1/ticketing/catalogs/c';
const { signal } = new AbortController();
const all = (...member: readonly unknown[]): unknown => ({ member, totalItems: member.length });
const named = (iri: string, name: string): object => ({ '@id': iri, '@type': 'Thing', name });
const base = (id: string): string => `${catalog}/product_bases/${id}`;

/** One catalog with two product bases, one of a football match and one of a park. */
const answers: Readonly<Record<string, unknown>> = {
  '/catalogs': all(named(catalog, 'Distributor')),
  [`${catalog}/product_bases`]: all(
    named(base('1'), 'OL / FC Lorient'),
    named(base('2'), 'Château de Valmont'),
  ),
  [`${base('1')}/products`]: all(named(`${base('1')}/products/a`, 'North stand, adult')),
  [`${base('2')}/products`]: all(
    named(`${base('2')}/products/b`, 'One day, adult'),
    named(`${base('2')}/products/c`, 'One day, child'),
  ),
};

async function search(
  text: string,
  more: { page?: number; catalog?: string; over?: object; readAt?: number } = {},
): Promise<{ names: unknown[]; answer: Readonly<Record<string, unknown>>; asked: string[] }> {
  const { reader, asked } = readerOf({ ...answers, ...more.over });
  const input = { text, page: more.page ?? 1, catalog: more.catalog };
  const sources = {
    kept: more.readAt === undefined ? reader : agedBy(reader, more.readAt),
    live: reader,
    apiBaseUrl: 'https://api.test',
    clock: new FakeClock(),
    explain: ({ kind }: Failure) => `Because ${kind}`,
  };
  const answer = await searchProducts(sources, input, signal);
  return { names: (answer['products'] as { name: unknown }[]).map(({ name }) => name), answer, asked };
}

/** What a cache hands out. */
function agedBy(reader: ResourceReader, readAt: number): ResourceReader {
  const failure = { kind: 'timeout' } as const;
  return {
    get: async (iri) => ({ ...(await reader.get(iri)), readAt, failure }),
    getCatalogs: async (query) => ({ ...(await reader.getCatalogs(query)), readAt: readAt + 1 }),
  };
}

describe('searching products for a model', () => {
  it('goes by the names of product, product base and catalog, in any order, without accents', async () => {
    assert.deepEqual((await search('lorient')).names, ['North stand, adult']);
    assert.deepEqual((await search('chateau child')).names, ['One day, child']);
    assert.deepEqual((await search('distributor adult')).names.sort(), [
      'North stand, adult',
      'One day, adult',
    ]);
    assert.deepEqual((await search('"day" *child*!')).names, ['One day, child']);
    assert.deepEqual((await search('zebra')).names, []);
  });

  it('brings those with most of the words where none has all, and says how to ask', async () => {
    const { names, answer } = await search('adult zebra');
    assert.deepEqual([...names].sort(), ['North stand, adult', 'One day, adult']);
    assert.match(String(answer['note']), /No product .* all of these words/);
    for (const each of answer['products'] as { missingWords: unknown }[]) {
      assert.deepEqual(each.missingWords, ['zebra']);
    }
    assert.deepEqual((await search('zebra child day')).names[0], 'One day, child');
    assert.match(String((await search('zebra')).answer['note']), /fewer words/);
    assert.equal((await search('adult')).answer['note'], undefined);
  });

  it('says how old the oldest of what it read is, and why it is not newer', async () => {
    const { answer } = await search('adult', { readAt: Date.UTC(2026, 0, 1) });
    assert.deepEqual(
      [answer['readAt'], answer['notNewerBecause']],
      ['2026-01-01T00:00:00.000Z', 'Because timeout'],
    );
  });

  it('counts products it did not read, and says where nobody can count', async () => {
    const endless =
      (total: object): ((iri: string) => unknown) =>
      () => ({
        member: Array.from({ length: 50 }, () => named(`${base('1')}/products/${next++}`, 'Adult')),
        ...total,
      });
    let next = 0;
    const counted = await search('adult', {
      over: { [`${base('1')}/products`]: endless({ totalItems: 2600 }) },
    });
    // One of the matches is of the other product base.
    const ofThis = Number(counted.answer['totalMatches']) - 1;
    assert.ok(ofThis >= 2000 && ofThis < 2600);
    assert.equal(counted.answer['productsNotRead'], 2600 - ofThis);
    assert.equal(counted.answer['moreNotCounted'], undefined);
    const uncounted = await search('adult', { over: { [`${base('1')}/products`]: endless({}) } });
    assert.equal(uncounted.answer['moreNotCounted'], true);
  });

  it('counts all that match, and leads on from page to page', async () => {
    const many = Array.from({ length: 45 }, (_, index) =>
      named(`${base('2')}/products/${index}`, `Adult ${index}`),
    );
    const { answer, names } = await search('adult', { over: { [`${base('2')}/products`]: all(...many) } });
    assert.deepEqual([answer['totalMatches'], names.length, answer['nextPage']], [46, 20, 2]);
  });

  it('fails where the server does, rather than to have found nothing', async () => {
    const broken = new RequestFailure({ kind: 'apiError', status: 500 });
    await assert.rejects(
      search('adult', {
        over: { [`${base('1')}/products`]: broken, [`${base('2')}/products`]: broken },
      }),
      { failure: broken.failure },
    );
  });

  it('says where each belongs', async () => {
    const { answer } = await search('lorient');
    assert.deepEqual(answer, {
      products: [
        {
          name: 'North stand, adult',
          iri: `${base('1')}/products/a`,
          productBase: 'OL / FC Lorient',
          catalog: 'Distributor',
        },
      ],
      page: 1,
      totalMatches: 1,
    });
  });

  it('lists everything for an empty text, page by page', async () => {
    const many = Array.from({ length: 45 }, (_, index) =>
      named(`${base('2')}/products/${index}`, `P ${index}`),
    );
    const over = { [`${base('2')}/products`]: all(...many) };
    const first = await search('', { over });
    assert.equal(first.names.length, 20);
    assert.deepEqual([first.answer['totalMatches'], first.answer['nextPage']], [46, 2]);
    const last = await search('', { over, page: 3 });
    assert.equal(last.names.length, 6);
    assert.equal(last.answer['nextPage'], undefined);
  });

  it('reads one catalog only where it is named', async () => {
    const { asked, names } = await search('adult', { catalog });
    assert.equal(names.length, 2);
    assert.ok(!asked.some((each) => each.startsWith('/catalogs')));
  });

  it('counts what it could not read, and fails where it has no product bases', async () => {
    const { names, answer } = await search('adult', {
      over: { [`${base('1')}/products`]: new RequestFailure({ kind: 'timeout' }) },
    });
    assert.deepEqual([names, answer['productBasesNotRead']], [['One day, adult'], 1]);
    assert.equal(answer['notReadBecause'], 'Because timeout');
    await assert.rejects(
      search('adult', { over: { [`${catalog}/product_bases`]: new RequestFailure({ kind: 'timeout' }) } }),
      RequestFailure,
    );
  });

  it('reads a hundred product bases at most, those that match first, and says how many are left', async () => {
    const bases = Array.from({ length: 130 }, (_, index) => named(base(`n${index}`), `Base ${index}`));
    // No product base has all of these words.
    const { answer, names, asked } = await search('valmont one day', {
      over: { [`${catalog}/product_bases`]: all(...bases, named(base('2'), 'Château de Valmont')) },
    });
    assert.deepEqual(names.sort(), ['One day, adult', 'One day, child']);
    assert.equal(asked.filter((each) => each.includes('/products?')).length, 100);
    // Ninety-nine of them do not exist.
    assert.equal(answer['productBasesNotRead'], 130);
  });
});
