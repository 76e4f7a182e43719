import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApiReply, ResourceReader } from '../../../../src/api/apiClient';
import { RequestFailure } from '../../../../src/base/failure';
import { Finder } from '../../../../src/features/find/model/finder';
import { childOf, modelOf, readerOf } from '../../../support/catalogs';
import { FakeClock } from '../../../support/fakeClock';

const c1 = '/v1/ticketing/catalogs/c1';
const baseIri = (index: number): string => `${c1}/product_bases/b${index}`;
const productIri = (index: number): string => `${c1}/products/p${index}`;

/** Two pages of two product bases, each with one product; a product has one offer. */
function answersOf(): Record<string, unknown> {
  const bases = 4;
  const page = (first: number, next?: string): object => ({
    member: [first, first + 1].map((index) => ({ '@id': baseIri(index), name: `Tour ${index}` })),
    totalItems: bases,
    view: next === undefined ? {} : { next },
  });
  return {
    '/catalogs': { member: [{ '@id': c1, name: 'One' }], view: {} },
    [`${c1}/product_bases?page=1&itemsPerPage=2`]: page(0, `${c1}/product_bases?page=2&itemsPerPage=2`),
    [`${c1}/product_bases?page=2&itemsPerPage=2`]: page(2),
    ...Object.fromEntries(
      Array.from({ length: bases }, (_none, index) => [
        `${baseIri(index)}/products`,
        { member: [{ '@id': productIri(index), name: `Adult ${index}` }], view: {} },
      ]),
    ),
    [`${c1}/offers`]: { member: [{ '@id': `${c1}/offers/o1`, date: '2026-02-01' }], view: {} },
  };
}

/** Never comes, unless it is given up. */
function never<T>(signal?: AbortSignal): Promise<T> {
  return new Promise((_resolve, reject) =>
    signal?.addEventListener('abort', () => reject(new RequestFailure({ kind: 'cancelled' }))),
  );
}

class Bench {
  readonly clock = new FakeClock();
  readonly asked: string[];
  readonly model;
  readonly finder: Finder;
  drawn = 0;

  constructor(
    answers: Record<string, unknown>,
    /** Decides about an address before the answers do. */
    before: (iri: string, signal?: AbortSignal) => Promise<ApiReply> | undefined = () => undefined,
    kept: () => AsyncIterable<ApiReply> = async function* () {
      // Nothing was kept.
    },
  ) {
    const { reader, asked } = readerOf(answers);
    const get: ResourceReader['get'] = (iri, signal) => {
      const other = before(iri, signal);
      if (other !== undefined) asked.push(iri);
      return other ?? reader.get(iri, signal);
    };
    const cache = { get, getCatalogs: (query: string) => get(`/catalogs${query}`), kept };
    this.asked = asked;
    this.model = modelOf(cache, 2, this.clock);
    const parts = { model: this.model, cache, clock: this.clock, pageSize: 2 };
    this.finder = new Finder(parts, () => {
      this.drawn++;
    });
  }

  get labels(): string[] {
    return this.finder.matches.map(({ resource }) => resource.label);
  }

  /** Lets everything happen that does not wait for time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await nextTurn();
  }
}

describe('what Find looks through', () => {
  it('matches as pages arrive, while others are still to come', async () => {
    const bench = new Bench(answersOf(), (iri, signal) => (/page=2/.test(iri) ? never(signal) : undefined));
    void bench.finder.look('tour');
    void bench.finder.load();
    await bench.settle();
    await bench.clock.advance(1000);
    await bench.settle();
    assert.deepEqual(bench.labels, ['Tour 0', 'Tour 1']);
    assert.equal(bench.finder.isBusy, true);
    assert.deepEqual(bench.finder.list, { label: 'One', loaded: 2, total: 4 });
    await bench.finder.end();
  });

  it('draws what has arrived a few times a second, however many pages there are', async () => {
    const replies = Array.from({ length: 500 }, (_none, index) => ({
      url: `https://api.test${c1}/product_bases?page=${index}`,
      json: { member: [{ '@id': `${c1}/product_bases/k${index}`, name: `Kept ${index}` }] },
    }));
    const bench = new Bench({}, undefined, async function* () {
      yield* replies.slice(0, 400);
      await never();
    });
    void bench.finder.load();
    await bench.settle();
    await bench.clock.advance(200);
    await bench.settle();
    assert.equal(bench.finder.search.query('', 500).matches.length, 400);
    assert.ok(bench.drawn >= 1 && bench.drawn <= 3, `drawn ${bench.drawn} times`);
    await bench.finder.end();
  });

  it('ends without waiting for a disk or a list that does not answer', async () => {
    const bench = new Bench(
      answersOf(),
      // Not even when it is given up.
      (iri) => (/page=2/.test(iri) ? never() : undefined),
      async function* () {
        yield { url: `https://api.test${baseIri(7)}`, json: { '@id': baseIri(7), name: 'Kept' } };
        await never();
      },
    );
    void bench.finder.load();
    await bench.settle();
    let hasEnded = false;
    void bench.finder.end().then(() => (hasEnded = true));
    await bench.clock.advance(250);
    await bench.settle();
    assert.ok(hasEnded);
    const { drawn } = bench;
    await bench.clock.advance(1000);
    assert.deepEqual([bench.drawn, bench.clock.running], [drawn, 0]);
  });

  it('asks for no list again that was called off by its end, or had failed by then', async () => {
    const calledOff = new Bench(answersOf(), (iri, signal) =>
      iri.includes('/product_bases') ? never(signal) : undefined,
    );
    let fail: (error: Error) => void = () => undefined;
    const failing = new Bench(answersOf(), (iri) =>
      iri.startsWith('/catalogs') ? new Promise((_resolve, reject) => (fail = reject)) : undefined,
    );
    for (const bench of [calledOff, failing]) {
      void bench.finder.load();
      await bench.settle();
      const { length } = bench.asked;
      const ended = bench.finder.end();
      fail(new RequestFailure({ kind: 'apiError', status: 500 }));
      await bench.settle();
      await bench.clock.advance(250);
      await ended;
      assert.deepEqual(bench.asked.slice(length), []);
    }
  });

  it('knows the way to whatever is loaded by its IRI, an offer too', async () => {
    const bench = new Bench(answersOf());
    const catalog = await childOf(bench.model, undefined, 'c1');
    const base = await childOf(bench.model, catalog, 'b0');
    await bench.model.children(await childOf(bench.model, base, 'p0'));
    await bench.finder.load();
    const way = [c1, baseIri(0), productIri(0), `${c1}/offers/o1`];
    assert.deepEqual(bench.finder.search.wayTo(`${c1}/offers/o1`), way);
    assert.deepEqual(bench.finder.search.wayTo(baseIri(3)), [c1, baseIri(3)]);
    assert.equal(bench.finder.search.wayTo('/elsewhere'), undefined);
  });

  it('holds the thread only for moments, with 20,000 resources', async () => {
    const replies = Array.from({ length: 20 }, (_page, page) => ({
      url: `https://api.test${c1}/product_bases?page=${page}`,
      json: {
        member: Array.from({ length: 1000 }, (_none, index) => ({
          '@id': `${c1}/product_bases/${page}-${index}`,
          name: `Guided tour ${index}, Château de Valmont ${page}`,
        })),
      },
    }));
    const bench = new Bench({}, undefined, async function* () {
      for (const reply of replies) yield await Promise.resolve(reply);
    });
    await bench.finder.load();
    let turns = 0;
    const counting = new AbortController();
    const counted = (async () => {
      for (; !counting.signal.aborted; turns++) await nextTurn();
    })();
    await bench.finder.look('valmont 19');
    counting.abort();
    await counted;
    assert.equal(bench.labels.length, 100);
    assert.ok(turns >= 15, `others had ${turns} turns`);
  });
});

describe('product bases that nobody has opened', () => {
  it('are counted, read on demand, and their products found', async () => {
    const bench = new Bench(answersOf());
    await bench.finder.load();
    assert.equal(bench.finder.unread, 4);
    assert.ok(!bench.asked.some((iri) => iri.includes('/products')));
    await bench.finder.look('adult 3');
    assert.deepEqual(bench.labels, []);
    await bench.finder.readUnread();
    assert.equal(bench.labels[0], 'Adult 3');
    assert.deepEqual(bench.finder.matches[0]!.path, [c1, baseIri(3), productIri(3)]);
    assert.deepEqual([bench.finder.unread, bench.finder.reading], [0, undefined]);
  });

  it('are those whose products are neither loaded nor kept to the end', async () => {
    const keep = (base: number, view: object): ApiReply => ({
      url: `https://api.test${baseIri(base)}/products?page=1&itemsPerPage=2`,
      json: { member: [{ '@id': productIri(base), name: `Adult ${base}` }], view },
    });
    const bench = new Bench(answersOf(), undefined, async function* () {
      yield keep(1, {});
      await nextTurn();
      yield keep(2, { next: '/more' });
    });
    const catalog = await childOf(bench.model, undefined, 'c1');
    await bench.model.children(await childOf(bench.model, catalog, 'b0'));
    await bench.finder.load();
    assert.equal(bench.finder.unread, 2);
    await bench.finder.readUnread();
    const read = bench.asked.filter((iri) => iri.includes('/products'));
    assert.deepEqual(
      read.map((iri) => iri.split('?')[0]),
      [0, 2, 3].map((index) => `${baseIri(index)}/products`),
    );
  });

  it('are also those of which the last page kept is full, where the server tells neither links nor total', async () => {
    const keep = (base: number, page: number, count: number, total?: number): ApiReply => {
      const member = Array.from({ length: count }, (_none, index) => ({
        '@id': productIri(10 * base + index),
        name: `Kept ${base}`,
      }));
      return {
        url: `https://api.test${baseIri(base)}/products?page=${page}&itemsPerPage=2`,
        json: total === undefined ? member : { member, totalItems: total },
      };
    };
    const bench = new Bench(answersOf(), undefined, async function* () {
      yield* [keep(0, 1, 2), keep(1, 1, 1), keep(2, 2, 1, 3), keep(3, 1, 2, 3)];
      await nextTurn();
    });
    await bench.finder.load();
    assert.deepEqual(
      bench.finder.search.unreadBases().map(({ resource }) => resource.label),
      ['Tour 0', 'Tour 3'],
    );
  });

  it('are also those of which the tree has a part, where nothing is kept, until it has the rest', async () => {
    const products = `${baseIri(0)}/products`;
    const product = (index: number): object => ({ '@id': productIri(index), name: `Adult ${index}` });
    const bench = new Bench({
      ...answersOf(),
      [products]: { member: [product(0), product(10)], view: { next: `${products}?page=2` } },
      [`${products}?page=2`]: { member: [product(11)], view: {} },
    });
    const base = await childOf(bench.model, await childOf(bench.model, undefined, 'c1'), 'b0');
    await bench.model.children(base);
    await bench.finder.load();
    assert.equal(bench.finder.unread, 4);
    await bench.model.loadAll(base, { signal: new AbortController().signal });
    await bench.finder.load();
    assert.equal(bench.finder.unread, 3);
    await bench.finder.look('adult 11');
    assert.equal(bench.labels[0], 'Adult 11');
  });

  it('stay so where only a part of their products could be read', async () => {
    const products = `${baseIri(0)}/products`;
    const bench = new Bench({
      ...answersOf(),
      [products]: {
        member: [{ '@id': productIri(0), name: 'Adult 0' }],
        view: { next: `${products}?page=2` },
      },
      [`${products}?page=2`]: new RequestFailure({ kind: 'apiError', status: 500 }),
    });
    await bench.finder.load();
    await bench.finder.readUnread();
    assert.deepEqual([bench.finder.unread, bench.finder.failure?.status], [1, 500]);
    await bench.finder.look('adult 0');
    assert.equal(bench.labels[0], 'Adult 0');
  });

  it('show how far the reading is, and what was read until it is stopped stays', async () => {
    const bench = new Bench(answersOf(), (iri, signal) =>
      iri.startsWith(`${baseIri(2)}/`) ? never(signal) : undefined,
    );
    await bench.finder.load();
    const reading = bench.finder.readUnread();
    await bench.settle();
    assert.deepEqual(bench.finder.reading, { done: 2, total: 4 });
    assert.equal(bench.finder.isBusy, true);
    bench.finder.stopReading();
    await reading;
    assert.deepEqual([bench.finder.reading, bench.finder.failure], [undefined, undefined]);
    assert.equal(bench.finder.unread, 2);
    await bench.finder.look('adult');
    assert.deepEqual(bench.labels, ['Adult 0', 'Adult 1']);
  });

  it('that have no such list have no products; one that fails stays unread, with the reason', async () => {
    const bench = new Bench({
      ...answersOf(),
      [`${baseIri(0)}/products`]: new RequestFailure({ kind: 'apiNotFound', status: 404 }),
      [`${baseIri(1)}/products`]: new RequestFailure({ kind: 'apiError', status: 500 }),
    });
    await bench.finder.load();
    await bench.finder.readUnread();
    assert.equal(bench.finder.unread, 1);
    assert.equal(bench.finder.failure?.status, 500);
    assert.ok(bench.finder.search.wayTo(productIri(3)));
  });

  it('are not asked for one after another where the server cannot be reached', async () => {
    const answers = answersOf();
    const many = Array.from({ length: 40 }, (_none, index) => ({
      '@id': baseIri(index),
      name: `Tour ${index}`,
    }));
    answers[`${c1}/product_bases?page=1&itemsPerPage=2`] = { member: many, view: {} };
    let tries = 0;
    const bench = new Bench(answers, (iri) => {
      if (!iri.includes('/products')) return undefined;
      tries++;
      return Promise.reject(new RequestFailure({ kind: 'timeout' }));
    });
    await bench.finder.load();
    await bench.finder.readUnread();
    assert.ok(tries < 20, `${tries} tries`);
    assert.equal(bench.finder.failure?.kind, 'timeout');
    assert.equal(bench.finder.unread, 40);
  });

  it('wait where the server asks for a rest', async () => {
    let refusals = 0;
    const bench = new Bench(answersOf(), (iri) =>
      iri.includes('/products') && refusals++ < 4
        ? Promise.reject(new RequestFailure({ kind: 'apiError', status: 429, retryAfter: 3000 }))
        : undefined,
    );
    await bench.finder.load();
    const reading = bench.finder.readUnread();
    await bench.settle();
    await bench.clock.advance(3000);
    await reading;
    assert.deepEqual([bench.finder.unread, bench.finder.failure], [0, undefined]);
  });
});

describe('what Find does not show', () => {
  it('is told where more matches than are shown', async () => {
    const member = Array.from({ length: 101 }, (_none, index) => ({
      '@id': baseIri(index),
      name: `Tour ${index}`,
    }));
    const bench = new Bench({
      '/catalogs': answersOf()['/catalogs'],
      [`${c1}/product_bases`]: { member, view: {} },
    });
    await bench.finder.load();
    // Nothing is matched by no text.
    assert.deepEqual([bench.labels.length, bench.finder.isCut], [100, false]);
    await bench.finder.look('tour');
    assert.deepEqual([bench.labels.length, bench.finder.isCut], [100, true]);
    await bench.finder.look('tour 100');
    assert.equal(bench.labels[0], 'Tour 100');
    await bench.finder.look('no such thing at all');
    assert.deepEqual([bench.labels.length, bench.finder.isCut], [0, false]);
  });

  it('is told with the reason where a list could not be loaded', async () => {
    const failure = { kind: 'apiError', status: 500 } as const;
    const bench = new Bench(answersOf(), (iri) =>
      iri.includes('page=2') ? Promise.reject(new RequestFailure(failure)) : undefined,
    );
    await bench.finder.load();
    assert.deepEqual(bench.finder.listFailure, failure);
    const whole = new Bench(answersOf());
    await whole.finder.load();
    assert.equal(whole.finder.listFailure, undefined);
  });
});
