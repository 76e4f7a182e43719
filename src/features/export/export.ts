import type { Disposable } from '../../base/listeners';
import type { Lazy } from '../../base/lazy';
import type { Services } from '../../editor/services';

/** What of the tree belongs into an export. */
export interface ExportedTree {
  readonly model: { readonly withDisabled: boolean };
}

/** `korusticket.exportCatalog`. */
export function exportFeature(
  services: Pick<Services, 'account' | 'cache' | 'clock' | 'commands' | 'log'>,
  tree: Lazy<ExportedTree>,
): Disposable {
  const { account, cache, clock, commands, log } = services;
  return commands.register('exportCatalog', async (target: unknown) => {
    const { exportCatalog } = await import('./export.lazy');
    const { withDisabled } = (await tree.get()).model;
    return exportCatalog({ reader: await cache.get(), account, clock, log, withDisabled }, target);
  });
}
