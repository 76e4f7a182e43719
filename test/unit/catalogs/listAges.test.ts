import assert from 'node:assert/strict';
import type { ApiReply, ResourceReader } from '../../../src/api/apiClient';
import { RequestFailure, type Failure } from '../../../src/base/failure';
import type { CatalogModel } from '../../../src/catalogs/catalogModel';
import { ListAges } from '../../../src/catalogs/listAges';
import type { GroupNode, ResourceNode, ResourceRole } from '../../../src/catalogs/nodes';
import { readResource } from '../../../src/api/resource';
import { childOf, modelOf } from '../../support/catalogs';
import { FakeClock, settled } from '../../support/fakeClock';
import { minute } from '../../support/time';

const down: Failure = { kind: 'connectionRefused' };

const ticket = { '@id': '/c/1/offers/1/tickets/1', '@type': 'TicketingOfferTicket', dateAccess: false };
const session = `${ticket['@id']}/sessions/1`;

/** A server behind a cache: offers older than a minute come at once, and with the server's word when the test wants it. */
class Shop implements ResourceReader {
  readonly asked: string[] = [];
  readonly clock = new FakeClock();
  quantity = 12;
  /** What is left of the offer and of its session, asked live. */
  left = 3;
  /** What the live answers wait for. */
  asking = Promise.resolve();
  /** What the list says of the offer besides. */
  more = {};
  isDown = false;
  private kept: { readonly quantity: number; readonly readAt: number } | undefined;
  private release: () => void = () => undefined;

  get(iri: string): Promise<ApiReply> {
    const path = iri.split('?')[0]!;
    const now = this.clock.now();
    if (path === '/c/1/product_bases')
      return this.reply([{ '@id': '/b/1', '@type': 'TicketingProductBase' }]);
    if (path === '/b/1/products')
      return this.reply([{ '@id': '/p/1', '@type': 'TicketingProduct', id: '1' }]);
    if (path === '/c/1/offers/1/tickets') return this.reply([ticket]);
    if (path === `${ticket['@id']}/sessions`)
      return this.reply([{ '@id': session, '@type': 'TicketingOfferTicketSession', availableQuantity: 9 }]);
    if (path === '/c/1/offers/1/availability') {
      const { left } = this;
      const sessionsAvailability = [{ session, availableQuantity: left }];
      const json = { availableQuantity: left, sessionsAvailability };
      return this.asking.then(() => ({ json, url: iri }));
    }
    if (path !== '/c/1/offers') return Promise.reject(new RequestFailure({ kind: 'apiNotFound' }));
    this.asked.push(iri);
    const { kept } = this;
    if (kept !== undefined && now - kept.readAt >= minute) {
      const newer = new Promise<void>((resolve) => (this.release = resolve)).then(() =>
        this.isDown ? { ...this.offers(kept), failure: down } : this.fresh(),
      );
      return Promise.resolve({ ...this.offers(kept), newer });
    }
    return Promise.resolve(kept === undefined ? this.fresh() : this.offers(kept));
  }

  getCatalogs(): Promise<ApiReply> {
    return this.reply([{ '@id': '/c/1', '@type': 'TicketingCatalog' }]);
  }

  /** Lets the server answer what it was asked behind. */
  async answer(): Promise<void> {
    this.release();
    await settled();
  }

  private fresh(): ApiReply {
    this.kept = { quantity: this.quantity, readAt: this.clock.now() };
    return this.offers(this.kept);
  }

  private offers({ quantity, readAt }: { readonly quantity: number; readonly readAt: number }): ApiReply {
    const offer = {
      '@id': '/c/1/offers/1',
      '@type': 'TicketingOffer',
      date: '2099-05-01',
      product: '/p/1',
      availableQuantity: quantity,
      ...this.more,
    };
    return { json: { member: [offer], view: {} }, url: '/', readAt };
  }

  private reply(member: readonly object[]): Promise<ApiReply> {
    return Promise.resolve({ json: { member, view: {} }, url: '/', readAt: this.clock.now() });
  }
}

async function shown(model: CatalogModel): Promise<{ product: ResourceNode; left: unknown[] }> {
  const base = await childOf(model, await childOf(model, undefined, '/c/1'), '/b/1');
  const product = await childOf(model, base, '/p/1');
  const groups = (await model.children(product)).filter((each) => each.kind === 'group');
  const left = groups.flatMap((group) => model.offersIn(group).map(({ quantity }) => quantity));
  return { product, left };
}

describe('the age of offers', () => {
  it('is there while old ones are read again, and goes with the answer', async () => {
    const shop = new Shop();
    await shown(modelOf(shop, 50, shop.clock));
    const soldAt = shop.clock.now();
    shop.quantity = 0;
    await shop.clock.advance(5 * minute);
    const model = modelOf(shop, 50, shop.clock);
    const { product, left } = await shown(model);
    assert.deepEqual(left, [12]);
    assert.deepEqual(model.ages.of(product), { readAt: soldAt, isBeingRead: true });
    await shop.answer();
    assert.deepEqual((await shown(model)).left, [0]);
    assert.equal(model.ages.of(product), undefined);
  });

  it('is drawn and taken away again where the server says the same', async () => {
    const shop = new Shop();
    await shown(modelOf(shop, 50, shop.clock));
    await shop.clock.advance(5 * minute);
    const model = modelOf(shop, 50, shop.clock);
    const drawn: boolean[] = [];
    model.onDidChange((node) =>
      node?.kind === 'resource' ? drawn.push(model.ages.of(node) !== undefined) : undefined,
    );
    await shown(model);
    assert.deepEqual(drawn, [true]);
    await shop.answer();
    assert.deepEqual(drawn, [true, false]);
  });

  it('is there once they are older than a minute, also while nobody looks at them anew', async () => {
    const shop = new Shop();
    const model = modelOf(shop, 50, shop.clock);
    const { product } = await shown(model);
    const readAt = shop.clock.now();
    assert.equal(model.ages.nextChange(), readAt + minute);
    await shop.clock.advance(minute - 1);
    assert.equal(model.ages.of(product), undefined);
    await shop.clock.advance(1);
    assert.deepEqual(model.ages.of(product), { readAt, isBeingRead: false });
    assert.equal(model.ages.nextChange(), undefined);
    assert.equal(shop.asked.length, 1);
  });

  it('stays where the server cannot be asked, which is no reading again', async () => {
    const shop = new Shop();
    await shown(modelOf(shop, 50, shop.clock));
    const readAt = shop.clock.now();
    await shop.clock.advance(5 * minute);
    const model = modelOf(shop, 50, shop.clock);
    const { product } = await shown(model);
    shop.isDown = true;
    await shop.answer();
    assert.deepEqual(model.ages.of(product), { readAt, isBeingRead: false });
  });

  it('is that of a minute at most once they are looked at again, without a timer', async () => {
    const shop = new Shop();
    const model = modelOf(shop, 50, shop.clock);
    const { product } = await shown(model);
    await shop.clock.advance(minute / 2);
    await model.ages.renew((parent) => parent === product);
    assert.equal(shop.asked.length, 1);
    shop.quantity = 3;
    await shop.clock.advance(minute);
    assert.equal(shop.asked.length, 1);
    await model.ages.renew(() => false);
    assert.equal(shop.asked.length, 1);
    const renewal = model.ages.renew((parent) => parent === product);
    await settled();
    assert.equal(model.ages.of(product)?.isBeingRead, true);
    await shop.answer();
    await renewal;
    assert.deepEqual((await shown(model)).left, [3]);
    assert.equal(model.ages.of(product), undefined);
  });
});

describe('the live answer about an offer', () => {
  /** Month, day and offer as they are shown now. */
  async function offerOf(model: CatalogModel): Promise<[GroupNode, GroupNode, ResourceNode]> {
    const { product } = await shown(model);
    const month = (await model.children(product)).find(({ kind }) => kind === 'group') as GroupNode;
    const [day] = (await model.children(month)) as [GroupNode];
    return [month, day, await childOf(model, day, '/offers/1')];
  }

  const quantities = (model: CatalogModel, ...groups: readonly GroupNode[]): unknown[] =>
    groups.flatMap((group) => model.offersIn(group).map(({ quantity }) => quantity));

  it('counts for the day and month of the offer too, which are drawn anew', async () => {
    const shop = new Shop();
    const model = modelOf(shop, 50, shop.clock);
    const [month, day, offer] = await offerOf(model);
    assert.deepEqual(quantities(model, month, day), [12, 12]);
    const told: unknown[] = [];
    model.onDidChange((node) => told.push(node));
    await model.checkAvailability(offer);
    assert.deepEqual(quantities(model, month, day), [3, 3]);
    assert.deepEqual(told, [month]);
  });

  it('counts until the list has been read anew, which knows better from then on', async () => {
    const shop = new Shop();
    const model = modelOf(shop, 50, shop.clock);
    const [month, day, offer] = await offerOf(model);
    await model.checkAvailability(offer);
    shop.quantity = 0;
    await shop.clock.advance(5 * minute);
    const renewal = model.ages.renew(() => true);
    await settled();
    assert.equal(model.live(offer)?.quantity, 3);
    await shop.answer();
    await renewal;
    const [, , now] = await offerOf(model);
    assert.deepEqual([model.live(now), ...quantities(model, month, day)], [undefined, 0, 0]);
    await model.checkAvailability(now);
    assert.deepEqual([model.live(now)?.quantity, ...quantities(model, month, day)], [3, 3, 3]);
  });

  it('counts on beside a newer list that has no number of it', async () => {
    const shop = new Shop();
    shop.more = { availableQuantity: null, availabilityCheckRequired: true };
    const model = modelOf(shop, 50, shop.clock);
    const [month, day, offer] = await offerOf(model);
    await model.checkAvailability(offer);
    await shop.clock.advance(5 * minute);
    const renewal = model.ages.renew(() => true);
    await settled();
    await shop.answer();
    await renewal;
    assert.deepEqual([model.live(offer)?.quantity, ...quantities(model, month, day)], [3, 3, 3]);
  });

  it('is that of a session until its own list has been read anew', async () => {
    const shop = new Shop();
    const model = modelOf(shop, 50, shop.clock);
    const [, , offer] = await offerOf(model);
    const below = await childOf(model, offer, '/tickets/1');
    const node = await childOf(model, below, '/sessions/1');
    await model.checkAvailability(offer);
    assert.equal(model.live(node)?.sessions.get(session), 3);
    await shop.clock.advance(5 * minute);
    await model.ages.renew((parent) => parent === below);
    assert.equal(model.live(node), undefined);
    assert.equal(model.live(offer)?.quantity, 3);
  });

  it('is drawn on the row there is by then, where the list was read anew meanwhile', async () => {
    const shop = new Shop();
    await shown(modelOf(shop, 50, shop.clock));
    await shop.clock.advance(5 * minute);
    const model = modelOf(shop, 50, shop.clock);
    const [, , before] = await offerOf(model);
    let letGo = (): void => undefined;
    shop.asking = new Promise((resolve) => (letGo = resolve));
    const checked = model.checkAvailability(before);
    shop.quantity = 7;
    await shop.answer();
    const [month, day, now] = await offerOf(model);
    assert.notEqual(now, before);
    const told: unknown[] = [];
    model.onDidChange((node) => told.push(node));
    letGo();
    await checked;
    assert.equal(model.live(now)?.quantity, 3);
    assert.ok([month, day, now].some((node) => node === told.at(-1)));
  });
});

describe('the ages of lists', () => {
  interface Shown {
    readonly role: ResourceRole;
    /** Milliseconds since it was read; `undefined` where it has not been. */
    readonly old?: number;
    readonly isBeingRenewed?: boolean;
    readonly standIn?: Failure;
  }

  const nodeOf = (id: string): ResourceNode => ({
    kind: 'resource',
    id,
    role: 'product',
    resource: readResource({ '@id': id }),
    parent: undefined,
  });

  /** Lists that are shown, each named by its place, and from when on what they hold is read again. */
  function shownLists(...lists: readonly Shown[]): {
    readonly ages: ListAges;
    readonly clock: FakeClock;
    readonly renewed: Map<string, number>;
  } {
    const clock = new FakeClock();
    const renewed = new Map<string, number>();
    const shown = new Map(
      lists.map(({ role, old, isBeingRenewed = false, standIn }, index) => {
        const id = String(index);
        const list = {
          isBeingRenewed,
          standIn,
          readAt: old === undefined ? undefined : clock.now() - old,
          renewSince: (time: number): Promise<void> => {
            renewed.set(id, time);
            return Promise.resolve();
          },
        };
        return [id, { list, role, parent: nodeOf(id) }];
      }),
    );
    return { ages: new ListAges(() => shown, clock), clock, renewed };
  }

  it('are those of offers, tickets and sessions; all else may be a day old', () => {
    const roles = ['catalog', 'productBase', 'product', 'option', 'offer', 'ticket', 'session'] as const;
    const { ages } = shownLists(...roles.map((role) => ({ role, old: 3 * minute })));
    assert.deepEqual(
      roles.filter((_role, index) => ages.of(nodeOf(String(index))) !== undefined),
      ['offer', 'ticket', 'session'],
    );
  });

  it('are told at once of what stands in for the server', () => {
    const { ages, clock } = shownLists({ role: 'offer', old: 1, standIn: down }, { role: 'offer', old: 1 });
    assert.deepEqual(ages.of(nodeOf('0')), { readAt: clock.now() - 1, isBeingRead: false });
    assert.equal(ages.of(nodeOf('1')), undefined);
  });

  it('change next where the oldest that is not yet old becomes so', () => {
    const { ages, clock } = shownLists(
      { role: 'product', old: minute - 1 },
      { role: 'offer', old: minute },
      { role: 'offer', old: 10_000 },
      { role: 'ticket', old: 20_000 },
      { role: 'session' },
    );
    assert.equal(ages.nextChange(), clock.now() + 40_000);
    assert.equal(shownLists({ role: 'offer', old: minute }, { role: 'offer' }).ages.nextChange(), undefined);
  });

  it('end for what is looked at: what is a minute old is read again, and nothing twice at a time', async () => {
    const { ages, clock, renewed } = shownLists(
      { role: 'offer', old: minute },
      { role: 'offer', old: minute - 1 },
      { role: 'session', old: 5 * minute },
      { role: 'session', old: 5 * minute, isBeingRenewed: true },
      { role: 'product', old: 5 * minute },
      { role: 'ticket' },
    );
    await ages.renew(() => true);
    // Pages of the same list that were read later are left alone.
    const since = clock.now() - minute;
    assert.deepEqual(
      [...renewed],
      [
        ['0', since],
        ['2', since],
      ],
    );
  });
});
