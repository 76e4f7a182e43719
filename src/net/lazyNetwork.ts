import type { Network } from './network';

/** A network whose code is loaded with the first request: most windows never make one. */
export function lazyNetwork(load: () => Promise<Network>): Network {
  return {
    grants: {
      clientCredentials: async (...args) => (await load()).grants.clientCredentials(...args),
      refresh: async (...args) => (await load()).grants.refresh(...args),
      revoke: async (...args) => (await load()).grants.revoke(...args),
    },
    api: async (request) => (await load()).api(request),
  };
}
