import type { RenewalLock } from './accountStores';

/** A lock whose code is loaded with the first renewal. Where it cannot be loaded, there is none. */
export function lazyRenewalLock(create: () => Promise<RenewalLock>): RenewalLock {
  let lock: Promise<RenewalLock> | undefined;
  return {
    acquire: async (name, signal) => {
      lock ??= create().catch(() => ({ acquire: () => Promise.resolve(() => undefined) }));
      return (await lock).acquire(name, signal);
    },
  };
}
