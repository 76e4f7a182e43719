import type { Disposable } from '../../base/listeners';
import type { Lazy } from '../../base/lazy';
import type { Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';

/** What of the tree belongs into an export. */
export interface ExportedTree {
  readonly model: { readonly withDisabled: boolean };
}

/** `korusticket.exportCatalog`. */
export function exportFeature(
  services: Lazy<Pick<Services, 'account' | 'cache' | 'clock' | 'log'>>,
  commands: Commands,
  tree: Lazy<ExportedTree>,
): Disposable {
  return commands.register('exportCatalog', async (target: unknown) => {
    const { account, cache, clock, log } = await services.get();
    const { exportCatalog } = await import('./export.lazy');
    const { withDisabled } = (await tree.get()).model;
    return exportCatalog({ reader: await cache.get(), account, clock, log, withDisabled }, target);
  });
}
