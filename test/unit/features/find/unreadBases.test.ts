import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApiReply } from '../../../../src/api/apiClient';
import { RequestFailure } from '../../../../src/base/failure';
import { childOf } from '../../../support/catalogs';
import { answersOf, baseIri, c1, FinderBench, never, productIri } from '../../../support/finderBench';

describe('product bases that nobody has opened', () => {
  it('are counted, read on demand, and their products found', async () => {
    const bench = new FinderBench(answersOf());
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
    const bench = new FinderBench(answersOf(), undefined, async function* () {
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
    const bench = new FinderBench(answersOf(), undefined, async function* () {
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
    const bench = new FinderBench({
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

  it('are also those whose list was kept too long to be current, until the server was asked for it', async () => {
    const products = `${baseIri(0)}/products`;
    const product = (name: string): object => ({ '@id': productIri(0), name });
    const old = { member: [product('Old pass'), { '@id': productIri(10), name: 'Gone pass' }], view: {} };
    const url = `https://api.test${products}?page=1&itemsPerPage=2`;
    const freshness: unknown[] = [];
    let isAway = true;
    const bench = new FinderBench(
      { ...answersOf(), [products]: { member: [product('New pass')], view: {} } },
      (iri, _signal, wanted) => {
        if (!iri.startsWith(products)) return undefined;
        freshness.push(wanted);
        const standIn = { json: old, url, readAt: 0, failure: { kind: 'timeout' } } as const;
        return isAway ? Promise.resolve(standIn) : undefined;
      },
      async function* () {
        yield await Promise.resolve({ json: old, url, outdated: true });
      },
    );
    await bench.finder.load();
    await bench.finder.look('pass');
    assert.deepEqual([bench.labels.toSorted(), bench.finder.unread], [['Gone pass', 'Old pass'], 4]);
    await bench.finder.readUnread();
    assert.deepEqual([bench.finder.unread, bench.finder.failure?.kind], [1, 'timeout']);
    isAway = false;
    await bench.finder.readUnread();
    assert.deepEqual([bench.finder.unread, bench.finder.failure], [0, undefined]);
    assert.deepEqual(bench.labels.toSorted(), ['Gone pass', 'New pass']);
    assert.deepEqual(freshness, ['renewed', 'renewed']);
  });

  it('stay so where only a part of their products could be read', async () => {
    const products = `${baseIri(0)}/products`;
    const bench = new FinderBench({
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
    const bench = new FinderBench(answersOf(), (iri, signal) =>
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
    const bench = new FinderBench({
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
    const bench = new FinderBench(answers, (iri) => {
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
    const bench = new FinderBench(answersOf(), (iri) =>
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
