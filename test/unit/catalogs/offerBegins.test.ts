import assert from 'node:assert/strict';
import { addDays, localDay } from '../../../src/base/days';
import type { CatalogModel } from '../../../src/catalogs/catalogModel';
import { goToDay, type DayFound } from '../../../src/catalogs/locate';
import type { ResourceNode } from '../../../src/catalogs/nodes';
import { modelOf } from '../../support/catalogs';
import { FakeClock } from '../../support/fakeClock';
import { offer, productOf, world } from '../../support/offers';

/** The day of the clock that models have here. */
const today = localDay(new FakeClock().now());

describe('the offers of a product from a day on', () => {
  it('have a way to those before also where some without a day are listed in front or behind', async () => {
    for (const member of [
      [offer('0', null), offer('2', today)],
      [offer('2', today), offer('0', null)],
    ]) {
      const { reader } = world({ '/c/1/offers': { member } });
      const model = modelOf(reader);
      assert.equal((await model.children(await productOf(model)))[0]?.kind, 'earlier');
    }
  });

  describe('where only those that are available are shown', () => {
    const [from, gone] = ['2500-01-01', { availableQuantity: 0 }];

    /** Goes to a day in a product that has these pages of offers, of which nothing but those available is shown. */
    async function goneTo(...pages: readonly (readonly object[])[]): Promise<DayFound> {
      const answers = pages.map((member, index) => [
        index === 0 ? '/c/1/offers' : `/pages/${index}`,
        { member, view: index + 1 < pages.length ? { next: `/pages/${index + 1}` } : {} },
      ]);
      const model = modelOf(world(Object.fromEntries(answers) as Record<string, unknown>).reader);
      model.withSoldOut = false;
      return goToDay(model, await productOf(model), from);
    }

    it('are looked for on later pages, too', async () => {
      const found = await goneTo(
        [offer('1', '2500-01-01', gone)],
        [offer('2', '2500-01-02', gone)],
        [offer('3', '2500-01-03')],
      );
      assert.equal(found.day?.value, '2500-01-03');
    });

    it('are said to be sold out, where they are', async () => {
      const all = await goneTo([offer('1', '2500-01-01', gone)], [offer('2', '2500-01-02', gone)]);
      assert.deepEqual(all, { day: undefined, soldOut: 2 });
      const butUndated = await goneTo([offer('1', '2500-01-01', gone), offer('2', null)]);
      assert.deepEqual(butUndated, { day: undefined, soldOut: 1 });
      assert.deepEqual(await goneTo([offer('1', null)]), { day: undefined, soldOut: 0 });
    });
  });

  describe('in a window that stays open over midnight', () => {
    const member = [offer('1', '2999-01-01')];
    const tomorrow = addDays(today, 1);

    /** A product whose offers have been looked at, and the days that they were asked for from. */
    async function opened(): Promise<{
      clock: FakeClock;
      model: CatalogModel;
      product: ResourceNode;
      from: () => (string | null)[];
    }> {
      const clock = new FakeClock();
      const { reader, asked } = world({ '/c/1/offers': { member } });
      const model = modelOf(reader, 50, clock);
      const product = await productOf(model);
      await model.children(product);
      const from = (): (string | null)[] =>
        asked
          .filter((iri) => iri.startsWith('/c/1/offers'))
          .map((iri) => new URL(iri, 'https://api.test').searchParams.get('date[after]'));
      return { clock, model, product, from };
    }

    it('begin at the new day once they are looked at again', async () => {
      const { clock, model, product, from } = await opened();
      await clock.advance(86_400_000);
      assert.equal((await model.children(product))[0]?.kind, 'earlier');
      await model.children(product);
      assert.deepEqual(from(), [today, tomorrow]);
    });

    it('stay at the day that was gone to', async () => {
      const { clock, model, product, from } = await opened();
      await goToDay(model, product, '2500-01-01');
      await clock.advance(86_400_000);
      await model.children(product);
      assert.deepEqual(from(), [today, '2500-01-01']);
    });

    it('begin at the new day also where going to a day was taken back', async () => {
      const { clock, model, product, from } = await opened();
      await goToDay(model, product, '2500-01-01');
      model.beginAt(product, undefined);
      await model.children(product);
      await clock.advance(86_400_000);
      await model.renew(() => true);
      assert.deepEqual(from(), [today, '2500-01-01', today, tomorrow]);
    });
  });
});
