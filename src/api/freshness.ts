/**
 * How fresh an answer has to be. `kept`: one the cache holds will do; `renewed`: the server is asked, and what the
 * cache holds only stands in while it cannot be reached; `live`: the server's word alone, and nothing is kept of it;
 * `since`: `renewed`, unless what the cache holds was read at this time or later (milliseconds since the epoch).
 */
export type Freshness = 'kept' | 'renewed' | 'live' | { readonly since: number };

/** Milliseconds for which an answer counts as current where it is about what sells by the minute. */
export const currentWhileSelling = 60_000;
