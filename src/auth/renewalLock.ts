import * as fs from 'node:fs';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { errorCode, RequestFailure } from '../base/failure';
import type { RenewalLock } from './accountStores';
import { pause, type Clock } from '../base/clock';

/** Milliseconds after which the lock of a holder that gives no sign of life is taken over. */
const stale = 10_000;

/** Longest wait, in milliseconds: a holder's slowest renewal, with both grants and the secret store at their limits. */
const longestWait = 45_000;

/** Milliseconds between two tries, and as much again by chance. */
const pollInterval = 100;

/** A lock among all processes of this machine, in a directory they share. */
export function createRenewalLock(directory: string, clock: Clock, random: () => number): RenewalLock {
  return {
    acquire: async (name, signal) => {
      const file = join(directory, `renewal-${name}`);
      const givesUpAt = clock.now() + longestWait;
      for (;;) {
        if (signal.aborted) {
          throw new RequestFailure({ kind: 'cancelled' });
        }
        const release = await tryLock(directory, file);
        if (release !== 'held') {
          return release;
        }
        if (clock.now() >= givesUpAt) {
          return () => undefined;
        }
        await pause(clock, pollInterval * (1 + random()), signal);
      }
    },
  };
}

/** The lock's release, `held` while another has it, or a release of nothing where the directory allows no lock. */
async function tryLock(directory: string, file: string): Promise<'held' | (() => void)> {
  try {
    await fs.promises.mkdir(directory, { recursive: true });
    // Overtaken after a sleep of the machine, we go on all the same: at worst there are two renewals.
    const onCompromised = (): void => undefined;
    const release = await lock(file, { realpath: false, stale, fs, onCompromised });
    return () => void release().catch(() => undefined);
  } catch (error) {
    return errorCode(error) === 'ELOCKED' ? 'held' : () => undefined;
  }
}
