import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { createRenewalLock } from '../../../src/auth/renewalLock';
import { failureFrom } from '../../support/fixtures';

describe('the renewal lock', () => {
  let directory: string;
  const { signal } = new AbortController();

  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'korusticket-lock-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const lock = (where = directory): ReturnType<typeof createRenewalLock> =>
    createRenewalLock(where, systemClock, Math.random);

  it('is had by one at a time', async () => {
    const order: string[] = [];
    const release = await lock().acquire('a', signal);
    const second = lock()
      .acquire('a', signal)
      .then((free) => {
        order.push('second');
        free();
      });
    order.push('first');
    release();
    await second;
    assert.deepEqual(order, ['first', 'second']);
  });

  it('of one name keeps nobody from another', async () => {
    const release = await lock().acquire('a', signal);
    (await lock().acquire('b', signal))();
    release();
  });

  it('is taken over from a holder that gives no sign of life', async () => {
    await lock().acquire('a', signal);
    const [name = ''] = readdirSync(directory);
    const long = new Date(Date.now() - 60_000);
    utimesSync(join(directory, name), long, long);
    (await lock().acquire('a', signal))();
  });

  it('is waited for no longer than somebody wants it', async () => {
    const release = await lock().acquire('a', signal);
    const abortion = new AbortController();
    const outcome = failureFrom(lock().acquire('a', abortion.signal));
    abortion.abort();
    assert.equal((await outcome).kind, 'cancelled');
    release();
  });

  it("stands in nobody's way where its directory cannot be had", async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    (await lock(join(file, 'below')).acquire('a', signal))();
    assert.ok(existsSync(file));
  });
});
