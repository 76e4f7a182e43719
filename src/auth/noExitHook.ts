/**
 * Stands in for the package signal-exit in our bundles (esbuild.mjs): a lock left behind is taken over as stale, and
 * nobody else's process shall be patched for that.
 */
module.exports = (): void => undefined;
