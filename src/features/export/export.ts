import type { Disposable } from '../../base/listeners';
import type { Lazy } from '../../base/lazy';
import { WindowWork } from '../../base/windowWork';
import type { CatalogNode } from '../../catalogs/nodes';
import type { Commands } from '../../editor/commands';
import { rowsOf } from '../../editor/rows';
import type { Services } from '../../editor/services';

/** What of the tree belongs into an export. */
export interface ExportedTree {
  readonly model: { readonly withDisabled: boolean };
  readonly selection: readonly CatalogNode[];
}

/** `korusticket.exportCatalog`. */
export class ExportFeature implements Disposable {
  private readonly running = new WindowWork();
  private readonly command: Disposable;

  constructor(
    services: Lazy<Pick<Services, 'account' | 'cache' | 'clock' | 'log'>>,
    commands: Commands,
    tree: Lazy<ExportedTree>,
  ) {
    this.command = commands.register('exportCatalog', async (target: unknown) => {
      const { account, cache, clock, log } = await services.get();
      const { exportCatalog } = await import('./export.lazy');
      const { model, selection } = await tree.get();
      const { withDisabled } = model;
      const { running } = this;
      const parts = { reader: await cache.get(), account, clock, log, withDisabled, running };
      // It exports one catalog: of several rows selected that under the pointer counts.
      return exportCatalog(parts, rowsOf(target, undefined, selection));
    });
  }

  /** Stops what is being written, which leaves nothing behind: the end of a window would leave the growing file. */
  end(): Promise<void> {
    return this.running.end();
  }

  dispose(): void {
    this.command.dispose();
  }
}
