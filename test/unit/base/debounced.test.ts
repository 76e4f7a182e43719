import assert from 'node:assert/strict';
import { Debounced } from '../../../src/base/debounced';
import { FakeClock } from '../../support/fakeClock';

describe('what is done once for events that come close together', () => {
  let clock: FakeClock;
  let done: number[];
  let debounced: Debounced;

  beforeEach(() => {
    clock = new FakeClock();
    const began = clock.now();
    done = [];
    debounced = new Debounced(clock, 500, () => void done.push(clock.now() - began));
  });

  afterEach(() => {
    debounced.dispose();
    assert.equal(clock.running, 0);
  });

  it('is done after the last of them', async () => {
    debounced.tell();
    await clock.advance(400);
    debounced.tell();
    await clock.advance(10_000);
    assert.deepEqual(done, [900]);
    debounced.tell();
    await clock.advance(500);
    assert.deepEqual(done, [900, 11_400 - 500]);
  });

  it('is done in the end also where they go on and on', async () => {
    for (let time = 0; time < 10_000; time += 100) {
      debounced.tell();
      await clock.advance(100);
    }
    assert.deepEqual(done, [2500, 5000, 7500, 10_000]);
  });

  it('is not done once it was called off, but again with the next', async () => {
    debounced.tell();
    debounced.cancel();
    await clock.advance(10_000);
    assert.deepEqual(done, []);
    debounced.tell();
    await clock.advance(10_000);
    assert.deepEqual(done, [10_500]);
  });
});
