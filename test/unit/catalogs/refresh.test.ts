import assert from 'node:assert/strict';
import type { ApiReply, ResourceReader } from '../../../src/api/apiClient';
import type { CatalogModel } from '../../../src/catalogs/catalogModel';
import { goToDay, locate, locateDay } from '../../../src/catalogs/locate';
import { irisTo, type CatalogNode, type ParentNode, type ResourceNode } from '../../../src/catalogs/nodes';
import { failureOf, RequestFailure } from '../../../src/base/failure';
import { childOf, iris, modelOf, readerOf, resources } from '../../support/catalogs';
import { FakeClock, settled } from '../../support/fakeClock';

const catalog = (id: string, name = id): object => ({ '@id': id, '@type': 'TicketingCatalog', name });
const everything = (): boolean => true;

/** Answers of a server that can be held back. */
class Held implements ResourceReader {
  readonly asked: string[];
  private readonly reader: ResourceReader;
  private opened = Promise.resolve();
  private held = '';

  constructor(answers: Readonly<Record<string, unknown>>) {
    ({ reader: this.reader, asked: this.asked } = readerOf(answers));
  }

  /** Holds back all answers to come, or those of addresses with a text in it; gives what lets them go. */
  hold(text = ''): () => void {
    let letGo = (): void => undefined;
    this.held = text;
    this.opened = new Promise((resolve) => (letGo = resolve));
    return letGo;
  }

  async get(iri: string, signal?: AbortSignal): Promise<ApiReply> {
    const reply = this.reader.get(iri).catch((error: unknown) => failureOf(error));
    await (iri.includes(this.held) ? this.opened : undefined);
    signal?.throwIfAborted();
    const answer = await reply;
    if ('kind' in answer) throw new RequestFailure(answer);
    return answer;
  }

  getCatalogs(query: string, signal?: AbortSignal): Promise<ApiReply> {
    return this.get(`/catalogs${query}`, signal);
  }
}

/** What the model tells of changes from now on. */
function changesOf(model: CatalogModel): (ParentNode | undefined)[] {
  const changes: (ParentNode | undefined)[] = [];
  model.onDidChange((node) => changes.push(node));
  return changes;
}

describe('a refresh of the tree', () => {
  /** Two catalogs, whose names the server can change. */
  const world = (): { reader: Held; model: CatalogModel; server: { name: string; ids: string[] } } => {
    const server = { name: 'before', ids: ['/c/1', '/c/2'] };
    const reader = new Held({
      '/catalogs': () => ({ member: server.ids.map((id) => catalog(id, server.name)) }),
      '/c/1/product_bases': () => ({ member: [{ '@id': '/c/1/product_bases/b', name: server.name }] }),
      '/c/2/product_bases': () => ({ member: [{ '@id': '/c/2/product_bases/b', name: server.name }] }),
    });
    return { reader, model: modelOf(reader), server };
  };

  it('leaves what is shown in use until all of it is there, which then takes its place at once', async () => {
    const { reader, model, server } = world();
    const one = await childOf(model, undefined, '/c/1');
    const base = await childOf(model, one, '/b');
    const changes = changesOf(model);
    const letGo = reader.hold();
    server.name = 'after';
    const renewed = model.renew(everything);
    await settled();
    assert.equal(resources(await model.children(one))[0], base);
    assert.deepEqual(changes, []);
    letGo();
    await renewed;
    assert.deepEqual(changes, [undefined]);
    const asked = reader.asked.length;
    const after = await childOf(model, undefined, '/c/1');
    const [renewedBase] = resources(await model.children(after));
    assert.deepEqual([after.resource.label, renewedBase?.resource.label], ['after', 'after']);
    assert.deepEqual([after.id, renewedBase?.id], [one.id, base.id]);
    assert.equal(reader.asked.length, asked, 'nothing is left to ask');
    assert.deepEqual(await model.children(one), [], 'what was shown is forgotten');
  });

  it('asks for what is shown, once each, and leaves the rest to who looks at it', async () => {
    const { reader, model } = world();
    const [one, two] = resources(await model.children()) as [ResourceNode, ResourceNode];
    await model.children(one);
    await model.children(two);
    reader.asked.length = 0;
    const bases = '/product_bases?page=1&itemsPerPage=50';
    await model.renew((parent) => parent !== two);
    assert.deepEqual(reader.asked, ['/catalogs?page=1&itemsPerPage=50', `/c/1${bases}`]);
    assert.equal(resources(await model.children(await childOf(model, undefined, '/c/2'))).length, 1);
    assert.deepEqual(reader.asked.slice(2), [`/c/2${bases}`]);
  });

  it('asks nothing of a catalog that is gone, and keeps nothing of it', async () => {
    const { reader, model, server } = world();
    for (const each of resources(await model.children())) await model.children(each);
    server.ids = ['/c/2'];
    reader.asked.length = 0;
    await model.renew(everything);
    assert.deepEqual(iris(await model.children()), ['/c/2']);
    assert.ok(!reader.asked.some((iri) => iri.startsWith('/c/1')), reader.asked.join());
    assert.ok([...model.loaded()].every(({ path }) => path[0] === '/c/2'));
  });

  it('asked for twice at a time is one', async () => {
    const { reader, model } = world();
    await model.children();
    const letGo = reader.hold();
    const both = [model.renew(everything), model.renew(everything)];
    letGo();
    await Promise.all(both);
    assert.equal(reader.asked.length, 2);
    await model.renew(everything);
    assert.equal(reader.asked.length, 3);
  });

  it('is over where everything is forgotten meanwhile, and the next one is not', async () => {
    const { reader, model, server } = world();
    await model.children();
    const letGo = reader.hold();
    const changes = changesOf(model);
    const voided = model.renew(everything);
    model.reset();
    const shown = model.children();
    const next = model.renew(everything);
    server.name = 'after';
    letGo();
    await Promise.all([voided, next, shown]);
    assert.deepEqual(changes, [undefined, undefined]);
    assert.equal((await childOf(model, undefined, '/c/1')).resource.label, 'after');
  });

  it('shows the failure where the server cannot be asked, and what it has once it can', async () => {
    const answers: Record<string, unknown> = { '/catalogs': { member: [catalog('/c/1')] } };
    const { reader } = readerOf(answers);
    const model = modelOf(reader);
    await model.children();
    answers['/catalogs'] = new RequestFailure({ kind: 'connectionRefused' });
    await model.renew(everything);
    assert.deepEqual(
      (await model.children()).map(({ kind }) => kind),
      ['failure'],
    );
    answers['/catalogs'] = { member: [catalog('/c/2')] };
    await model.renew(everything);
    assert.deepEqual(iris(await model.children()), ['/c/2']);
  });

  it('takes up what is chosen to be listed while it is under way', async () => {
    const { reader, model } = world();
    await model.children(await childOf(model, undefined, '/c/1'));
    const letGo = reader.hold();
    const renewed = model.renew(everything);
    await settled();
    model.withDisabled = true;
    letGo();
    await renewed;
    await model.children(await childOf(model, undefined, '/c/1'));
    assert.equal(
      reader.asked.filter((iri) => iri === '/c/1/product_bases?withDisabled=true&page=1&itemsPerPage=50')
        .length,
      1,
    );
  });

  it('leaves what is being asked live, and forgets what was asked before it', async () => {
    const clock = new FakeClock();
    const ask = { left: 5 };
    const reader = new Held({
      '/catalogs': { member: [{ '@id': '/c/1', '@type': 'TicketingOffer' }] },
      '/c/1/availability': () => ({ availableQuantity: ask.left }),
      '/c/1/price': {},
    });
    const model = modelOf(reader, 50, clock);
    const offer = await childOf(model, undefined, '/c/1');
    const live = async (): Promise<unknown> => model.live(await childOf(model, undefined, '/c/1'))?.quantity;
    await model.checkAvailability(offer);
    await clock.advance(1000);
    let letGo = reader.hold();
    const renewed = model.renew(everything);
    await settled();
    letGo();
    letGo = reader.hold();
    ask.left = 4;
    const checked = model.checkAvailability(offer);
    await renewed;
    assert.notEqual(await childOf(model, undefined, '/c/1'), offer);
    assert.equal(await live(), undefined);
    letGo();
    await checked;
    assert.equal(await live(), 4);
    await clock.advance(1000);
    await model.renew(everything);
    assert.equal(await live(), undefined);
  });

  it('takes over what was asked live while it was under way', async () => {
    const reader = new Held({
      '/catalogs': { member: [{ '@id': '/c/1', '@type': 'TicketingOffer' }] },
      '/c/1/availability': { availableQuantity: 4 },
      '/c/1/price': {},
    });
    const model = modelOf(reader);
    const offer = await childOf(model, undefined, '/c/1');
    const letGo = reader.hold();
    const renewed = model.renew(everything);
    await settled();
    // What is asked from now on is answered.
    reader.hold()();
    await model.checkAvailability(offer);
    letGo();
    await renewed;
    assert.equal(model.live(await childOf(model, undefined, '/c/1'))?.quantity, 4);
  });

  describe('that ends while something is looked for', () => {
    const day = '2999-05-01';
    const path = ['/c/1', '/c/1/product_bases/b', '/c/1/products/p'];

    /** A product with one offer, looked at down to it. */
    async function shownProduct(): Promise<{ reader: Held; model: CatalogModel; product: ResourceNode }> {
      const reader = new Held({
        '/catalogs': { member: [catalog('/c/1')] },
        '/c/1/product_bases': { member: [{ '@id': path[1], name: 'Base' }] },
        '/c/1/product_bases/b/products': { member: [{ '@id': path[2], id: 'p', name: 'Product' }] },
        '/c/1/offers': { member: [{ '@id': '/c/1/offers/1', date: day, productId: 'p' }] },
      });
      const model = modelOf(reader);
      const base = await childOf(model, await childOf(model, undefined, '/c/1'), '/b');
      return { reader, model, product: await childOf(model, base, '/p') };
    }

    /** Has a refresh end in the midst of what waits for an answer; the answer comes afterwards. */
    async function refreshedAmidst<T>(reader: Held, model: CatalogModel, work: () => Promise<T>): Promise<T> {
      const letGo = reader.hold();
      const result = work();
      await settled();
      reader.hold()();
      await model.renew((parent) => parent.kind !== 'resource' || parent.role !== 'product');
      letGo();
      return result;
    }

    it('leaves the way to a resource', async () => {
      const { reader, model } = await shownProduct();
      const { signal } = new AbortController();
      const way = [...path, '/c/1/offers/1'];
      const found = await refreshedAmidst(reader, model, () => locate(model, way, signal));
      assert.deepEqual(irisTo(found), way);
      assert.ok(found && model.knows(found));
    });

    it('leaves the way to a day', async () => {
      const { reader, model, product } = await shownProduct();
      const { signal } = new AbortController();
      const found = await refreshedAmidst(reader, model, () => locateDay(model, product, day, signal));
      assert.ok(found?.value === day && model.knows(found));
    });

    it('leaves going to a day', async () => {
      const { reader, model, product } = await shownProduct();
      const found = await refreshedAmidst(reader, model, () => goToDay(model, product, '2500-01-01'));
      assert.ok(found.day?.value === day && model.knows(found.day));
    });
  });

  describe('of a list in pages', () => {
    const link = (page: number): string => `/catalogs?page=${page}&itemsPerPage=2`;
    const paged = (): { reader: Held; model: CatalogModel } => {
      const page = (number: number): object => ({
        member: [catalog(`/c/${number}a`), catalog(`/c/${number}b`)],
        totalItems: 8,
        view: number < 4 ? { next: link(number + 1) } : {},
      });
      const reader = new Held(Object.fromEntries([1, 2, 3, 4].map((number) => [link(number), page(number)])));
      return { reader, model: modelOf(reader, 2) };
    };

    it('reads as many pages as were there', async () => {
      const { reader, model } = paged();
      await model.loadMore((await model.children()).at(-1)!);
      reader.asked.length = 0;
      await model.renew(everything);
      assert.deepEqual(reader.asked, [link(1), link(2)]);
      assert.deepEqual(
        (await model.children()).map((each: CatalogNode) => each.kind),
        ['resource', 'resource', 'resource', 'resource', 'loadMore'],
      );
    });

    it('leaves it being read to its end', async () => {
      const { reader, model } = paged();
      const letGo = reader.hold();
      const loading = model.loadAll(undefined, { signal: new AbortController().signal });
      await settled();
      reader.hold()();
      await model.renew(everything);
      letGo();
      await loading;
      assert.equal(resources(await model.children()).length, 8);
    });

    it('leaves the next page being read', async () => {
      const { reader, model } = paged();
      const more = (await model.children()).at(-1)!;
      const letGo = reader.hold();
      const loading = model.loadMore(more);
      await settled();
      reader.hold()();
      await model.renew(everything);
      letGo();
      await loading;
      assert.equal(resources(await model.children()).length, 4);
    });

    it('has what was read of it while another was waited for', async () => {
      const { reader, model } = paged();
      const [first] = resources(await model.children());
      await model.children(first);
      const letGo = reader.hold('/product_bases');
      const renewed = model.renew(everything);
      await settled();
      await model.loadAll(undefined, { signal: new AbortController().signal });
      letGo();
      await renewed;
      assert.equal(resources(await model.children()).length, 8);
    });

    it('reads it to its end where it was', async () => {
      const { reader, model } = paged();
      await model.loadAll(undefined, { signal: new AbortController().signal });
      reader.asked.length = 0;
      await model.renew(everything);
      assert.deepEqual(reader.asked.toSorted(), [1, 2, 3, 4].map(link));
      assert.equal(resources(await model.children()).length, 8);
    });
  });

  it('goes down to tickets by way of months and days, and stays at the day that was gone to', async () => {
    const offers = '/c/1/offers?product%5B%5D=p&date%5Bafter%5D=2026-12-01&order%5Bdate%5D=asc';
    const offer = { '@id': '/c/1/offers/1', '@type': 'TicketingOffer', date: '2026-12-24', productId: 'p' };
    const { reader, asked } = readerOf({
      '/catalogs': { member: [catalog('/c/1')] },
      '/c/1/product_bases': { member: [{ '@id': '/c/1/product_bases/b', name: 'Base' }] },
      '/c/1/product_bases/b/products': {
        member: [{ '@id': '/c/1/product_bases/b/products/p', id: 'p', name: 'Product' }],
      },
      [`${offers}&page=1&itemsPerPage=50`]: { member: [offer] },
      '/c/1/offers/1/tickets': { member: [{ '@id': '/c/1/offers/1/tickets/t', name: 'Ticket' }] },
    });
    const model = modelOf(reader);
    const walk = async (): Promise<(string | undefined)[]> => {
      let node: ParentNode | undefined = undefined;
      const way: (string | undefined)[] = [];
      for (;;) {
        const below: CatalogNode[] = await model.children(node);
        const next = below.find(
          (each) => each.kind === 'resource' || (each.kind === 'group' && each.group !== 'options'),
        ) as ParentNode | undefined;
        if (next === undefined) return way;
        if (next.kind === 'resource' && next.role === 'product' && way.length === 2) {
          model.beginAt(next, '2026-12-01');
        }
        way.push(next.kind === 'group' ? next.value : next.resource.iri);
        node = next;
      }
    };
    const before = await walk();
    assert.deepEqual(before.slice(3), ['2026-12', '2026-12-24', '/c/1/offers/1', '/c/1/offers/1/tickets/t']);
    const first = [...asked];
    asked.length = 0;
    await model.renew(everything);
    const renewed = [...asked];
    assert.deepEqual(
      renewed.filter((iri) => !iri.includes('sessions')),
      first.filter((iri) => !iri.includes('sessions')),
    );
  });
});
