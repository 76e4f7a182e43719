import type { Disposable } from '../../base/listeners';
import type { Lazy } from '../../base/lazy';
import type { Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';
import type { SearchedTree } from './find.lazy';

/** `korusticket.findInCatalogs`. */
export function findFeature(
  services: Lazy<Pick<Services, 'account' | 'cache' | 'clock'>>,
  commands: Commands,
  tree: Lazy<SearchedTree>,
): Disposable {
  return commands.register('findInCatalogs', async () => {
    const { account, cache, clock } = await services.get();
    const { findInCatalogs } = await import('./find.lazy');
    return findInCatalogs(await tree.get(), await cache.get(), account, clock);
  });
}
