import type { Network } from './network';

/** A network whose code is loaded, once, with the first request: most windows never make one. */
export function lazyNetwork(create: () => Promise<Network>): Network {
  let network: Promise<Network> | undefined;
  const load = (): Promise<Network> => (network ??= create());
  return {
    grants: {
      clientCredentials: async (...args) => (await load()).grants.clientCredentials(...args),
      refresh: async (...args) => (await load()).grants.refresh(...args),
      revoke: async (...args) => (await load()).grants.revoke(...args),
    },
    api: async (request) => (await load()).api(request),
  };
}
