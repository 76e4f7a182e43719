import assert from 'node:assert/strict';
import { SignedOutCaches } from '../../../src/api/cache';
import { Lazy } from '../../../src/base/lazy';
import { account, loaded } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';

describe('the cache of an account that is signed out', () => {
  it('stays where what forgets it cannot be loaded, which is told', async () => {
    const all = await loaded(account);
    const told: unknown[] = [];
    const caches = new SignedOutCaches(
      new Lazy(() => Promise.reject(new Error('no such file'))),
      all.active,
      all.environments,
      (error) => told.push(error),
    );
    await all.active.signOut();
    await settled();
    assert.deepEqual(told, [new Error('no such file')]);
    caches.dispose();
    all.active.dispose();
  });
});
