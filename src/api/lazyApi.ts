import type { ApiClient } from './apiClient';

/** What the tree and the documents read with. */
export type ApiReader = Pick<ApiClient, 'get' | 'getCatalogs'>;

/** An API client whose code is loaded, once, with the first request. */
export function lazyApi(create: () => Promise<ApiReader>): ApiReader {
  let client: Promise<ApiReader> | undefined;
  const load = (): Promise<ApiReader> => (client ??= create());
  return {
    get: async (...args) => (await load()).get(...args),
    getCatalogs: async (...args) => (await load()).getCatalogs(...args),
  };
}
