import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApiReply } from '../../../src/api/apiClient';
import { addDays, localDay, monthOf } from '../../../src/base/days';
import { RequestFailure } from '../../../src/base/failure';
import { goToDay } from '../../../src/catalogs/locate';
import type { GroupNode } from '../../../src/catalogs/nodes';
import { iris, modelOf } from '../../support/catalogs';
import { offer, productOf, world } from '../../support/offers';
import { FakeClock } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';

describe('the groups of offers', () => {
  it('are not all of a month and a day where what is loaded of the list ends in it', async () => {
    const { reader } = world({
      '/c/1/offers': {
        member: [offer('1', '2026-11-30'), offer('2', '2026-12-01'), offer('3', '2026-12-02')],
        view: { next: '/next' },
      },
      '/next': { member: [offer('4', '2026-12-02'), offer('5', null)], view: {} },
    });
    const model = modelOf(reader);
    const product = await productOf(model);
    const cut = async (): Promise<string[]> => {
      const months = (await model.children(product)).filter((node) => node.kind === 'group');
      const days = await Promise.all(months.map((month) => model.children(month)));
      return [...months, ...days.flat()].flatMap((node) =>
        node.kind === 'group' && model.offersGoOn(node) ? node.value : [],
      );
    };
    assert.deepEqual(await cut(), ['2026-12', '2026-12-02']);
    await model.loadAll(product, { signal: new AbortController().signal });
    assert.deepEqual(await cut(), []);
  });

  it('are not all of the month in which the list begins, on a day that is still to come', async () => {
    const clock = new FakeClock();
    // In the midst of a month.
    clock.setWallClock(14 * 86_400_000);
    const cutFrom = async (
      day: string,
      member = [offer('1', day), offer('2', '2999-01-02')],
    ): Promise<string[]> => {
      const { reader } = world({ '/c/1/offers': { member } });
      const model = modelOf(reader, 50, clock);
      const product = await productOf(model);
      await goToDay(model, product, day);
      const months = (await model.children(product)).filter((node) => node.kind === 'group');
      const days = (await Promise.all(months.map((month) => model.children(month)))).flat();
      return [...months, ...days].flatMap((node) =>
        node.kind === 'group' && model.offersGoOn(node) ? node.value : [],
      );
    };
    assert.deepEqual(await cutFrom('2500-12-20'), ['2500-12']);
    // Those without a day stand at either end, and say nothing of where the list begins.
    const undated = offer('0', null);
    for (const member of [
      [undated, offer('1', '2500-12-21')],
      [offer('1', '2500-12-21'), undated],
    ]) {
      assert.deepEqual(await cutFrom('2500-12-20', member), ['2500-12']);
    }
    // All of it is there.
    assert.deepEqual(await cutFrom('2500-12-01'), []);
    // No offer is left out that could still be bought.
    const today = localDay(clock.now());
    assert.deepEqual(await cutFrom(today), []);
    assert.deepEqual(await cutFrom(addDays(today, 1)), [monthOf(addDays(today, 1))]);
    // The first month that has offers is a later one, or the server knows no such filter.
    assert.deepEqual(await cutFrom('2500-12-20', [offer('1', '2501-01-05')]), []);
    assert.deepEqual(await cutFrom('2500-12-20', [offer('1', '2500-12-05'), offer('2', '2500-12-21')]), []);
  });

  it('are not said to be none from a day on where the list could not be read', async () => {
    const failure = { kind: 'connectionRefused' } as const;
    const { reader } = world({ '/c/1/offers': new RequestFailure(failure) });
    const model = modelOf(reader);
    const found = goToDay(model, await productOf(model), '2500-01-01');
    assert.deepEqual(await failureFrom(found), failure);
  });

  it('are all there by day, in order, whatever they say', async () => {
    const raw = fc.oneof(
      fc.jsonValue(),
      fc.record({
        date: fc.oneof(fc.constantFrom('2026-01-01', '2025-12-31', '2026-13-01', null), fc.string()),
        price: fc.jsonValue(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(raw, { maxLength: 20 }), async (all) => {
        const named = all.map((each, index) =>
          each instanceof Object && !Array.isArray(each) && !('product' in each)
            ? { ...each, '@id': `/c/1/offers/${index}` }
            : offer(String(index), null),
        );
        const model = modelOf(world({ '/c/1/offers': { member: named } }).reader, 50);
        const months = await model.children(await productOf(model));
        const days = await Promise.all(
          months.map(async (month) =>
            month.kind === 'group' && month.group === 'month' ? model.children(month) : [month],
          ),
        );
        const groups = days.flat().filter((each) => each.kind === 'group');
        const shown = await Promise.all(groups.map((group) => model.children(group)));
        assert.deepEqual(
          new Set(iris(shown.flat())),
          new Set(named.map((_each, index) => `/c/1/offers/${index}`)),
        );
        assert.equal(shown.flat().length, named.length);
        const keys = groups.map(({ value }) => value || '~');
        assert.deepEqual(keys, [...keys].sort());
      }),
      { numRuns: 100 },
    );
  });

  it('are grouped anew where the server says otherwise behind what was kept, and not where more came', async () => {
    const kept = {
      json: { member: [offer('1', '2027-01-01'), offer('2', '2027-01-02')], view: {} },
      url: '',
    };
    const { reader } = world({});
    let tell: (reply: ApiReply) => void = () => undefined;
    const newer = new Promise<ApiReply>((resolve) => (tell = resolve));
    const get = (iri: string): Promise<ApiReply> =>
      iri.includes('/offers') ? Promise.resolve({ ...kept, newer }) : reader.get(iri);
    const model = modelOf({ ...reader, get });
    const product = await productOf(model);
    const daysShown = async (): Promise<string[]> => {
      const month = (await model.children(product)).find(({ kind }) => kind === 'group');
      return (await model.children(month as GroupNode)).map((each) => (each as GroupNode).value);
    };
    assert.deepEqual(await daysShown(), ['2027-01-01', '2027-01-02']);
    tell({ ...kept, json: { member: [offer('1', '2027-01-03'), offer('2', '2027-01-02')], view: {} } });
    await new Promise(setImmediate);
    assert.deepEqual(await daysShown(), ['2027-01-02', '2027-01-03']);
  });
});
