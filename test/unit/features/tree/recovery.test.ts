import assert from 'node:assert/strict';
import { Listeners } from '../../../../src/base/listeners';
import type { CatalogModel } from '../../../../src/catalogs/catalogModel';
import { CatalogsRecovery } from '../../../../src/features/tree/recovery';
import { FakeClock } from '../../../support/fakeClock';

describe('the recovery of a tree that a passing fault keeps from loading', () => {
  /** A tree of which something could not be loaded, and when that is tried again, in seconds from the beginning. */
  function failing(): {
    readonly clock: FakeClock;
    readonly model: { hasPassingFailure: boolean };
    readonly tries: number[];
    readonly load: () => void;
    readonly show: (visible: boolean) => void;
    readonly recovery: CatalogsRecovery;
  } {
    const clock = new FakeClock();
    const begin = clock.now();
    const tries: number[] = [];
    const loads = new Listeners<void>();
    const visibility = new Listeners<{ visible: boolean }>();
    const view = { visible: true, onDidChangeVisibility: visibility.event };
    const model = {
      hasPassingFailure: true,
      onDidLoad: loads.event,
      retryPassing: () => {
        tries.push((clock.now() - begin) / 1000);
        loads.fire();
        return Promise.resolve();
      },
    };
    const recovery = new CatalogsRecovery(model as unknown as CatalogModel, view, clock);
    return {
      clock,
      model,
      tries,
      load: () => loads.fire(),
      show: (visible) => {
        view.visible = visible;
        visibility.fire({ visible });
      },
      recovery,
    };
  }

  it('tries ever less often, but once a minute', async () => {
    const { clock, tries, load, recovery } = failing();
    load();
    // What is loaded besides brings no try forward.
    load();
    await clock.advance(250_000);
    assert.deepEqual(tries, [10, 30, 70, 130, 190, 250]);
    recovery.dispose();
  });

  it('tries nothing once all is there, and begins at ten seconds with the next fault', async () => {
    const { clock, model, tries, load, recovery } = failing();
    load();
    await clock.advance(40_000);
    model.hasPassingFailure = false;
    load();
    assert.equal(clock.running, 0);
    await clock.advance(60_000);
    model.hasPassingFailure = true;
    load();
    await clock.advance(10_000);
    assert.deepEqual(tries, [10, 30, 110]);
    recovery.dispose();
  });

  it('tries nothing while nobody looks, and at once when somebody does', async () => {
    const { clock, tries, load, show, recovery } = failing();
    load();
    show(false);
    await clock.advance(100_000);
    assert.deepEqual([tries, clock.running], [[], 0]);
    show(true);
    assert.deepEqual(tries, [100]);
    await clock.advance(20_000);
    assert.deepEqual(tries, [100, 120]);
    recovery.dispose();
  });

  it('tries nothing at the look where nothing is due by then', async () => {
    const { clock, model, tries, load, show, recovery } = failing();
    load();
    show(false);
    await clock.advance(5000);
    show(true);
    assert.deepEqual(tries, []);
    show(false);
    await clock.advance(5000);
    model.hasPassingFailure = false;
    load();
    show(true);
    assert.deepEqual(tries, []);
    recovery.dispose();
  });

  it('ends with the tree', async () => {
    const { clock, tries, load, show, recovery } = failing();
    load();
    recovery.dispose();
    load();
    show(false);
    show(true);
    assert.equal(clock.running, 0);
    await clock.advance(100_000);
    assert.deepEqual(tries, []);
  });
});
