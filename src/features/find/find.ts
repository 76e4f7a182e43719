import type { Disposable } from '../../base/listeners';
import type { Lazy } from '../../base/lazy';
import type { Services } from '../../editor/services';
import type { SearchedTree } from './find.lazy';

/** `korusticket.findInCatalogs`. */
export function findFeature(
  { account, cache, clock, commands }: Pick<Services, 'account' | 'cache' | 'clock' | 'commands'>,
  tree: Lazy<SearchedTree>,
): Disposable {
  return commands.register('findInCatalogs', async () => {
    const { findInCatalogs } = await import('./find.lazy');
    return findInCatalogs(await tree.get(), await cache.get(), account, clock);
  });
}
