import assert from 'node:assert/strict';
import { RequestFailure } from '../../../src/base/failure';
import { goToDay, locate, locateDay } from '../../../src/catalogs/locate';
import { modelOf } from '../../support/catalogs';
import { offer, offers, offersFrom, outline, productOf, today, world } from '../../support/offers';

describe('the offers of a product, where a day is looked for', () => {
  it('begin at the day that was gone to, whose first day with offers is found by one request', async () => {
    const { reader, asked } = world({
      [`${offersFrom('2500-01-01')}&page=1&itemsPerPage=50`]: { member: [offer('3', '2999-01-01')] },
    });
    const model = modelOf(reader);
    const found = await goToDay(model, await productOf(model), '2500-01-01');
    assert.equal(found.day?.value, '2999-01-01');
    assert.equal(asked.filter((iri) => iri.startsWith('/c/1/offers')).length, 1);
  });

  it('begin where they did after a day or an offer was looked for in vain', async () => {
    const later = { member: [offer('2', '2998-01-01'), offer('3', '2999-01-01')] };
    const { reader } = world({
      '/c/1/offers': { member: [offer('1', '1999-01-01'), ...later.member] },
      [`${offersFrom(today)}&page=1&itemsPerPage=50`]: later,
      [`${offersFrom('2998-06-01')}&page=1&itemsPerPage=50`]: { member: later.member.slice(1) },
      [`${offersFrom('2999-06-01')}&page=1&itemsPerPage=50`]: { member: [] },
    });
    const { signal } = new AbortController();
    const model = modelOf(reader);
    const product = await productOf(model);
    const shown = async (): Promise<string[] | null> =>
      JSON.stringify(await outline(model, await model.children(product))).match(/offers.\d/g);
    const path = ['/c/1', '/c/1/product_bases/b', '/c/1/products/p', '/c/1/offers/none'];
    for (const [from, expected] of [
      [undefined, ['offers/2', 'offers/3']],
      ['2998-06-01', ['offers/3']],
    ] as const) {
      model.beginAt(product, from);
      assert.deepEqual(await shown(), expected);
      assert.equal(await locateDay(model, product, '2999-06-01', signal), undefined);
      assert.deepEqual(await shown(), expected);
      assert.equal(await locate(model, path, signal), undefined);
      assert.deepEqual(await shown(), expected);
      assert.equal((await goToDay(model, product, '2999-06-01')).day?.value, '2999-01-01');
      assert.deepEqual(await shown(), expected);
    }
  });

  it('are gone through to a day where the server does not begin there, and no further than the last page', async () => {
    const first = { member: [offer('1', '1999-11-01'), offer('2', '1999-11-02')], view: { next: '/next' } };
    const refusal = new RequestFailure({ kind: 'apiError', status: 400 });
    for (const answer of [refusal, first]) {
      const { reader, asked } = world({
        [`${offersFrom('2999-03-05')}&page=1&itemsPerPage=50`]: answer,
        [`${offersFrom('2999-04-01')}&page=1&itemsPerPage=50`]: answer,
        [`${offers}&page=1&itemsPerPage=50`]: first,
        '/next': { member: [offer('3', '2999-03-05')], view: {} },
      });
      const { signal } = new AbortController();
      const model = modelOf(reader);
      const product = await productOf(model);
      assert.equal((await goToDay(model, product, '2999-03-05')).day?.value, '2999-03-05');
      const again = modelOf(reader);
      const day = await locateDay(again, await productOf(again), '2999-03-05', signal);
      assert.equal(day?.value, '2999-03-05');
      assert.equal(await locateDay(again, await productOf(again), '2999-04-01', signal), undefined);
      assert.ok(asked.includes('/next'));
    }
  });

  it('that are over are not gone through where the server says that none is to come', async () => {
    const { reader, asked } = world({
      [`${offersFrom('2999-03-05')}&page=1&itemsPerPage=50`]: { member: [] },
      [`${offers}&page=1&itemsPerPage=50`]: { member: [offer('1', '1999-11-01')], view: { next: '/next' } },
    });
    const model = modelOf(reader);
    assert.equal((await goToDay(model, await productOf(model), '2999-03-05')).day?.value, '1999-11-01');
    assert.equal(asked.includes('/next'), false);
  });
});
