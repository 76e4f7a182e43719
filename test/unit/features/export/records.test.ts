import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApiReply } from '../../../../src/api/apiClient';
import type { Freshness } from '../../../../src/api/freshness';
import { readResource } from '../../../../src/api/resource';
import {
  mapAhead,
  pagesOf,
  readCatalogsSince,
  readSince,
  type AnswerReader,
} from '../../../../src/features/export/model/pages';
import {
  CatalogExport,
  type ExportPlan,
  type ExportRecord,
} from '../../../../src/features/export/model/records';
import { RequestFailure } from '../../../../src/base/failure';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { readerOf as answersOf } from '../../../support/catalogs';
import { failureFrom } from '../../../support/fixtures';

const catalog = readResource({ '@id': '/c/1', '@type': 'TicketingCatalog', name: 'One' });
const plan: ExportPlan = { catalog, pageSize: 2, withDisabled: true, offers: 'all', since: 0 };

/** A reader over answers by IRI, with or without query; everything else is not found. */
function readerOf(answers: Readonly<Record<string, unknown>>): {
  read: AnswerReader;
  asked: string[];
} {
  const { reader, asked } = answersOf(answers);
  return { read: (iri) => reader.get(iri), asked };
}

async function collected<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}

const list = (...iris: string[]): object => ({ member: iris.map((iri) => ({ '@id': iri })), view: {} });
const iris = (records: readonly ExportRecord[]): (string | undefined)[] =>
  records.map(({ resource }) => resource.iri);

describe('what goes into a file', () => {
  it('is what the server says since the export was asked for, or is called older', async () => {
    const wanted: unknown[] = [];
    const answer = (url: string, freshness?: Freshness): Promise<ApiReply> => {
      wanted.push(freshness);
      const failure = url.startsWith('/new') ? {} : { failure: { kind: 'timeout' } as const };
      return Promise.resolve({ url, json: 1, ...failure, ...(url === '/unread' ? {} : { readAt: 1200 }) });
    };
    const reader = {
      get: (url: string, _signal?: AbortSignal, freshness?: Freshness) => answer(url, freshness),
      getCatalogs: (query: string, _signal?: AbortSignal, freshness?: Freshness) =>
        answer(`/new${query}`, freshness),
    };
    const read = readSince(reader, 1234);
    assert.deepEqual(await read('/new'), { json: 1 });
    assert.deepEqual(await read('/old'), { json: 1, older: { readAt: 1200, failure: { kind: 'timeout' } } });
    assert.equal((await failureFrom(read('/unread'))).kind, 'timeout');
    const ofCatalogs = await readCatalogsSince(reader, 1234)('?page=1');
    assert.deepEqual(ofCatalogs, { json: 1, url: '/new?page=1' });
    assert.deepEqual(new Set(wanted.map((each) => JSON.stringify(each))), new Set(['{"since":1234}']));
  });

  it('follows links of the list of catalogs that are relative to where it was read', async () => {
    const url = 'https://api.example/v1/ticketing/catalogs';
    const pageOf = (address: string): ApiReply => {
      const next = address.includes('page=1') ? { next: '?page=2' } : {};
      return { url: address, json: { member: [{ '@id': address }], totalItems: 2, view: next } };
    };
    const reader = {
      get: (iri: string) => Promise.resolve(pageOf(iri)),
      getCatalogs: (query: string) => Promise.resolve(pageOf(url + query)),
    };
    const pages = await collected(pagesOf(readCatalogsSince(reader, 0), '', 1));
    assert.deepEqual(
      pages.flatMap(({ members }) => members.map(({ iri }) => iri)),
      [`${url}?page=1&itemsPerPage=1`, `${url}?page=2`],
    );
  });

  it('tells of each record that stands in when it was read, and of each part the oldest', async () => {
    const { read } = readerOf({
      '/c/1/product_bases': list('/b/1', '/b/2'),
      '/b/1/products': list('/p/1'),
      '/b/2/products': list('/p/2'),
      '/c/1/offers': list('/o/1'),
    });
    const failure = { kind: 'timeout' } as const;
    const ages: Readonly<Record<string, number>> = { '/b/1/products': 2000, '/b/2/products': 1000 };
    const aged: AnswerReader = async (iri) => {
      const readAt = ages[iri.split('?')[0]!];
      return { ...(await read(iri)), ...(readAt === undefined ? {} : { older: { readAt, failure } }) };
    };
    const export_ = new CatalogExport(aged, plan);
    const records = await collected(export_.records());
    assert.deepEqual(
      records.map(({ resource, readAt }) => [resource.iri, readAt]),
      [
        ['/c/1', undefined],
        ['/b/1', undefined],
        ['/p/1', 2000],
        ['/b/2', undefined],
        ['/p/2', 1000],
        ['/o/1', undefined],
      ],
    );
    assert.deepEqual([...export_.progress.older], [['products', { readAt: 1000, failure }]]);
  });

  it('begins with the catalog as it is now, or as it was listed where it has no address', async () => {
    const firstOf = async (answer: unknown): Promise<unknown> => {
      const { read } = readerOf({ '/c/1': answer, '/c/1/product_bases': list() });
      const [first] = await collected(new CatalogExport(read, plan).records());
      return first?.resource.label;
    };
    assert.equal(await firstOf({ '@id': '/c/1', name: 'Renamed' }), 'Renamed');
    assert.equal(await firstOf(new RequestFailure({ kind: 'apiNotFound', status: 404 })), 'One');
    assert.equal(await firstOf({ '@id': '/c/other', name: 'Another' }), 'One');
    assert.equal((await failureFrom(firstOf(new RequestFailure({ kind: 'timeout' })))).kind, 'timeout');
  });
});

describe('the pages of a list for export', () => {
  it('follow the links, or count on where there are none', async () => {
    const linked = readerOf({
      '/a?x=1&page=1&itemsPerPage=2': { member: [{ '@id': '/1' }], view: { next: '/next' } },
      '/next': { member: [{ '@id': '/1' }, { '@id': '/2' }], view: {} },
    });
    const pages = await collected(pagesOf(linked.read, '/a?x=1', 2));
    assert.deepEqual(
      pages.map(({ members }) => members.map(({ iri }) => iri)),
      [['/1'], ['/2']],
    );
    const bare = readerOf({
      '/a?page=1&itemsPerPage=2': [{ '@id': '/1' }, { '@id': '/2' }],
      '/a?page=2&itemsPerPage=2': [{ '@id': '/3' }],
    });
    assert.equal((await collected(pagesOf(bare.read, '/a', 2))).length, 2);
    assert.equal(bare.asked.length, 2);
  });

  it('are read only when they are asked for', async () => {
    const { read, asked } = readerOf({ '/a': { member: [{ '@id': '/1' }], view: { next: '/a?page=2' } } });
    for await (const _page of pagesOf(read, '/a', 2)) break;
    assert.equal(asked.length, 1);
  });

  it('end, hold nothing twice and lose nothing, whatever a server answers', async () => {
    const link = fc.constantFrom('/p0', '/p1', '/p2', '/p3', undefined);
    const member = fc.oneof(
      fc.constantFrom('/a', '/b', '/c').map((iri) => ({ '@id': iri })),
      fc.constant({ name: 'none' }),
    );
    const page = fc.record({
      members: fc.array(member, { maxLength: 3 }),
      next: link,
      total: fc.option(fc.nat(5)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(page, { minLength: 4, maxLength: 4 }), async (pages) => {
        let reads = 0;
        const read: AnswerReader = (iri) => {
          assert.ok(++reads < 100, 'no end');
          const { members, next, total } = pages[Number(/p(\d)/.exec(iri)?.[1] ?? 0)]!;
          const view = next === undefined ? {} : { view: { next } };
          return Promise.resolve({
            json: { member: members, ...(total === null ? {} : { totalItems: total }), ...view },
          });
        };
        const members = (await collected(pagesOf(read, '/list', 3))).flatMap((each) => each.members);
        const named = members.flatMap(({ iri }) => iri ?? []);
        assert.equal(new Set(named).size, named.length);
        for (const each of pages[0]!.members.map(readResource)) {
          assert.ok(each.iri === undefined || named.includes(each.iri));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('mapping ahead', () => {
  it('keeps the order and never has more under way than allowed', async () => {
    const source = async function* (): AsyncGenerator<number> {
      for (let number = 0; number < 20; number++) yield await Promise.resolve(number);
    };
    let underWay = 0;
    let most = 0;
    const results = mapAhead(source(), 6, async (number) => {
      most = Math.max(most, ++underWay);
      for (let turn = 0; turn < (number * 7) % 5; turn++) await Promise.resolve();
      underWay--;
      return number;
    });
    assert.deepEqual(
      await collected(results),
      Array.from({ length: 20 }, (_none, number) => number),
    );
    assert.ok(most > 1 && most <= 6, `${most} at once`);
  });
});

describe('the export of a catalog', () => {
  const answers = {
    '/c/1/product_bases': list('/b/1', '/b/2'),
    '/b/1/options': list('/b/1/options/zone'),
    '/b/1/options/zone/values': list('/v/1', '/v/2'),
    '/b/1/products': list('/p/1'),
    '/b/2/options': list(),
    '/b/2/products': list('/p/2'),
    '/c/1/offers': list('/o/1'),
  };

  it('goes from parents to children, and says below what each was listed', async () => {
    const records = await collected(new CatalogExport(readerOf(answers).read, plan).records());
    assert.deepEqual(
      records.map(({ resource, parent }) => [resource.iri, parent]),
      [
        ['/c/1', undefined],
        ['/b/1', '/c/1'],
        ['/b/1/options/zone', '/b/1'],
        ['/v/1', '/b/1/options/zone'],
        ['/v/2', '/b/1/options/zone'],
        ['/p/1', '/b/1'],
        ['/b/2', '/c/1'],
        ['/p/2', '/b/2'],
        ['/o/1', '/c/1'],
      ],
    );
  });

  it('reads the values of an option by its code, as the tree does, whatever address the option has', async () => {
    for (const option of [
      { code: 'zone', name: 'Zone' },
      { '@id': '/.well-known/genid/0123456789abcdef', code: 'zone' },
      { '@id': '/b/1/options/0199-uuid', id: '0199-uuid', code: 'zone' },
    ]) {
      const { read, asked } = readerOf({
        ...answers,
        '/b/1/options': { member: [option], view: {} },
        '/b/1/options/zone/values': list('/v/1', '/v/2'),
      });
      const export_ = new CatalogExport(read, plan);
      const records = await collected(export_.records());
      assert.deepEqual(
        records.flatMap(({ resource, parent }) => (resource.iri?.startsWith('/v/') ? [parent] : [])),
        [option['@id'], option['@id']],
      );
      assert.ok(asked.includes('/b/1/options/zone/values?page=1&itemsPerPage=2'));
      assert.deepEqual([...export_.progress.missing], []);
    }
  });

  it('asks for disabled product bases and for offers only as planned', async () => {
    const all = readerOf(answers);
    await collected(new CatalogExport(all.read, plan).records());
    assert.ok(all.asked.includes('/c/1/product_bases?withDisabled=true&page=1&itemsPerPage=2'));
    const range = { from: '2026-01-01', to: '2026-01-31' };
    const some = readerOf(answers);
    await collected(new CatalogExport(some.read, { ...plan, withDisabled: false, offers: range }).records());
    assert.ok(some.asked.includes('/c/1/product_bases?page=1&itemsPerPage=2'));
    const query = new URLSearchParams(some.asked.at(-1)!.split('?')[1]);
    // Where dates carry a time, that of the last day is later than the day.
    assert.deepEqual(
      [query.get('date[after]'), query.get('date[strictly_before]')],
      ['2026-01-01', '2026-02-01'],
    );
    assert.equal(query.get('date[before]'), null);
    const none = readerOf(answers);
    await collected(new CatalogExport(none.read, { ...plan, offers: 'none' }).records());
    assert.ok(none.asked.every((iri) => !iri.includes('offers')));
  });

  it('leaves out what a server lacks, says so, and stops asking for it', async () => {
    const bases = Array.from({ length: 30 }, (_none, index) => `/b/${index}`);
    const { read, asked } = readerOf({
      '/c/1/product_bases': list(...bases),
      ...Object.fromEntries(bases.map((iri) => [`${iri}/products`, list(`${iri}/p`)])),
    });
    const export_ = new CatalogExport(read, { ...plan, pageSize: 50 });
    const records = await collected(export_.records());
    assert.equal(records.length, 61);
    assert.deepEqual([...export_.progress.missing], ['options', 'offers']);
    assert.ok(asked.filter((iri) => iri.includes('/options')).length <= 10);
  });

  it('says what a server lacks also where few product bases ask for it', async () => {
    const lacked = async (others: object): Promise<string[]> => {
      const export_ = new CatalogExport(readerOf({ ...answers, ...others }).read, plan);
      await collected(export_.records());
      return [...export_.progress.missing];
    };
    const none = { '/b/1/options': undefined, '/b/2/options': undefined, '/b/1/products': undefined };
    assert.deepEqual(await lacked({ ...none, '/b/2/products': undefined }), ['options', 'products']);
    assert.deepEqual(await lacked({ '/b/1/options/zone/values': undefined }), ['values']);
    // One that has the list shows that the server has it.
    assert.deepEqual(await lacked({ ...none, '/b/2/options': list() }), []);
  });

  it('fails where a list breaks off or a server fails, and does not pass for whole', async () => {
    const broken = { ...answers, '/c/1/offers': { member: [], view: { next: '/gone' } } };
    const failure = await failureFrom(collected(new CatalogExport(readerOf(broken).read, plan).records()));
    assert.equal(failure.kind, 'apiNotFound');
    const refused = { ...answers, '/b/2/products': new RequestFailure({ kind: 'apiError', status: 500 }) };
    assert.equal(
      (await failureFrom(collected(new CatalogExport(readerOf(refused).read, plan).records()))).status,
      500,
    );
    const noBases = { ...answers, '/c/1/product_bases': undefined };
    assert.equal(
      (await failureFrom(collected(new CatalogExport(readerOf(noBases).read, plan).records()))).kind,
      'apiNotFound',
    );
  });

  describe('of the look-alike service', () => {
    let sandbox: Sandbox;
    let read: AnswerReader;
    before(async () => {
      sandbox = await startSandbox();
      const { tokenEndpoint, clientId, clientSecret, apiBaseUrl } = sandbox.account;
      const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      const reply = await fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) });
      const { access_token: token } = (await reply.json()) as { access_token: string };
      read = async (iri) => {
        const answer = await fetch(new URL(iri, apiBaseUrl), {
          headers: { authorization: `Bearer ${token}` },
        });
        assert.equal(answer.status, 200, iri);
        return { json: await answer.json() };
      };
    });
    after(() => sandbox.close());

    it('holds everything, each once and with its parent before it', async function () {
      this.timeout(60_000);
      const { member } = (await read(sandbox.catalogsPath)).json as { member: unknown[] };
      const park = readResource(member[0]);
      const today = new Date().toISOString().slice(0, 10);
      const export_ = new CatalogExport(read, {
        ...plan,
        catalog: park,
        pageSize: 50,
        offers: { from: today, to: today },
      });
      const records = await collected(export_.records());
      const known = new Set<unknown>();
      for (const { resource, parent } of records) {
        assert.ok(!known.has(resource.iri) && (parent === undefined || known.has(parent)), resource.iri);
        known.add(resource.iri);
      }
      const counts: Record<string, number> = {};
      for (const { resource } of records) counts[resource.type!] = (counts[resource.type!] ?? 0) + 1;
      const { progress } = export_;
      assert.equal(counts['TicketingCatalog'], 1);
      assert.equal(counts['TicketingProductBase'], 13);
      assert.equal(counts['TicketingProduct'], 65);
      assert.equal(counts['TicketingProductBaseOption'], 26);
      assert.equal(counts['TicketingOffer'] ?? 0, progress.totalOffers);
      assert.deepEqual([progress.productBases, progress.totalProductBases], [13, 13]);
      assert.equal(progress.records, iris(records).length);
      assert.equal(progress.missing.size, 0);
    });
  });
});
