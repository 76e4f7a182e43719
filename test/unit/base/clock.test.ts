import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { pause } from '../../../src/base/clock';
import { FakeClock, settled } from '../../support/fakeClock';

describe('a pause', () => {
  it('lasts as long as it is to, and leaves nothing behind', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    let isOver = false;
    void pause(clock, 1000, signal).then(() => (isOver = true));
    await clock.advance(999);
    assert.equal(isOver, false);
    await clock.advance(1);
    assert.equal(isOver, true);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('ends with the signal, and its timer with it', async () => {
    const clock = new FakeClock();
    const control = new AbortController();
    const paused = pause(clock, 1000, control.signal);
    await settled();
    control.abort();
    await paused;
    assert.equal(clock.running, 0);
  });

  it('is none where the signal is aborted already', async () => {
    const clock = new FakeClock();
    await pause(clock, 1000, AbortSignal.abort());
    assert.equal(clock.running, 0);
  });
});
