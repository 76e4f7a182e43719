import assert from 'node:assert/strict';
import type { ResourceReader } from '../../../../src/api/apiClient';
import { RequestFailure } from '../../../../src/base/failure';
import type { CatalogModel } from '../../../../src/catalogs/catalogModel';
import { Finder } from '../../../../src/features/find/model/finder';
import { modelOf, readerOf } from '../../../support/catalogs';
import { FakeClock, settled } from '../../../support/fakeClock';
import { nothing } from '../../../support/finderBench';

const bases = (catalog: number): string => `/c/${catalog}/product_bases`;
const page = (member: readonly object[], next?: string): object => ({ member, view: { next } });

/** Two catalogs; the product bases of the first are in two pages, those of the second in one and one that fails. */
const answers = {
  '/catalogs': page([1, 2].map((index) => ({ '@id': `/c/${index}`, '@type': 'TicketingCatalog' }))),
  [bases(1)]: page([{ '@id': `${bases(1)}/a`, name: 'Tour A' }], '/second'),
  '/second': page([{ '@id': `${bases(1)}/b`, name: 'Tour B' }]),
  [bases(2)]: page([{ '@id': `${bases(2)}/c`, name: 'Tour C' }], '/broken'),
  '/broken': new RequestFailure({ kind: 'apiError', status: 500 }),
};

describe('what Find looks through while the tree is refreshed', () => {
  /** Find in the midst of the second page of the first catalog, which is answered once its request is called off. */
  async function begun(): Promise<{ model: CatalogModel; finder: Finder; loaded: Promise<void> }> {
    const clock = new FakeClock();
    const { reader } = readerOf(answers);
    let isFirst = true;
    const get: ResourceReader['get'] = (iri, signal) => {
      if (iri !== '/second' || !isFirst) return reader.get(iri);
      isFirst = false;
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new RequestFailure({ kind: 'cancelled' }))),
      );
    };
    const model = modelOf({ ...reader, get }, 50, clock);
    const finder = new Finder(
      { model, cache: { ...reader, get, kept: nothing }, clock, pageSize: 50 },
      () => undefined,
    );
    await finder.look('tour');
    const loaded = finder.load();
    await settled();
    return { model, finder, loaded };
  }

  // A refresh leaves out the lists below rows that are closed.
  for (const isOpen of [true, false]) {
    it(`is all of it, and what of it cannot be had is told, with rows ${isOpen ? 'open' : 'closed'}`, async () => {
      const { model, finder, loaded } = await begun();
      await model.renew(() => isOpen);
      await loaded;
      assert.deepEqual(finder.matches.map(({ resource }) => resource.label).toSorted(), [
        'Tour A',
        'Tour B',
        'Tour C',
      ]);
      assert.equal(finder.listFailure?.status, 500);
      assert.equal(finder.isBusy, false);
      await finder.end();
    });
  }
});
