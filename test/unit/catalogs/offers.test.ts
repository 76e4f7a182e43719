import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CatalogModel } from '../../../src/catalogs/catalogModel';
import type { ResourceNode } from '../../../src/catalogs/nodes';
import { lowestPrices } from '../../../src/catalogs/offer';
import { RequestFailure } from '../../../src/base/failure';
import { goToDay } from '../../../src/catalogs/locate';
import { childOf, iris, modelOf, resources } from '../../support/catalogs';
import { offer, offers, offersFrom, outline, productOf, today, world } from '../../support/offers';

describe('the offers of a product', () => {
  it('stand by month and day, those without a day at the end', async () => {
    const member = [
      offer('1', '2026-11-30'),
      offer('2', '2026-12-01T00:00:00+01:00'),
      offer('3', '2026-12-01'),
      offer('4', null),
      offer('5', '2026-02-31'),
    ];
    const { reader } = world({ [`${offers}&page=1&itemsPerPage=50`]: { member } });
    const model = modelOf(reader);
    const product = await productOf(model);
    assert.deepEqual(await outline(model, await model.children(product)), [
      ['2026-11', [['2026-11-30', ['/c/1/offers/1']]]],
      ['2026-12', [['2026-12-01', ['/c/1/offers/2', '/c/1/offers/3']]]],
      ['', ['/c/1/offers/4', '/c/1/offers/5']],
    ]);
  });

  it('are loaded to the last by way of a month or day as well, which shows a part of them', async () => {
    const { reader } = world({
      [`${offers}&page=1&itemsPerPage=50`]: { member: [offer('1', '2026-11-30')], view: { next: '/next' } },
      '/next': { member: [offer('2', '2026-12-01')], view: {} },
    });
    const model = modelOf(reader);
    const product = await productOf(model);
    const [november] = await model.children(product);
    await model.loadAll(november, { signal: new AbortController().signal });
    assert.deepEqual(await outline(model, await model.children(product)), [
      ['2026-11', [['2026-11-30', ['/c/1/offers/1']]]],
      ['2026-12', [['2026-12-01', ['/c/1/offers/2']]]],
    ]);
  });

  it('come month by month as their pages are loaded, by nodes that stay', async () => {
    const { reader } = world({
      [`${offers}&page=1&itemsPerPage=50`]: { member: [offer('1', '2026-11-30')], view: { next: '/next' } },
      '/next': { member: [offer('2', '2026-11-30'), offer('3', '2026-12-01')], view: {} },
    });
    const model = modelOf(reader);
    const product = await productOf(model);
    const [november, more] = await model.children(product);
    assert.equal(more?.kind, 'loadMore');
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    await model.loadMore(more);
    assert.deepEqual(changed, [product]);
    const [again, december, ...rest] = await model.children(product);
    assert.equal(again, november);
    assert.deepEqual(rest, []);
    assert.ok(december?.kind === 'group' && again?.kind === 'group');
    assert.deepEqual(model.offersIn(again).length, 2);
  });

  it('are asked for by the IRI of the product where its id brings nothing or is refused', async () => {
    const byIri = `/c/1/offers?product%5B%5D=%2Fc%2F1%2Fproducts%2Fp&date%5Bafter%5D=${today}&order%5Bdate%5D=asc`;
    const refusals = [400, 422].map((status) => new RequestFailure({ kind: 'apiError', status }));
    for (const byId of [{ member: [] }, ...refusals]) {
      const { reader, asked } = world({
        [`${offers}&page=1&itemsPerPage=50`]: byId,
        [`${offersFrom(today)}&page=1&itemsPerPage=50`]: byId,
        [`${byIri}&page=1&itemsPerPage=50`]: { member: [offer('1', today)], totalItems: 2 },
        [`${byIri}&page=2&itemsPerPage=50`]: { member: [offer('2', today)], totalItems: 2 },
      });
      const model = modelOf(reader);
      const product = await productOf(model);
      const [, month, more] = await model.children(product);
      await model.loadMore(more!);
      const [day] = await model.children(month as never);
      assert.deepEqual(iris(await model.children(day as never)), ['/c/1/offers/1', '/c/1/offers/2']);
      assert.equal(asked.filter((iri) => iri.startsWith('/c/1/offers')).length, 4);
    }
  });

  it('begin at today, with a way to those before and without a day', async () => {
    const { reader, asked } = world({
      [`${offersFrom(today)}&page=1&itemsPerPage=50`]: {
        member: [offer('2', today), offer('3', '2999-01-01')],
      },
      [`${offers}&page=1&itemsPerPage=50`]: {
        member: [offer('1', '1999-01-01'), offer('2', today), offer('3', '2999-01-01'), offer('4', null)],
      },
    });
    const model = modelOf(reader);
    const product = await productOf(model);
    const [earlier, ...later] = await outline(model, await model.children(product));
    assert.equal(earlier, 'earlier');
    assert.deepEqual(JSON.stringify(later).match(/offers.\d/g), ['offers/2', 'offers/3']);
    assert.equal(asked.filter((iri) => iri.startsWith('/c/1/offers')).length, 1);
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    model.beginAt(product, '');
    assert.deepEqual(changed, [product]);
    const all = JSON.stringify(await outline(model, await model.children(product)));
    assert.deepEqual(all.match(/offers.\d|earlier/g), ['offers/1', 'offers/2', 'offers/3', 'offers/4']);
  });

  it('begin at the first day that has any where none is to come, and where the server knows no such filter', async () => {
    const past = { member: [offer('1', '1999-01-01')] };
    for (const none of [{ member: [] }, new RequestFailure({ kind: 'apiError', status: 400 }), past]) {
      const { reader } = world({
        [`${offersFrom(today)}&page=1&itemsPerPage=50`]: none,
        [`${offers}&page=1&itemsPerPage=50`]: past,
      });
      const model = modelOf(reader);
      assert.deepEqual(await outline(model, await model.children(await productOf(model))), [
        ['1999-01', [['1999-01-01', ['/c/1/offers/1']]]],
      ]);
    }
  });

  it('are without those sold out when asked so, and say how many those are where none is left', async () => {
    const gone = offer('1', today, { availableQuantity: 0 });
    const { reader } = world({
      [`${offersFrom(today)}&page=1&itemsPerPage=50`]: { member: [gone, offer('2', '2999-01-01')] },
    });
    const model = modelOf(reader);
    const product = await productOf(model);
    await model.children(product);
    const shown = async (): Promise<string[] | null> =>
      JSON.stringify(await outline(model, await model.children(product))).match(/offers.\d|empty/g);
    assert.deepEqual(await shown(), ['offers/1', 'offers/2']);
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    model.withSoldOut = false;
    assert.deepEqual([await shown(), changed], [['offers/2'], [product]]);
    const { reader: other } = world({ [`${offersFrom(today)}&page=1&itemsPerPage=50`]: { member: [gone] } });
    const empty = modelOf(other);
    empty.withSoldOut = false;
    const last = (await empty.children(await productOf(empty))).at(-1);
    assert.ok(last?.kind === 'empty' && last.hidden === 1);
  });

  it('are not those of other products, where the server knows no such filter', async () => {
    const other = [{ '@id': '/c/1/products/x' }, '/c/1/products/x', { id: 'x' }];
    const own = [
      { '@id': '/c/1/product_bases/b/products/p' },
      '/c/1/products/p',
      { id: 'p' },
      undefined,
      null,
      {},
      // Embedded without an address of its own (API reference, section 3), which names no product.
      { '@id': '/.well-known/genid/659ea7d58fe6d29dcf2e', '@type': 'TicketingProduct', name: 'Product' },
      '/.well-known/genid/659ea7d58fe6d29dcf2e',
    ];
    const member = [...other, ...own].map((product, index) => offer(String(index), null, { product }));
    const { reader } = world({ '/c/1/offers': { member } });
    const model = modelOf(reader);
    const [undated] = await model.children(await productOf(model));
    assert.equal(resources(await model.children(undated as never)).length, own.length);
  });

  it('that are another product’s are not counted as sold out', async () => {
    const member = ['1', '2', '3'].map((id) =>
      offer(id, today, { availableQuantity: 0, product: '/c/1/products/x' }),
    );
    const { reader } = world({ '/c/1/offers': { member } });
    const model = modelOf(reader);
    model.withSoldOut = false;
    const product = await productOf(model);
    const last = (await model.children(product)).at(-1);
    assert.ok(last?.kind === 'empty' && last.hidden === 0, JSON.stringify(last));
    assert.equal((await goToDay(model, product, today)).soldOut, 0);
  });

  it('are one calm line where the server has none', async () => {
    const model = modelOf(world({}).reader);
    const children = await model.children(await productOf(model));
    assert.deepEqual(
      children.map(({ kind }) => kind),
      ['absent'],
    );
  });
});

describe('the lowest of some amounts', () => {
  const lowest = (...amounts: readonly (readonly [string, string?])[]): string[] =>
    lowestPrices(amounts.map(([amount, currency]) => ({ amount, currency }))).map(
      ({ amount, currency = '' }) => `${amount} ${currency}`,
    );

  it('is one for each currency, the most usual first, in whatever case it is written', () => {
    assert.deepEqual(lowest(['9.50', 'usd'], ['12.00', 'EUR'], ['10.00', 'eur'], ['100.00', 'EUR']), [
      '10.00 eur',
      '9.50 usd',
    ]);
    assert.deepEqual(lowest(['3.00'], ['2.00', 'EUR']), ['3.00 ', '2.00 EUR']);
  });

  it('leaves out what is no amount to reckon with', () => {
    assert.deepEqual(lowest(['free', 'EUR'], ['9'.repeat(40), 'EUR'], ['1e3', 'EUR'], ['7', 'EUR']), [
      '7 EUR',
    ]);
    assert.deepEqual(lowest(['123456789.12345678', 'EUR'], ['49.50000', 'EUR'], ['49.6', 'EUR']), [
      '49.50000 EUR',
    ]);
    assert.deepEqual(lowest(['free', 'EUR']), []);
  });
});

describe('tickets and sessions', () => {
  const ticket = { '@id': '/c/1/offers/1/tickets/t', name: 'Slot', dateAccess: false };
  const sessions = '/c/1/offers/1/tickets/t/sessions';

  async function offerOf(
    answers: Readonly<Record<string, unknown>>,
    tickets?: unknown,
  ): Promise<{ model: CatalogModel; node: ResourceNode; asked: string[] }> {
    const { reader, asked } = world({
      '/c/1/offers': { member: [offer('1', null, { tickets })] },
      ...answers,
    });
    const model = modelOf(reader);
    const [undated] = await model.children(await productOf(model));
    return { model, node: await childOf(model, undated as never, '/offers/1'), asked };
  }

  it('come with the offer, or else from its list', async () => {
    const whole = await offerOf({}, [ticket]);
    const before = whole.asked.length;
    assert.deepEqual(iris(await whole.model.children(whole.node)), [ticket['@id']]);
    assert.equal(whole.asked.length, before);

    const listed = await offerOf({ '/c/1/offers/1/tickets': { member: [ticket] } }, [{ dateAccess: false }]);
    assert.deepEqual(iris(await listed.model.children(listed.node)), [ticket['@id']]);
    assert.ok(listed.asked.includes('/c/1/offers/1/tickets'));
  });

  it('stay what came with the offer where there is no list', async () => {
    const { model, node } = await offerOf({}, [{ dateAccess: false }]);
    const [only] = resources(await model.children(node));
    assert.deepEqual([only?.role, only?.resource.iri], ['ticket', undefined]);
  });

  it('are listed below their ticket, with the seat maps they name', async () => {
    const session = { '@id': `${sessions}/s`, occursAt: '2026-11-30T20:00:00+01:00', seatMap: '/c/1/maps/m' };
    const { model, node } = await offerOf({ [sessions]: { member: [session] } }, [ticket]);
    const found = await childOf(model, await childOf(model, node, '/tickets/t'), '/sessions/s');
    assert.equal(found.role, 'session');
    assert.equal(model.hasChildren(found), true);
    const maps = resources(await model.children(found));
    assert.deepEqual([maps[0]?.role, maps[0]?.resource.iri], ['seatMap', '/c/1/maps/m']);
    assert.deepEqual(await model.children(found), maps);
  });

  it('are those that the availability names where they have no list', async () => {
    const { model, node } = await offerOf(
      {
        '/c/1/offers/1/availability': {
          sessionsAvailability: [
            { session: `${sessions}/s`, availableQuantity: 3 },
            { session: { '@id': `${sessions}/e`, occursAt: '2026-11-30T20:00:00+01:00' } },
            { session: '/c/1/offers/1/tickets/other/sessions/x' },
            null,
          ],
        },
      },
      [ticket],
    );
    const [named, embedded, ...rest] = resources(
      await model.children(await childOf(model, node, '/tickets/t')),
    );
    assert.deepEqual(
      [named?.resource.iri, embedded?.resource.iri, rest],
      [`${sessions}/s`, `${sessions}/e`, []],
    );
    assert.deepEqual(embedded?.resource.raw, {
      '@id': `${sessions}/e`,
      occursAt: '2026-11-30T20:00:00+01:00',
    });
  });

  it('are those that the availability names of an offer whose address ends in a slash', async () => {
    const named = { sessionsAvailability: [{ session: `${sessions}/s` }] };
    const { reader } = world({
      '/c/1/offers': { member: [{ ...offer('1/', null), tickets: [ticket] }] },
      '/c/1/offers/1/availability': named,
    });
    const model = modelOf(reader);
    const [undated] = await model.children(await productOf(model));
    const node = await childOf(model, undated as never, '/offers/1/');
    assert.deepEqual(iris(await model.children(await childOf(model, node, '/tickets/t'))), [`${sessions}/s`]);
  });

  it('are not none where the availability that would name them fails', async () => {
    const { model, node } = await offerOf(
      { '/c/1/offers/1/availability': new RequestFailure({ kind: 'apiError', status: 500 }) },
      [ticket],
    );
    const children = await model.children(await childOf(model, node, '/tickets/t'));
    assert.deepEqual(
      children.map((each) => each.kind === 'failure' && each.failure.status),
      [500],
    );
  });

  it('are one calm line where nothing names any', async () => {
    const { model, node } = await offerOf({}, [ticket]);
    const children = await model.children(await childOf(model, node, '/tickets/t'));
    assert.deepEqual(
      children.map(({ kind }) => kind),
      ['absent'],
    );
  });
});

describe('what is asked live about an offer', () => {
  const availability = '/c/1/offers/1/availability';
  const price = '/c/1/offers/1/price';
  const session = '/c/1/offers/1/tickets/t/sessions/s';
  const embedded = '/c/1/offers/1/tickets/t/sessions/e';

  async function check(
    answers: Readonly<Record<string, unknown>>,
  ): Promise<{ model: CatalogModel; node: ResourceNode; changed: unknown[] }> {
    const { reader } = world({ '/c/1/offers': { member: [offer('1', null)] }, ...answers });
    const model = modelOf(reader);
    const [undated] = await model.children(await productOf(model));
    const node = await childOf(model, undated as never, '/offers/1');
    const changed: unknown[] = [];
    model.onDidChange((each) => changed.push(each));
    return { model, node, changed };
  }

  it('is told with its time, for the offer and its sessions, and forgotten with the rest', async () => {
    const { model, node, changed } = await check({
      [availability]: {
        availableQuantity: 5,
        sessionsAvailability: [
          { session, availableQuantity: 2 },
          { session: { '@id': embedded }, availableQuantity: null },
        ],
      },
      [price]: { amountInclTax: '51.50', currency: 'EUR' },
    });
    assert.equal(model.live(node), undefined);
    await model.checkAvailability(node);
    const live = model.live(node);
    assert.deepEqual(
      [live?.time, live?.quantity, live?.price, live?.failure],
      [Date.parse('2026-01-01T12:00:00Z'), 5, { amount: '51.50', currency: 'EUR' }, undefined],
    );
    assert.deepEqual(
      [...(live?.sessions ?? [])],
      [
        [session, 2],
        [embedded, null],
      ],
    );
    assert.deepEqual(changed, [node.parent]);
    model.reset();
    assert.equal(model.live(node), undefined);
  });

  it('is asked again each time', async () => {
    let left = 5;
    const { model, node } = await check({ [availability]: () => ({ availableQuantity: left }), [price]: {} });
    await model.checkAvailability(node);
    left = 4;
    await model.checkAvailability(node);
    assert.equal(model.live(node)?.quantity, 4);
  });

  it('is half the answer where the other half is missing', async () => {
    const { model, node } = await check({ [availability]: { availableQuantity: null } });
    await model.checkAvailability(node);
    assert.deepEqual([model.live(node)?.quantity, model.live(node)?.failure?.kind], [null, 'apiNotFound']);
  });

  it('is a failure where both are missing', async () => {
    const { model, node, changed } = await check({});
    await assert.rejects(model.checkAvailability(node), { failure: { kind: 'apiNotFound' } });
    assert.deepEqual(changed, []);
  });

  it('may be any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (stock, amount) => {
        const { model, node } = await check({ [availability]: stock ?? {}, [price]: amount ?? {} });
        await model.checkAvailability(node);
        assert.ok(model.live(node) !== undefined);
      }),
      { numRuns: 50 },
    );
  });
});
