import assert from 'node:assert/strict';
import { WindowWork } from '../../../src/base/windowWork';

describe('work that ends with its window', () => {
  it('is told of the end, and waited for however it comes out', async () => {
    const work = new WindowWork();
    const ended: string[] = [];
    const until = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => signal.addEventListener('abort', () => setImmediate(resolve)));
    const first = work.run(async (signal) => {
      await until(signal);
      ended.push('first');
    });
    const second = work.run(async (signal) => {
      await until(signal);
      ended.push('second');
      throw new Error('fails');
    });
    const failure = assert.rejects(second, /fails/);
    await work.end();
    assert.deepEqual(ended, ['first', 'second']);
    await Promise.all([first, failure]);
  });

  it('hands its outcome on, and keeps nobody waiting once it is done', async () => {
    const work = new WindowWork();
    assert.equal(await work.run(() => Promise.resolve(1)), 1);
    await assert.rejects(
      work.run(() => Promise.reject(new Error('fails'))),
      /fails/,
    );
    await work.end();
    assert.equal(await work.run((signal) => Promise.resolve(signal.aborted)), true);
  });
});
