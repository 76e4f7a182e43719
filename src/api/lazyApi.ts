import type { ApiClient, ResourceReader } from './apiClient';

/** What the cache and the documents read with. */
export type ApiReader = ResourceReader & Pick<ApiClient, 'getIfChanged'>;

/** An API client whose code is loaded, once, with the first request. */
export function lazyApi(create: () => Promise<ApiReader>): ApiReader {
  let client: Promise<ApiReader> | undefined;
  const load = (): Promise<ApiReader> => (client ??= create());
  return {
    get: async (...args) => (await load()).get(...args),
    getCatalogs: async (...args) => (await load()).getCatalogs(...args),
    getIfChanged: async (...args) => (await load()).getIfChanged(...args),
  };
}
