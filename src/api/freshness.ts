/** Milliseconds for which an answer counts as current where it is about what sells by the minute. */
export const currentWhileSelling = 60_000;
