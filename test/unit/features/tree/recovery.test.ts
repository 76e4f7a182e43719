import assert from 'node:assert/strict';
import type { ServiceAccount } from '../../../../src/auth/serviceAccount';
import { Listeners } from '../../../../src/base/listeners';
import type { CatalogModel } from '../../../../src/catalogs/catalogModel';
import { AccountWatch, CatalogsRecovery } from '../../../../src/features/tree/recovery';
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

describe('the account the catalogs belong to', () => {
  const one = { environment: 'One' } as ServiceAccount;
  const two = { environment: 'Two' } as ServiceAccount;
  const watching = (): { follow: AccountWatch['follow']; model: { rootFailed: boolean; resets: number } } => {
    const model = {
      rootFailed: false,
      resets: 0,
      reset: () => void (model.resets++, (model.rootFailed = false)),
    };
    const watch = new AccountWatch(model);
    return { follow: (account, state) => watch.follow(account, state), model };
  };

  it('does not void what was asked for while it was being loaded', () => {
    const { follow, model } = watching();
    for (const state of ['acquiring', 'valid', 'valid']) follow(one, state);
    assert.equal(model.resets, 0);
  });

  it('voids what belongs to another one, or to none', () => {
    const { follow, model } = watching();
    follow(one, 'valid');
    follow(two, 'acquiring');
    assert.equal(model.resets, 1);
    follow(two, 'valid');
    assert.equal(model.resets, 1);
    follow(undefined, 'signedOut');
    assert.equal(model.resets, 2);
  });

  it('has what failed read again once there is a token, and only then', () => {
    const { follow, model } = watching();
    model.rootFailed = true;
    follow(undefined, 'signedOut');
    assert.equal(model.resets, 0);
    follow(one, 'acquiring');
    assert.equal(model.resets, 1);
    model.rootFailed = true;
    follow(one, 'retrying');
    assert.equal(model.resets, 1);
    follow(one, 'valid');
    assert.equal(model.resets, 2);
    // The server is down though the token is good: it is not asked again at every event.
    model.rootFailed = true;
    for (let event = 0; event < 5; event++) follow(one, 'valid');
    assert.equal(model.resets, 2);
  });
});
