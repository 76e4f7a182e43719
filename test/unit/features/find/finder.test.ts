import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApiReply } from '../../../../src/api/apiClient';
import { RequestFailure } from '../../../../src/base/failure';
import { Finder } from '../../../../src/features/find/model/finder';
import { childOf, readerOf } from '../../../support/catalogs';
import {
  answersOf,
  baseIri,
  c1,
  FinderBench,
  never,
  nothing,
  productIri,
} from '../../../support/finderBench';

describe('what Find looks through', () => {
  it('matches as pages arrive, while others are still to come', async () => {
    const bench = new FinderBench(answersOf(), (iri, signal) =>
      /page=2/.test(iri) ? never(signal) : undefined,
    );
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
    const bench = new FinderBench({}, undefined, async function* () {
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
    const bench = new FinderBench(
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
    const calledOff = new FinderBench(answersOf(), (iri, signal) =>
      iri.includes('/product_bases') ? never(signal) : undefined,
    );
    let fail: (error: Error) => void = () => undefined;
    const failing = new FinderBench(answersOf(), (iri) =>
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
    const bench = new FinderBench(answersOf());
    const catalog = await childOf(bench.model, undefined, 'c1');
    const base = await childOf(bench.model, catalog, 'b0');
    await bench.model.children(await childOf(bench.model, base, 'p0'));
    await bench.finder.load();
    const way = [c1, baseIri(0), productIri(0), `${c1}/offers/o1`];
    assert.deepEqual(bench.finder.search.wayTo(`${c1}/offers/o1`), way);
    assert.deepEqual(bench.finder.search.wayTo(baseIri(3)), [c1, baseIri(3)]);
    assert.equal(bench.finder.search.wayTo('/elsewhere'), undefined);
  });

  it('takes up the names of an answer that comes behind what was kept, and matches by them', async () => {
    const first = `${c1}/product_bases?page=1&itemsPerPage=2`;
    const renamed = { '@id': baseIri(1), name: 'Cruise 1', disabled: true };
    let answer: (reply: ApiReply) => void = () => undefined;
    const newer = new Promise<ApiReply>((resolve) => (answer = resolve));
    const answers = answersOf();
    const bench = new FinderBench(answers, (iri) =>
      iri === first ? Promise.resolve({ json: answers[first], url: iri, readAt: 0, newer }) : undefined,
    );
    await bench.finder.look('tour');
    await bench.finder.load();
    assert.deepEqual(bench.labels, ['Tour 0', 'Tour 1', 'Tour 2', 'Tour 3']);
    const { drawn } = bench;
    const { member, ...rest } = answers[first] as { member: object[] };
    answer({ json: { ...rest, member: [member[0], renamed] }, url: first });
    await bench.settle();
    await bench.clock.advance(200);
    await bench.settle();
    assert.deepEqual(bench.labels, ['Tour 0', 'Tour 2', 'Tour 3']);
    assert.ok(bench.drawn > drawn);
    await bench.finder.look('cruise');
    assert.deepEqual(
      bench.finder.matches.map(({ resource }) => [resource.label, resource.disabled]),
      [['Cruise 1', true]],
    );
  });

  it('follows the tree until its end, which leaves nothing of it behind', async () => {
    const { model, clock } = new FinderBench(answersOf());
    let following = 0;
    const followed = {
      children: model.children.bind(model),
      loadAll: model.loadAll.bind(model),
      loaded: model.loaded.bind(model),
      onDidChange: () => {
        following++;
        return { dispose: () => following-- };
      },
    };
    const cache = { ...readerOf(answersOf()).reader, kept: nothing };
    const finder = new Finder({ model: followed, cache, clock, pageSize: 2 }, () => undefined);
    await finder.load();
    assert.equal(following, 1);
    await finder.end();
    assert.equal(following, 0);
  });

  it('shows the matches that there were until all of the next are there', async () => {
    const member = Array.from({ length: 1500 }, (_none, index) => ({
      '@id': baseIri(index),
      name: `Tour ${index}`,
    }));
    const bench = new FinderBench({
      '/catalogs': answersOf()['/catalogs'],
      [`${c1}/product_bases`]: { member, view: {} },
    });
    await bench.finder.load();
    await bench.finder.look('tour 1');
    const before = bench.labels;
    const looking = bench.finder.look('tour 14');
    void bench.finder.look('tour 1499');
    assert.deepEqual(bench.labels, before);
    await looking;
    assert.equal(bench.labels[0], 'Tour 1499');
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
    const bench = new FinderBench({}, undefined, async function* () {
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

describe('what Find does not show', () => {
  it('is told where more matches than are shown', async () => {
    const member = Array.from({ length: 101 }, (_none, index) => ({
      '@id': baseIri(index),
      name: `Tour ${index}`,
    }));
    const bench = new FinderBench({
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
    const bench = new FinderBench(answersOf(), (iri) =>
      iri.includes('page=2') ? Promise.reject(new RequestFailure(failure)) : undefined,
    );
    await bench.finder.load();
    assert.deepEqual(bench.finder.listFailure, failure);
    const whole = new FinderBench(answersOf());
    await whole.finder.load();
    assert.equal(whole.finder.listFailure, undefined);
  });
});
