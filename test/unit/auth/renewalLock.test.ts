import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../src/base/clock';
import { createRenewalLock } from '../../../src/auth/renewalLock';
import { failureFrom } from '../../support/fixtures';

describe('the renewal lock', function () {
  // After 45 seconds a lock is had that is held: what is had here must have been free.
  this.timeout(5000);
  let directory: string;
  const { signal } = new AbortController();

  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'korusticket-lock-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const lock = (where = directory, clock = systemClock): ReturnType<typeof createRenewalLock> =>
    createRenewalLock(where, clock, Math.random);

  it('is had by one at a time', async () => {
    const release = await lock().acquire('a', signal);
    let waits = (): void => undefined;
    const refused = new Promise<string>((resolve) => (waits = () => resolve('refused')));
    const clock: Clock = {
      ...systemClock,
      setTimeout: (callback, delay) => (waits(), systemClock.setTimeout(callback, delay)),
    };
    const second = lock(directory, clock).acquire('a', signal);
    assert.equal(await Promise.race([refused, second.then(() => 'had by two')]), 'refused');
    release();
    (await second)();
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
