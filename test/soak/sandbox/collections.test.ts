import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentedSample, schemaErrors } from '../../sandbox/responseSchema';
import { bench, closeAll, members, reader, start, type Answer } from './client';
import { day } from '../../support/time';

const prefix = '/v1/ticketing/catalogs';
const park = `${prefix}/0194abdc-3a71-72b0-a9b9-89d4be0cd73e`;
const football = `${prefix}/0196f2ef-c0de-7456-ac8e-8e2479c54aa5`;

type Read = (path: string) => Promise<Answer>;

function view(answer: Answer): Record<string, string | undefined> {
  return answer.body['view'] as Record<string, string | undefined>;
}

function ids(answer: Answer): unknown[] {
  return members(answer).map((member) => member['id']);
}

async function largeCatalog(read: Read): Promise<string> {
  return String(members(await read(prefix))[2]!['@id']);
}

/** `YYYY-MM-DD`, so many days after the sandbox's today. */
function ahead(days: number): string {
  return new Date(start + days * day).toISOString().slice(0, 10);
}

describe('sandbox: collections', () => {
  let read: Read;
  before(async () => {
    read = await reader((await bench()).sandbox);
  });
  after(closeAll);

  it('shows every member once to a caller that follows next', async () => {
    const collections = [
      `${park}/products`,
      `${park}/product_bases?withDisabled=true`,
      `${park}/offers?order[date]=desc&date[after]=${ahead(3)}&date[before]=${ahead(5)}`,
      `${football}/offers?productBaseId=0199570c-3380-7e12-9dcd-7cbe238e71f0`,
    ];
    const walk = async (path: string): Promise<unknown[]> => {
      const seen: unknown[] = [];
      let next: string | undefined = path;
      while (next !== undefined) {
        const page = await read(next);
        assert.deepEqual(schemaErrors(`${prefix}/{catalogId}/offers`, 200, { ...page.body, member: [] }), []);
        seen.push(...ids(page));
        next = view(page)['next'];
      }
      return seen;
    };
    const whole = new Map<string, unknown[]>();
    for (const path of collections) whole.set(path, await walk(path));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...collections),
        fc.integer({ min: 1, max: 50 }),
        async (path, size) => {
          const seen = await walk(`${path}${path.includes('?') ? '&' : '?'}itemsPerPage=${size}`);
          assert.deepEqual(seen, whole.get(path));
          assert.equal(new Set(seen).size, seen.length);
          assert.equal((await read(path)).body['totalItems'], seen.length);
        },
      ),
      {
        numRuns: 20,
        examples: collections
          .flatMap((path) => [[path, 1] as const, [path, 50] as const])
          .map((e) => [...e] as [string, number]),
      },
    );
  });

  it('shows the links of the documented samples', async () => {
    const path = `${park}/products`;
    const first = view(await read(`${path}?itemsPerPage=2`));
    assert.deepEqual(first, {
      '@id': `${path}?itemsPerPage=2&page=1`,
      '@type': 'PartialCollectionView',
      first: `${path}?itemsPerPage=2&page=1`,
      last: `${path}?itemsPerPage=2&page=33`,
      next: `${path}?itemsPerPage=2&page=2`,
    });
    const middle = view(await read(`${path}?page=2&itemsPerPage=2`));
    assert.equal(middle['@id'], `${path}?itemsPerPage=2&page=2`);
    assert.equal(middle['previous'], `${path}?itemsPerPage=2&page=1`);
    const last = view(await read(`${path}?itemsPerPage=2&page=33`));
    assert.equal('next' in last, false);
    const single = view(await read(`${football}/product_bases?limit=2`));
    assert.deepEqual(single, {
      '@id': `${football}/product_bases?limit=2`,
      '@type': 'PartialCollectionView',
    });
  });

  it('pages by ten, at most by fifty, and by nothing', async () => {
    const sizes = [
      ['', 10],
      ['?itemsPerPage=50', 50],
      ['?itemsPerPage=1000', 50],
      ['?itemsPerPage=0', 0],
      ['?page=99', 0],
    ] as const;
    for (const [query, size] of sizes) {
      const answer = await read(`${park}/products${query}`);
      assert.equal(members(answer).length, size, query);
      assert.equal(answer.body['totalItems'], 65);
    }
    assert.deepEqual(Object.keys(view(await read(`${park}/products?itemsPerPage=0`))), ['@id', '@type']);
  });

  it('reaches the far end of 10,000 product bases', async () => {
    const large = await largeCatalog(read);
    const end = await read(`${large}/product_bases?itemsPerPage=50&page=200`);
    assert.equal(end.body['totalItems'], 10_000);
    assert.equal(members(end).length, 50);
    assert.equal('next' in view(end), false);
    assert.ok(members(end).every((base) => base['disabled'] === false));
    const item = await read(String(members(end).at(-1)!['@id']));
    assert.equal(item.body['name'], members(end).at(-1)!['name']);
    const all = await read(`${large}/product_bases?withDisabled=true&itemsPerPage=50&page=204`);
    assert.equal(all.body['totalItems'], 10_200);
    assert.equal(members(all).at(-1)!['disabled'], true);
  });

  it('holds the documented records', async () => {
    const catalogs = documentedSample('TicketingCatalogCollection');
    const answer = await read(prefix);
    assert.partialDeepStrictEqual(members(answer)[0], (catalogs['member'] as object[])[0]);
    assert.deepEqual(answer.body['search'], catalogs['search']);
    const bases = await read(`${football}/product_bases`);
    const { view: _view, ...basesSample } = documentedSample('TicketingProductBaseCollection');
    assert.partialDeepStrictEqual(bases.body, basesSample);
    const products = await read(`${park}/products?itemsPerPage=2`);
    const { view: _links, ...productsSample } = documentedSample('TicketingProductCollection');
    assert.partialDeepStrictEqual(products.body, productsSample);
    const product = await read(`${football}/products/0197c022-3988-7006-83a2-94a34daeec03`);
    assert.equal(product.status, 200);
    const offer = `${park}/offers/0194ac3f-7bdd-7175-a275-30c865618283`;
    assert.deepEqual((await read(`${offer}/price`)).body, documentedSample('TicketingOfferPrice'));
    const { availableQuantity, sessionsAvailability } = documentedSample('TicketingOfferAvailability');
    const availability = (await read(`${offer}/availability`)).body;
    assert.equal(availability['availableQuantity'], availableQuantity);
    const [session] = sessionsAvailability as { session: string; availableQuantity: number }[];
    const sessions = availability['sessionsAvailability'] as object[];
    assert.equal(sessions.length, 1);
    const expected = { session: session!.session, availableQuantity: session!.availableQuantity };
    assert.partialDeepStrictEqual(sessions[0], expected);
    const show =
      `${park}/offers/0194ac40-fda7-78c1-8fcb-26fc2df25894/tickets/7522b8de-37a2-458d-b099-6d515b0739be` +
      '/sessions/337177bc-e513-444f-bcee-49a3e25b48a3';
    assert.equal((await read(show)).body['occursAt'], '2025-06-07T20:00:00+02:00');
    assert.equal((await read(`${park}/offers/0194cb39-19a5-730d-b7b3-ea3782713636`)).status, 200);
  });

  it('orders catalogs by creation, either way', async () => {
    const up = ids(await read(`${prefix}?order[createdAt]=asc`));
    assert.equal(up.length, 3);
    assert.deepEqual(ids(await read(`${prefix}?order[createdAt]=desc`)), up.toReversed());
  });

  it('filters offers by day, bounds included or not', async () => {
    const between = async (query: string): Promise<unknown[]> => {
      const answer = await read(
        `${park}/offers?itemsPerPage=50&product[]=0194abfe-1bdb-7b12-af59-ad81ae443689&${query}`,
      );
      return members(answer).map((offer) => offer['date']);
    };
    // 1 January 2026 is a Thursday; the park is closed on Tuesdays.
    const all = [ahead(3), ahead(4), ahead(6), ahead(7)];
    assert.deepEqual(await between(`date[after]=${all[0]!}&date[before]=${all[3]!}`), all);
    const strict = `date[strictly_after]=${all[0]!}&date[strictly_before]=${all[3]!}`;
    assert.deepEqual(await between(strict), all.slice(1, 3));
    assert.deepEqual(await between('date[before]=2024-01-01'), []);
  });

  it('orders offers by date over all products, undated ones last', async () => {
    const dates = async (query: string): Promise<unknown[]> =>
      members(await read(`${park}/offers?itemsPerPage=50&${query}`)).map((offer) => offer['date']);
    const up = await dates('order[date]=asc');
    assert.deepEqual(up.slice(0, 4), ['2025-01-27', '2025-06-07', '2025-06-07', ahead(0)]);
    assert.deepEqual(up, up.toSorted());
    const down = await dates(`order[date]=desc&page=2`);
    assert.deepEqual([down[0], down.at(-1)], [null, ahead(364)], 'the 65 undated offers come first');
  });

  it('filters offers by product, product base, option value and session', async () => {
    const large = await largeCatalog(read);
    const base = members(await read(`${large}/product_bases?page=700`))[3]!;
    const baseIri = String(base['@id']);
    const offered = members(await read(`${baseIri}/products`)).map((product) => product['id']);
    const productsOf = async (query: string): Promise<unknown[]> => {
      const seen = new Set<unknown>();
      let next: string | undefined = `${large}/offers?itemsPerPage=50&${query}`;
      while (next !== undefined) {
        const page = await read(next);
        for (const offer of members(page)) seen.add((offer['product'] as { id: string }).id);
        next = view(page)['next'];
      }
      return [...seen];
    };
    assert.deepEqual(await productsOf(`productBaseId=${String(base['id'])}`), offered);
    const second = String(offered[1]);
    assert.deepEqual(await productsOf(`product[]=${second}`), [second]);
    assert.deepEqual(await productsOf(`product[]=${large}/products/${second}&product[]=unknown`), [second]);
    const values = members(await read(`${baseIri}/options/price_type/values`));
    assert.deepEqual(await productsOf(`optionValuesContext[]=${String(values[2]!['id'])}`), [offered[2]]);
    const offers = members(
      await read(`${large}/offers?productBaseId=${String(base['id'])}&date[after]=${ahead(9)}`),
    );
    const withSession = offers.find((offer) => (offer['tickets'] as object[]).length > 1) ?? offers[0]!;
    const { sessionsAvailability } = (await read(`${String(withSession['@id'])}/availability`)).body;
    const sessions = sessionsAvailability as { session: string }[];
    const session = sessions[0]?.session.split('/').at(-1);
    assert.equal(sessions.length, 3);
    assert.deepEqual(ids(await read(`${large}/offers?session=${session!}`)), [withSession['id']]);
    assert.deepEqual(ids(await read(`${large}/offers?session=${String(base['id'])}`)), []);
  });

  it('agrees with itself: list, item, availability and price', async () => {
    const offers = members(await read(`${park}/offers?itemsPerPage=50&page=4`));
    assert.equal(offers.length, 50);
    for (const offer of offers) {
      const { '@context': _context, ...item } = (await read(String(offer['@id']))).body;
      assert.deepEqual(item, offer);
      const availability = (await read(`${String(offer['@id'])}/availability`)).body;
      assert.equal(availability['availableQuantity'], offer['availableQuantity']);
      const price = (await read(`${String(offer['@id'])}/price`)).body;
      if (offer['realtimePriceRequired'] === false) {
        assert.equal(price['amountInclTax'], (offer['price'] as { amountInclTax: string }).amountInclTax);
      }
    }
  });
});
