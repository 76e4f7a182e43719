import type { Grants } from '../auth/grants';
import type { Lazy } from '../base/lazy';
import type { Network } from './network.lazy';

/** The grants of a network whose code is loaded with the first request: most windows never make one. */
export function grantsOf(network: Lazy<Network>): Grants {
  return {
    clientCredentials: async (...args) => (await network.get()).grants.clientCredentials(...args),
    refresh: async (...args) => (await network.get()).grants.refresh(...args),
    revoke: async (...args) => (await network.get()).grants.revoke(...args),
  };
}
