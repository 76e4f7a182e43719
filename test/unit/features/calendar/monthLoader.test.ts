import assert from 'node:assert/strict';
import type { ApiReply } from '../../../../src/api/apiClient';
import {
  MonthLoader,
  type MonthChange,
  type NearestMonth,
} from '../../../../src/features/calendar/model/monthLoader';
import type { ReadApi } from '../../../../src/catalogs/resourceList';
import { RequestFailure } from '../../../../src/base/failure';
import { FakeClock, settled, start } from '../../../support/fakeClock';

const catalog = '/v1/ticketing/catalogs/c';
const products = ['a', 'b', 'd', 'e', 'f', 'g'].map((id) => `${catalog}/products/${id}`);
const [first = '', second = ''] = products;

/** A request that waits for its answer. */
interface Asked {
  readonly url: URL;
  readonly signal: AbortSignal;
  answer(json: unknown): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** An API whose answers the test gives, one by one. */
function scripted(): { read: ReadApi; asked: Asked[] } {
  const asked: Asked[] = [];
  const read: ReadApi = (iri, signal) =>
    new Promise<ApiReply>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new RequestFailure({ kind: 'cancelled' })));
      asked.push({
        url: new URL(iri, 'https://api.test'),
        signal,
        answer: (json) => (resolve({ json, url: iri }), settled()),
        fail: (error) => (reject(error), settled()),
      });
    });
  return { read, asked };
}

const offer = (id: string, date: string, product = 'a'): object => ({
  '@id': `${catalog}/offers/${id}`,
  date,
  product: { id: product },
  price: { amountInclTax: '10.00', currency: 'eur' },
  availableQuantity: 5,
});

function loaderOf(read: ReadApi): {
  loader: MonthLoader;
  clock: FakeClock;
  changes: MonthChange[];
  names: () => string[];
} {
  const clock = new FakeClock();
  const loader = new MonthLoader(read, catalog, clock);
  const changes: MonthChange[] = [];
  loader.onDidChange((change) => changes.push(change));
  return { loader, clock, changes, names: () => changes.map(({ state }) => state.name) };
}

describe('loading a month of offers', () => {
  it('asks for one product and one month, and follows the pages to the end', async () => {
    const { read, asked } = scripted();
    const { loader, changes } = loaderOf(read);
    loader.want('2026-12', [first]);
    const { url } = asked[0]!;
    assert.equal(url.pathname, `${catalog}/offers`);
    assert.deepEqual(
      [...url.searchParams],
      [
        ['product[]', 'a'],
        ['date[after]', '2026-12-01'],
        ['date[strictly_before]', '2027-01-01'],
        ['order[date]', 'asc'],
        ['page', '1'],
        ['itemsPerPage', '50'],
      ],
    );
    await asked[0]!.answer({
      member: [offer('1', '2026-12-01')],
      view: { next: `${catalog}/offers?page=2` },
    });
    assert.deepEqual(changes.at(-1)?.state, { name: 'loading', loaded: 1 });
    assert.equal(asked[1]!.url.search, '?page=2');
    // The second page repeats an offer, and a server may know neither filter.
    const strays = [offer('3', '2026-12-03', 'other'), offer('4', '2027-01-01')];
    await asked[1]!.answer({
      member: [offer('1', '2026-12-01'), offer('2', '2026-12-02'), ...strays],
      view: {},
    });
    const state = changes.at(-1)?.state;
    assert.ok(state?.name === 'loaded');
    assert.deepEqual(
      state.month.days.map(({ day, offers }) => [day, offers]),
      [
        ['2026-12-01', 1],
        ['2026-12-02', 1],
      ],
    );
    assert.deepEqual([state.readAt, state.complete, asked.length], [start, true, 2]);
  });

  it('keeps what it has read', async () => {
    const { read, asked } = scripted();
    const { loader, changes } = loaderOf(read);
    loader.want('2026-12', [first]);
    await asked[0]!.answer({ member: [offer('1', '2026-12-01')] });
    loader.want('2027-01', [first]);
    await asked[1]!.answer({ member: [] });
    changes.length = 0;
    loader.want('2026-12', [first]);
    assert.deepEqual(
      [changes.map(({ month, state }) => [month, state.name]), asked.length],
      [[['2026-12', 'loaded']], 2],
    );
    loader.refresh();
    assert.equal(asked.length, 3);
  });

  it('shows what is older than some minutes at once, and reads it again behind', async () => {
    const { read, asked } = scripted();
    const { loader, clock, changes, names } = loaderOf(read);
    loader.want('2026-12', [first]);
    await asked[0]!.answer({ member: [offer('1', '2026-12-01')] });
    await clock.advance(4 * 60_000);
    loader.want('2026-12', [first]);
    assert.equal(asked.length, 1);
    await clock.advance(60_000);
    changes.length = 0;
    loader.want('2026-12', [first]);
    loader.want('2026-12', [first]);
    assert.deepEqual([names(), asked.length], [['loaded', 'loaded'], 2]);
    await asked[1]!.answer({ member: [] });
    const state = changes.at(-1)?.state;
    assert.ok(state?.name === 'loaded');
    assert.deepEqual([state.readAt, state.month.days], [start + 5 * 60_000, []]);
  });

  it('keeps what it has where the reading behind fails or is cancelled, and says the reason of the failure', async () => {
    const { read, asked } = scripted();
    const { loader, clock, changes } = loaderOf(read);
    const kept = (): unknown[] => {
      const state = changes.at(-1)?.state;
      return state?.name === 'loaded' ? [state.readAt, state.failure?.kind] : [state?.name];
    };
    loader.want('2026-12', [first]);
    await asked[0]!.answer({ member: [offer('1', '2026-12-01')] });
    await clock.advance(10 * 60_000);
    loader.want('2026-12', [first]);
    await asked[1]!.fail(new RequestFailure({ kind: 'timeout' }));
    assert.deepEqual(kept(), [start, 'timeout']);
    loader.retry();
    assert.equal(asked.length, 3);
    loader.cancel();
    assert.deepEqual([kept(), asked[2]!.signal.aborted], [[start, 'timeout'], true]);
    loader.retry();
    await asked[3]!.answer({ member: [] });
    assert.deepEqual(kept(), [start + 10 * 60_000, undefined]);
  });

  it('has four requests under way at most, and goes on as they end', async () => {
    const { read, asked } = scripted();
    const { loader } = loaderOf(read);
    loader.want('2026-12', products);
    assert.equal(asked.length, 4);
    await asked[0]!.answer({ member: [offer('1', '2026-12-01')] });
    assert.equal(asked.length, 5);
  });

  it('ends what is no longer wanted and says nothing of it', async () => {
    const { read, asked } = scripted();
    const { loader, changes } = loaderOf(read);
    loader.want('2026-12', [first, second]);
    loader.want('2026-12', [second]);
    assert.deepEqual(
      asked.map(({ signal }) => signal.aborted),
      [true, false],
    );
    changes.length = 0;
    await asked[1]!.answer({ member: [offer('1', '2026-12-01')] });
    assert.deepEqual([...new Set(changes.map(({ product }) => product))], [second]);
    loader.want('2026-12', [first]);
    assert.equal(asked.length, 3, 'what was ended is read when it is wanted again');
  });

  it('can be cancelled and taken up again, also where nothing was asked yet', async () => {
    const { read, asked } = scripted();
    const { loader, changes } = loaderOf(read);
    loader.want('2026-12', products);
    await asked[0]!.answer({ member: [offer('1', '2026-12-01')] });
    changes.length = 0;
    loader.cancel();
    assert.deepEqual(
      changes.map(({ product, state }) => [product, state]),
      products.slice(1).map((product) => [product, { name: 'cancelled' }]),
    );
    assert.ok(asked.slice(1).every(({ signal }) => signal.aborted));
    const before = asked.length;
    loader.retry('failed');
    assert.equal(asked.length, before, 'nobody asked for it');
    loader.retry();
    assert.equal(asked.length, before + 4);
  });

  it('asks below a catalog whose address ends in a slash as below any other', () => {
    const { read, asked } = scripted();
    const loader = new MonthLoader(read, `${catalog}/`, new FakeClock());
    loader.want('2026-12', [first]);
    assert.equal(asked[0]!.url.pathname, `${catalog}/offers`);
    loader.dispose();
  });

  it('has the offers of a product by any address that it may have', async () => {
    for (const [product, names] of [
      [first, ['a', first]],
      [`${first}/`, ['a', `${first}/`]],
      ['/v1/products?code=a', ['code=a', '/v1/products?code=a']],
      // It identifies nothing, so nothing is left out by it.
      ['/.well-known/genid/0123456789abcdef0123', ['/.well-known/genid/0123456789abcdef0123']],
    ] as const) {
      const { read, asked } = scripted();
      const { loader, changes } = loaderOf(read);
      loader.want('2026-12', [product]);
      const member = [
        { ...offer('1', '2026-12-01'), product },
        { ...offer('2', '2026-12-02'), product: {} },
      ];
      for (let index = 0; index < asked.length; index++) {
        await asked[index]!.answer({ member: index + 1 === names.length ? member : [] });
      }
      assert.deepEqual(
        asked.map(({ url }) => url.searchParams.get('product[]')),
        names,
      );
      const state = changes.at(-1)?.state;
      assert.equal(state?.name === 'loaded' && state.month.days.length, 2, product);
      loader.dispose();
    }
  });

  it('says what went wrong for each product and tries again only that', async () => {
    const { read, asked } = scripted();
    const { loader, names } = loaderOf(read);
    loader.want('2026-12', [first, second]);
    await asked[0]!.fail(new RequestFailure({ kind: 'timeout' }));
    await asked[1]!.answer({ member: [offer('1', '2026-12-01')] });
    assert.deepEqual(names().slice(-3), ['failed', 'loading', 'loaded']);
    loader.retry();
    assert.equal(asked.length, 3);
    assert.equal(asked[2]!.url.searchParams.get('product[]'), 'a');
    loader.dispose();
    assert.ok(asked[2]!.signal.aborted);
  });
});

describe('a server whose product filter takes IRIs only', () => {
  const refusal = new RequestFailure({ kind: 'apiError', status: 400 });
  const refused = (): Promise<never> => Promise.reject(refusal);
  const empty = (): Promise<ApiReply> => Promise.resolve({ json: { member: [] }, url: '' });

  for (const [answers, byId] of [
    ['answers ids with nothing', empty],
    ['refuses ids', refused],
  ] as const) {
    const server = (): { read: ReadApi; asked: (string | null)[] } => {
      const asked: (string | null)[] = [];
      const read: ReadApi = (iri) => {
        const name = new URL(iri, 'https://api.test').searchParams.get('product[]');
        asked.push(name);
        const member = [offer('1', '2026-12-01', 'a'), offer('2', '2026-12-02', 'a')];
        return name === first ? Promise.resolve({ json: { member, view: {} }, url: iri }) : byId();
      };
      return { read, asked };
    };
    const december = ['2026-12-01', '2027-01-01'] as const;

    it(`is asked for the month by IRI where it ${answers}, and from then on by IRI alone`, async () => {
      const { read, asked } = server();
      const { loader, changes } = loaderOf(read);
      loader.want('2026-12', [first]);
      while (changes.at(-1)?.state.name === 'loading') await new Promise(setImmediate);
      const state = changes.at(-1)?.state;
      assert.deepEqual(state?.name === 'loaded' ? state.month.days.map(({ day }) => day) : state, [
        '2026-12-01',
        '2026-12-02',
      ]);
      assert.deepEqual(asked, ['a', first]);
      loader.refresh();
      assert.equal(asked.at(-1), first);
      assert.match(loader.offersIri([first], ...december), /product%5B%5D=%2Fv1%2F/);
      loader.forget();
      assert.match(loader.offersIri([first], ...december), /product%5B%5D=a&/);
    });

    it(`is looked through for another month by IRI where it ${answers}`, async () => {
      const { read, asked } = server();
      const { loader } = loaderOf(read);
      for (const _time of ['first', 'second']) {
        const { month } = await loader.nearestMonth([first], '2026-11', 1, AbortSignal.any([]));
        assert.equal(month, '2026-12');
      }
      assert.deepEqual(asked, ['a', first, first]);
    });
  }

  it('is not asked by IRI where it cannot be reached, or takes ids as well', async () => {
    const { read, asked } = scripted();
    const { loader, names } = loaderOf(read);
    loader.want('2026-12', [first, second]);
    await asked[0]!.fail(new RequestFailure({ kind: 'timeout' }));
    await asked[1]!.answer({ member: [offer('1', '2026-12-01', 'b')], view: {} });
    assert.deepEqual([names().includes('failed'), names().at(-1), asked.length], [true, 'loaded', 2]);
    loader.want('2027-01', [second]);
    await asked[2]!.answer({ member: [] });
    assert.deepEqual([names().at(-1), asked.length], ['loaded', 3]);
  });
});

describe('the nearest month with offers', () => {
  const find = (answers: Record<string, readonly unknown[]>, direction: 1 | -1): Promise<NearestMonth> => {
    const read: ReadApi = (iri) => {
      const { searchParams } = new URL(iri, 'https://api.test');
      const product = searchParams.get('product[]')!;
      const size = Number(searchParams.get('itemsPerPage'));
      const first = (Number(searchParams.get('page')) - 1) * size;
      const member = (answers[product] ?? [])
        .map((date, index) => ({ ...offer(String(index), '', product), date }))
        .slice(first, first + size);
      return Promise.resolve({ json: { member }, url: iri });
    };
    return loaderOf(read).loader.nearestMonth([first, second], '2026-11', direction, AbortSignal.any([]));
  };

  it('is the nearest of all products', async () => {
    assert.equal((await find({ a: ['2027-03-01'], b: ['2027-02-10'] }, 1)).month, '2027-02');
    assert.equal((await find({ a: ['2025-03-01'], b: ['2026-10-31'] }, -1)).month, '2026-10');
    assert.equal((await find({ b: ['2026-12-01'] }, 1)).month, '2026-12');
  });

  const none = { month: undefined, complete: true };

  it('is none where no product has offers there, also where the server knows no filter', async () => {
    assert.deepEqual(await find({}, 1), none);
    assert.deepEqual(await find({ a: ['2026-11-30', '2026-01-01'] }, 1), none);
    assert.deepEqual(await find({ a: ['2026-11-01', '2027-01-01'] }, -1), none);
  });

  it('is found behind offers that are not tied to a day, however many a server puts in front', async () => {
    assert.equal((await find({ a: [null, '2027-02-10'] }, 1)).month, '2027-02');
    const undated = Array<null>(120).fill(null);
    assert.equal((await find({ a: [...undated, '2026-10-31'] }, -1)).month, '2026-10');
    assert.deepEqual(await find({ a: undated }, 1), none);
  });

  it('is not said to be none where what was read ends before the list of a product does', async () => {
    const older = Array<string>(2550).fill('2026-01-01');
    const unknown = { month: undefined, complete: false };
    assert.deepEqual(await find({ a: [...older, '2027-01-01'] }, 1), unknown);
    assert.deepEqual(await find({ b: [...older, '2027-01-01'] }, 1), unknown);
    assert.equal((await find({ a: older, b: ['2027-02-10'] }, 1)).month, '2027-02');
  });
});
