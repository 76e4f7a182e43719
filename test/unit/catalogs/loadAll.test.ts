import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCollection, type CollectionPage } from '../../../src/api/collection';
import { ResourceList, type PageReader } from '../../../src/catalogs/resourceList';
import { RequestFailure } from '../../../src/base/failure';
import { FakeClock, settled } from '../../support/fakeClock';

const size = 3;

/** A server of a list of numbered resources, whose requests wait until they are answered. */
class PagedServer {
  readonly waiting = new Map<number, { answer: () => void; refuse: (error: Error) => void }>();
  readonly asked: number[] = [];
  mostAtOnce = 0;
  constructor(
    public count: number,
    private readonly withTotal = true,
    private readonly link = (page: number) => `/list?itemsPerPage=${size}&page=${page}`,
  ) {}

  readonly read: PageReader = (link, page, signal) => {
    const number = link === undefined ? page : Number(/page=(\d+)/.exec(link)?.[1] ?? /\d+$/.exec(link)![0]);
    this.asked.push(number);
    return new Promise<CollectionPage>((resolve, reject) => {
      const settle = (done: () => void) => () => {
        this.waiting.delete(number);
        done();
      };
      const cancelled = settle(() => reject(new RequestFailure({ kind: 'cancelled' })));
      signal.addEventListener('abort', cancelled);
      this.waiting.set(number, {
        answer: settle(() => resolve(this.page(number))),
        refuse: (error) => settle(() => reject(error))(),
      });
      this.mostAtOnce = Math.max(this.mostAtOnce, this.waiting.size);
    });
  };

  /** Answers what is waiting, and what that brings, in the order `pick` says. */
  async answerAll(pick: (pages: number[]) => number = (pages) => pages[0]!, most = 10_000): Promise<void> {
    for (let left = most; left > 0; left--) {
      await settled();
      if (this.waiting.size === 0) return;
      this.waiting.get(pick([...this.waiting.keys()]))!.answer();
    }
  }

  private page(number: number): CollectionPage {
    const last = Math.ceil(this.count / size);
    const start = (number - 1) * size;
    const ids = Array.from(
      { length: Math.max(0, Math.min(size, this.count - start)) },
      (_, index) => start + index,
    );
    return readCollection({
      member: ids.map((id) => ({ '@id': `/r/${id}`, name: String(id) })),
      ...(this.withTotal ? { totalItems: this.count } : {}),
      view: { ...(number < last ? { next: this.link(number + 1) } : {}) },
    });
  }
}

interface Run {
  readonly list: ResourceList;
  readonly clock: FakeClock;
  readonly abortion: AbortController;
  readonly progress: [number, number | undefined][];
  readonly done: Promise<void>;
}

function loadAll(server: PagedServer): Run {
  const clock = new FakeClock();
  const abortion = new AbortController();
  const progress: [number, number | undefined][] = [];
  const list = new ResourceList(server.read, size, clock, new AbortController().signal);
  const onProgress = (loaded: number, total: number | undefined): void => void progress.push([loaded, total]);
  const done = list.loadAll({ signal: abortion.signal, onProgress });
  return { list, clock, abortion, progress, done };
}

const labels = (list: ResourceList): string[] => list.resources.map(({ label }) => label);
const upTo = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const throttled = (retryAfter?: number): RequestFailure =>
  new RequestFailure({ kind: 'apiError', status: 429, ...(retryAfter === undefined ? {} : { retryAfter }) });

describe('loading all of a list', () => {
  it('asks for six pages at a time and keeps the order, whichever answers first', async () => {
    const server = new PagedServer(60);
    const { list, progress, done } = loadAll(server);
    await server.answerAll((pages) => Math.max(...pages));
    await done;
    assert.deepEqual(labels(list), upTo(60));
    assert.equal(server.mostAtOnce, 6);
    assert.deepEqual([list.hasMore, list.failure], [false, undefined]);
    assert.deepEqual(progress.at(-1), [60, 60]);
    assert.deepEqual(
      [...server.asked].sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('goes on behind what is loaded already', async () => {
    const server = new PagedServer(12);
    const { list, done } = loadAll(server);
    await server.answerAll(undefined, 2);
    await server.answerAll();
    await done;
    await list.loadAll({ signal: new AbortController().signal });
    assert.deepEqual(labels(list), upTo(12));
    assert.equal(server.asked.length, 4);
  });

  for (const [what, server] of [
    ['there is no total', () => new PagedServer(20, false)],
    ['the links have no page number', () => new PagedServer(20, true, (page) => `/list?cursor=${page}`)],
  ] as const) {
    it(`reads one page after another where ${what}`, async () => {
      const pages = server();
      const { list, done } = loadAll(pages);
      await pages.answerAll();
      await done;
      assert.deepEqual(labels(list), upTo(20));
      assert.equal(pages.mostAtOnce, 1);
    });
  }

  it('goes on one after another once the total changes, and ends with all there is', async () => {
    const server = new PagedServer(30);
    const { list, done } = loadAll(server);
    await server.answerAll(undefined, 3);
    server.count = 60;
    await server.answerAll();
    await done;
    assert.deepEqual(labels(list), upTo(60));
    assert.equal(list.total, 60);
  });

  it('waits as long as the server asks after a 429 and goes on with half as many', async () => {
    const server = new PagedServer(90);
    const { list, clock, done } = loadAll(server);
    await server.answerAll(undefined, 1);
    await settled();
    assert.equal(server.waiting.size, 6);
    for (const { refuse } of [...server.waiting.values()]) refuse(throttled(7000));
    await settled();
    assert.equal(server.waiting.size, 0);
    await clock.advance(6999);
    await settled();
    assert.equal(server.waiting.size, 0);
    await clock.advance(1);
    await settled();
    assert.deepEqual([...server.waiting.keys()], [2, 3, 4]);
    server.mostAtOnce = 0;
    await server.answerAll();
    await done;
    assert.equal(server.mostAtOnce, 3);
    assert.deepEqual(labels(list), upTo(90));
  });

  it('gives up when the server refuses again and again, and can go on later', async () => {
    const server = new PagedServer(30);
    const { list, clock, done } = loadAll(server);
    await server.answerAll(undefined, 1);
    for (let round = 0; list.failure === undefined && round < 20; round++) {
      await settled();
      for (const { refuse } of [...server.waiting.values()]) refuse(throttled());
      await clock.advance(1000);
    }
    await done;
    assert.equal(list.failure?.status, 429);
    assert.deepEqual(labels(list), upTo(3));
    const again = list.loadAll({ signal: new AbortController().signal });
    await server.answerAll();
    await again;
    assert.deepEqual([labels(list), list.failure], [upTo(30), undefined]);
  });

  it('keeps what came before a failure, in order, and ends the other requests', async () => {
    const server = new PagedServer(60);
    const { list, done } = loadAll(server);
    await server.answerAll(undefined, 1);
    await settled();
    server.waiting.get(4)!.answer();
    server.waiting.get(2)!.answer();
    await settled();
    server.waiting.get(3)!.refuse(new RequestFailure({ kind: 'timeout' }));
    await done;
    assert.deepEqual([labels(list), list.failure?.kind, list.hasMore], [upTo(6), 'timeout', true]);
    assert.equal(server.waiting.size, 0);
  });

  it('stops at once when asked to, without calling that a failure', async () => {
    const server = new PagedServer(60);
    const { list, abortion, done } = loadAll(server);
    await server.answerAll(undefined, 2);
    await settled();
    abortion.abort();
    await done;
    assert.deepEqual([list.failure, list.hasMore, server.waiting.size], [undefined, true, 0]);
    const next = list.loadMore();
    await server.answerAll();
    await next;
    assert.deepEqual(labels(list), upTo(list.resources.length));
  });

  it('stops while it waits after a 429', async () => {
    const server = new PagedServer(60);
    const { clock, abortion, done } = loadAll(server);
    await server.answerAll(undefined, 1);
    await settled();
    for (const { refuse } of [...server.waiting.values()]) refuse(throttled(60_000));
    await settled();
    abortion.abort();
    await done;
    assert.equal(clock.running, 0);
  });

  it('has every member once and in order, whatever the order of the answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(80),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        async (count, withTotal, choices) => {
          const server = new PagedServer(count, withTotal);
          const { list, done } = loadAll(server);
          await server.answerAll((pages) => pages[choices.next().value % pages.length]!);
          await done;
          assert.deepEqual(labels(list), upTo(count));
          assert.ok(server.mostAtOnce <= 6);
          assert.equal(new Set(server.asked).size, server.asked.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});
