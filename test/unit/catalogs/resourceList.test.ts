import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCollection, type CollectionPage } from '../../../src/api/collection';
import { readPlace } from '../../../src/catalogs/readPages';
import {
  mostOfPage,
  readWholeList,
  ResourceList,
  type PageReader,
  type ReadApi,
} from '../../../src/catalogs/resourceList';
import { RequestFailure } from '../../../src/base/failure';
import { FakeClock } from '../../support/fakeClock';

const size = 3;

function pageOf(
  ids: readonly unknown[],
  more: { total?: number; next?: string; links?: boolean } = {},
): CollectionPage {
  return readCollection({
    member: ids.map((id) => (typeof id === 'number' ? { '@id': `/r/${id}`, name: String(id) } : id)),
    ...(more.total === undefined ? {} : { totalItems: more.total }),
    ...(more.links === true || more.next !== undefined ? { view: { next: more.next } } : {}),
  });
}

/** A list over pages that are known beforehand, with what was asked of it. */
function listOf(read: PageReader): { list: ResourceList; asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const list = new ResourceList(
    (link, page, signal) => {
      asked.push(link);
      return read(link, page, signal);
    },
    size,
    new FakeClock(),
    new AbortController().signal,
  );
  return { list, asked };
}

async function loadAll(list: ResourceList, most = 1000): Promise<number> {
  await list.open();
  let loads = 1;
  while (list.hasMore && loads < most) {
    await list.loadMore();
    loads++;
  }
  return loads;
}

const labels = (list: ResourceList): string[] => list.resources.map(({ label }) => label);

describe('a list of resources', () => {
  it('follows the links of the server until there is none', async () => {
    const { list, asked } = listOf((link) =>
      Promise.resolve(
        link === undefined
          ? pageOf([1, 2], { next: '/p2', total: 3 })
          : pageOf([3], { links: true, total: 3 }),
      ),
    );
    await loadAll(list);
    assert.deepEqual([labels(list), asked, list.total], [['1', '2', '3'], [undefined, '/p2'], 3]);
  });

  it('counts pages itself where the server sends no links', async () => {
    const pages = [[1, 2, 3], [4, 5, 6], [7]];
    for (const total of [undefined, 7]) {
      const numbers: number[] = [];
      const { list } = listOf((_link, page) => {
        numbers.push(page);
        return Promise.resolve(pageOf(pages[page - 1] ?? [], total === undefined ? {} : { total }));
      });
      await loadAll(list);
      assert.equal(labels(list).join(''), '1234567');
      assert.deepEqual(numbers, [1, 2, 3]);
    }
  });

  it('ends where the total lies, the server repeats itself or ignores the page', async () => {
    const same: PageReader = () => Promise.resolve(pageOf([1, 2, 3], { total: 100 }));
    const { list } = listOf(same);
    assert.ok((await loadAll(list)) <= 2);
    assert.deepEqual(labels(list), ['1', '2', '3']);
  });

  for (const [name, next] of [
    ['itself', (_link: string | undefined) => '/p'],
    ['two pages in a circle', (link: string | undefined) => (link === '/a' ? '/b' : '/a')],
  ] as const) {
    it(`ends when the links lead to ${name}`, async () => {
      let number = 0;
      const { list } = listOf((link) => Promise.resolve(pageOf([number++], { next: next(link) })));
      assert.ok((await loadAll(list)) <= 4);
    });
  }

  it('ends some day even if every link is new', async () => {
    let number = 0;
    const { list } = listOf(() => Promise.resolve(pageOf([1], { next: `/p${number++}` })));
    assert.ok((await loadAll(list, 20_000)) <= 10_000);
    assert.equal(list.hasMore, false);
  });

  it('shows a member once, however often it comes', async () => {
    const { list } = listOf((link) =>
      Promise.resolve(
        link === undefined ? pageOf([1, 1, 2], { next: '/p2' }) : pageOf([2, 3, 1], { links: true }),
      ),
    );
    await loadAll(list);
    assert.deepEqual(labels(list), ['1', '2', '3']);
  });

  it('makes one request of concurrent loads', async () => {
    let answer = (_page: CollectionPage): void => undefined;
    const { list, asked } = listOf(() => new Promise((resolve) => (answer = resolve)));
    const loads = [list.open(), list.open(), list.loadMore(), list.loadMore()];
    answer(pageOf([1, 2, 3]));
    await Promise.all(loads);
    assert.equal(asked.length, 1);
    assert.deepEqual(labels(list), ['1', '2', '3']);
    await list.open();
    assert.equal(asked.length, 1);
  });

  it('keeps what it has when a page fails, and goes on there', async () => {
    let fails = false;
    const { list, asked } = listOf((link) =>
      fails
        ? Promise.reject(new RequestFailure({ kind: 'timeout' }))
        : Promise.resolve(link === undefined ? pageOf([1], { next: '/p2' }) : pageOf([2], { links: true })),
    );
    await list.open();
    fails = true;
    await list.loadMore();
    assert.deepEqual([labels(list), list.failure?.kind, list.hasMore], [['1'], 'timeout', true]);
    await list.open();
    assert.equal(asked.length, 2);
    fails = false;
    await list.loadMore();
    assert.deepEqual([labels(list), list.failure, list.hasMore], [['1', '2'], undefined, false]);
    assert.deepEqual(asked, [undefined, '/p2', '/p2']);
  });

  it('is not opened again by itself after a failure', async () => {
    const { list, asked } = listOf(() => Promise.reject(new RequestFailure({ kind: 'timeout' })));
    await list.open();
    await list.open();
    assert.equal(asked.length, 1);
  });

  it('takes the newest total, and keeps the last known one', async () => {
    const totals = [9, undefined, 7];
    const { list } = listOf((_link, page) => {
      const total = totals[page - 1];
      return Promise.resolve(
        pageOf([page], { next: `/p${page}`, ...(total === undefined ? {} : { total }) }),
      );
    });
    const seen: unknown[] = [];
    for (const _page of totals) {
      await list.loadMore();
      seen.push(list.total);
    }
    assert.deepEqual(seen, [9, 9, 7]);
  });

  it('ends with every member once, over any chain of pages', async () => {
    const page = fc.record({
      ids: fc.array(fc.nat(20), { maxLength: 6 }),
      next: fc.option(fc.nat(9), { nil: undefined }),
      links: fc.boolean(),
      total: fc.option(fc.nat(30), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 10 }), async (pages) => {
        const reached = new Set<number>();
        const { list } = listOf((link, number) => {
          const found = pages[link === undefined ? number - 1 : Number(link.slice(2))];
          found?.ids.forEach((id) => reached.add(id));
          return Promise.resolve(
            found === undefined
              ? pageOf([])
              : pageOf(found.ids, {
                  links: found.links,
                  ...(found.next === undefined ? {} : { next: `/p${found.next}` }),
                  ...(found.total === undefined ? {} : { total: found.total }),
                }),
          );
        });
        // Each of ten links may be followed once more than it takes to see that it is known.
        assert.ok((await loadAll(list)) <= 40, 'no end');
        assert.deepEqual(labels(list).sort(), [...reached].map(String).sort());
      }),
      { numRuns: 500 },
    );
  });
});

describe('a list that is read as a whole', () => {
  it('stops at a bound where it never ends, and says that there is more', async () => {
    let page = 0;
    const endless: ReadApi = () => {
      page++;
      const member = Array.from({ length: 50 }, (_, index) => ({ '@id': `/offers/${page}-${index}` }));
      return Promise.resolve({ json: { member, view: { next: `/offers?page=${page + 1}` } }, url: '' });
    };
    const { members, complete } = await readWholeList(
      readPlace({ get: endless }, { role: 'offer', addresses: ['/offers'], paged: true }, mostOfPage),
      new FakeClock(),
      AbortSignal.any([]),
      () => undefined,
    );
    assert.deepEqual([members.length, complete, page], [2000, false, 40]);
  });
});
