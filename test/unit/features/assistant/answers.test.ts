import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  checkAvailability,
  listCatalogs,
  listOffers,
  type AnswerSources,
} from '../../../../src/features/assistant/model/answers';
import { RequestFailure } from '../../../../src/base/failure';
import { readerOf } from '../../../support/catalogs';
import { FakeClock } from '../../../support/fakeClock';

const catalog = '/v1/ticketing/catalogs/c';
const product = `${catalog}/product_bases/b/products/p`;
const offer = `${catalog}/offers/o`;
const days = { from: '2026-01-01', until: '2026-01-31', page: 1 };
const { signal } = new AbortController();

function sourcesOf(answers: Readonly<Record<string, unknown>>): { sources: AnswerSources; asked: string[] } {
  const { reader, asked } = readerOf(answers);
  const sources = {
    kept: reader,
    live: reader,
    apiBaseUrl: 'https://api.test',
    clock: new FakeClock(),
    explain: ({ kind }: { kind: string }) => `Because ${kind}`,
  };
  return { sources, asked };
}

describe('the list of catalogs for a model', () => {
  it('has name, IRI and whatever else is plain, under the words of the server', async () => {
    const { sources } = sourcesOf({
      '/catalogs': {
        member: [
          {
            '@id': catalog,
            '@type': 'TicketingCatalog',
            id: 'c',
            name: 'Puy  du\nFou',
            unheardOf: 5,
            html: '<p>One</p><script>x</script>',
            nested: { a: 1, deeper: { b: 2 } },
            list: [1],
            nothing: null,
          },
        ],
        totalItems: 1,
      },
    });
    assert.deepEqual(await listCatalogs(sources, { page: 1 }, signal), {
      catalogs: [
        {
          name: 'Puy du Fou',
          iri: catalog,
          unheardOf: 5,
          html: 'One',
          nested: { a: 1, notShown: ['deeper'] },
          nothing: null,
          notShown: ['list'],
        },
      ],
      page: 1,
      totalItems: 1,
    });
  });

  it('has every name that a server may give: in languages, of a language, under another word, or only its key', async () => {
    const inLanguages = { fr: 'Forfait', en: 'Pass' };
    const named = [
      { name: inLanguages },
      { name: { '@value': 'Pass', '@language': 'fr' }, about: { '@value': 5 } },
      { name: inLanguages, title: 'Title' },
      { name: null, title: 'Title' },
      { name: ['Pass', 'Other'] },
      { name: [{ '@value': 'Pass' }], title: 'Title' },
      { name: 7 },
    ];
    const { sources } = sourcesOf({ '/catalogs': { member: named, totalItems: named.length } });
    assert.deepEqual((await listCatalogs(sources, { page: 1 }, signal))['catalogs'], [
      { name: inLanguages },
      { name: 'Pass', about: 5 },
      { name: inLanguages, title: 'Title' },
      { name: 'Title', title: 'Title' },
      { name: 'Pass' },
      { name: 'Title', title: 'Title', notShown: ['name'] },
      { name: '7' },
    ]);
  });

  it('tells how to read on, and what an empty list means', async () => {
    const full = Array.from({ length: 20 }, (_, index) => ({ '@id': `${catalog}${index}` }));
    const { sources, asked } = sourcesOf({ '/catalogs': { member: full, totalItems: 21 } });
    assert.equal((await listCatalogs(sources, { page: 1 }, signal))['nextPage'], 2);
    assert.equal((await listCatalogs(sources, { page: 2 }, signal))['nextPage'], undefined);
    assert.deepEqual(asked, ['/catalogs?page=1&itemsPerPage=20', '/catalogs?page=2&itemsPerPage=20']);
    const empty = sourcesOf({ '/catalogs': { member: [], totalItems: 0 } }).sources;
    assert.match(String((await listCatalogs(empty, { page: 1 }, signal))['note']), /not given .* access/);
  });

  it('says so where it is older than it should be', async () => {
    const { sources } = sourcesOf({});
    const getCatalogs = () =>
      Promise.resolve({
        json: [],
        url: '',
        readAt: Date.UTC(2026, 0, 1),
        failure: { kind: 'timeout' as const },
      });
    const answer = await listCatalogs(
      { ...sources, kept: { ...sources.kept, getCatalogs } },
      { page: 1 },
      signal,
    );
    assert.equal(answer['readAt'], '2026-01-01T00:00:00.000Z');
    assert.equal(answer['notNewerBecause'], 'Because timeout');
  });
});

describe('the list of catalogs that the cache holds', () => {
  it('is what the server says behind it, where it is older than it should be', async () => {
    const { sources } = sourcesOf({});
    const old = { json: [{ '@id': catalog, name: 'Old' }], url: '', readAt: 0 };
    const newer = Promise.resolve({ json: [{ '@id': catalog, name: 'New' }], url: '', readAt: 1000 });
    const kept = { ...sources.kept, getCatalogs: () => Promise.resolve({ ...old, newer }) };
    const answer = await listCatalogs({ ...sources, kept }, { page: 1 }, signal);
    assert.deepEqual(answer['catalogs'], [{ name: 'New', iri: catalog }]);
    assert.equal(answer['readAt'], '1970-01-01T00:00:01.000Z');
  });
});

describe('the offers of a product for a model', () => {
  const of = (date: string | null, more: object = {}): object => ({ '@id': offer, date, ...more });

  it('are those of the days asked for, whatever else the server lists', async () => {
    const { sources, asked } = sourcesOf({
      [`${catalog}/offers`]: {
        member: [
          of('2025-12-31'),
          of('2026-01-01', { price: { amountInclTax: '68.50', currency: 'eur' }, availableQuantity: null }),
          of('2026-01-31T10:00:00+01:00', { product: { '@id': product, name: 'Long' }, tickets: [{}] }),
          of('2026-01-02', { product: { '@id': `${catalog}/products/other` } }),
          of('2026-02-01'),
          of(null),
        ],
      },
    });
    assert.deepEqual(await listOffers(sources, { product, ...days }, signal), {
      offers: [
        {
          date: '2026-01-01',
          price: { amountInclTax: '68.50', currency: 'eur' },
          availableQuantity: null,
          iri: offer,
        },
        { date: '2026-01-31T10:00:00+01:00', iri: offer },
        { date: null, iri: offer },
      ],
      page: 1,
      totalItems: undefined,
      othersLeftOut: 3,
      readAt: new Date(sources.clock.now()).toISOString(),
    });
    const [url = ''] = asked;
    const query = new URL(url, 'https://api.test').searchParams;
    assert.deepEqual(Object.fromEntries(query), {
      'product[]': 'p',
      'date[after]': '2026-01-01',
      'date[strictly_before]': '2026-02-01',
      'order[date]': 'asc',
      page: '1',
      itemsPerPage: '20',
    });
  });

  it('are asked for by IRI where the id brings nothing or is refused', async () => {
    for (const first of [{ member: [] }, new RequestFailure({ kind: 'apiError', status: 400 })]) {
      const { sources } = sourcesOf({});
      const asked: (string | null)[] = [];
      const get = (iri: string) => {
        asked.push(new URL(iri, 'https://api.test').searchParams.get('product[]'));
        return asked.length > 1
          ? Promise.resolve({ json: { member: [of('2026-01-05')] }, url: iri })
          : first instanceof Error
            ? Promise.reject(first)
            : Promise.resolve({ json: first, url: iri });
      };
      const answer = await listOffers({ ...sources, live: { get } }, { product, ...days }, signal);
      assert.deepEqual(asked, ['p', product]);
      assert.equal((answer['offers'] as unknown[]).length, 1);
    }
  });

  it('are not none where the server fails, whichever way they were asked for', async () => {
    const broken = new RequestFailure({ kind: 'apiError', status: 500 });
    const empty = { member: [], totalItems: 0 };
    for (const order of [
      [broken, empty],
      [empty, broken],
      [new RequestFailure({ kind: 'apiNotFound', status: 404 }), broken],
    ]) {
      const { sources } = sourcesOf({});
      const answers = [...order];
      const get = (iri: string) => {
        const answer = answers.shift();
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ json: answer, url: iri });
      };
      await assert.rejects(listOffers({ ...sources, live: { get } }, { product, ...days }, signal), broken);
    }
    const { sources } = sourcesOf({ [`${catalog}/offers`]: empty });
    const answer = await listOffers(sources, { product, ...days }, signal);
    assert.match(String(answer['note']), /lists no offer/);
  });

  it('are not asked for at another origin', async () => {
    const { sources, asked } = sourcesOf({});
    await assert.rejects(
      listOffers(sources, { product: `https://elsewhere.test${product}`, ...days }, signal),
      (error) => error instanceof RequestFailure && error.failure.kind === 'apiForeignOrigin',
    );
    assert.deepEqual(asked, []);
  });
});

describe('the availability of an offer for a model', () => {
  it('has quantity, price and sessions with the time of asking', async () => {
    const session = `${offer}/tickets/t/sessions/s`;
    const { sources } = sourcesOf({
      [`${offer}/availability`]: {
        availableQuantity: 41301,
        sessionsAvailability: [{ session, availableQuantity: 4000 }],
      },
      [`${offer}/price`]: { amountInclTax: '100.00', currency: 'EUR' },
    });
    assert.deepEqual(await checkAvailability(sources, { offer: `https://api.test${offer}` }, signal), {
      offer,
      askedAt: new Date(sources.clock.now()).toISOString(),
      availableQuantity: 41301,
      price: { amountInclTax: '100.00', currency: 'EUR' },
      sessions: [{ session, availableQuantity: 4000 }],
    });
  });

  it('says what it could not learn', async () => {
    const { sources } = sourcesOf({ [`${offer}/availability`]: { availableQuantity: 1 } });
    const answer = await checkAvailability(sources, { offer }, signal);
    assert.equal(answer['notTold'], 'Because apiNotFound');
    await assert.rejects(checkAvailability(sourcesOf({}).sources, { offer }, signal), RequestFailure);
  });
});

describe('an answer to a model', () => {
  it('is bounded and of one line a text, whatever the server sends', async () => {
    const members = fc.array(fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(members, async (member) => {
        const { sources } = sourcesOf({ '/catalogs': { member } });
        const answer = await listCatalogs(sources, { page: 1 }, signal);
        const text = JSON.stringify(answer);
        assert.ok(text.length < 200_000);
        JSON.parse(text, (key, value: unknown) => {
          assert.ok(!key.startsWith('@'), key);
          assert.ok(typeof value !== 'string' || value.length <= 501, 'a long text');
          return value;
        });
      }),
      { numRuns: 300, examples: [[[{ '<A>@': false }]]] },
    );
    const long = { '@id': catalog, name: 'x'.repeat(1e6), other: 'y'.repeat(1e6), ['k'.repeat(1e6)]: 1 };
    const { sources } = sourcesOf({ '/catalogs': { member: [long] } });
    assert.ok(JSON.stringify(await listCatalogs(sources, { page: 1 }, signal)).length < 1000);
  });
});
