import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import { CatalogModel } from '../../catalogs/catalogModel';
import { locate, locateDay, type OffersOfDay } from '../../catalogs/locate';
import type { CatalogNode, GroupNode, ParentNode, ResourceNode } from '../../catalogs/nodes';
import type { ResourceReader } from '../../api/apiClient';
import { dimmedRow, rowScheme, treeItemOf } from './items';
import { AccountWatch, CatalogsRecovery } from './recovery';
import { tooltipOf } from './tooltip';
import { setContext } from '../../editor/commands';
import { distanceText } from '../../editor/counts';
import { shortReason } from '../../editor/explain';
import { catalogsPageSize } from '../../editor/settings';

/** What the tree of catalogs shows and does. This file is the root of a bundle that is loaded when it is first seen. */
export class CatalogTree implements vscode.Disposable {
  readonly model: CatalogModel;
  private readonly subscriptions: readonly { dispose(): void }[];
  private readonly ending = new AbortController();

  constructor(
    private readonly cache: ResourceReader & { renew(): void },
    private readonly account: ActiveAccount,
    private readonly clock: Clock,
    private readonly view: vscode.TreeView<CatalogNode>,
  ) {
    const environment = (): string => account.account?.environment ?? '';
    this.model = new CatalogModel(cache, clock, environment, catalogsPageSize);
    const watch = new AccountWatch(this.model);
    const follow = (): void => {
      watch.follow(account.account, account.state.name);
      this.describe();
    };
    this.subscriptions = [
      this.model,
      new CatalogsRecovery(this.model, view, clock),
      this.model.onDidLoad(() => this.describe()),
      account.onDidChange(follow),
      vscode.window.registerFileDecorationProvider({
        provideFileDecoration: (uri) =>
          uri.scheme === rowScheme && uri.path === dimmedRow.path
            ? new vscode.FileDecoration(undefined, undefined, new vscode.ThemeColor('disabledForeground'))
            : undefined,
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (
          event.affectsConfiguration('korusticket.catalogs.pageSize') ||
          event.affectsConfiguration('korusticket.language')
        ) {
          this.model.reset();
        }
      }),
    ];
    follow();
  }

  async children(node: CatalogNode | undefined): Promise<CatalogNode[]> {
    if (node !== undefined && node.kind !== 'resource' && node.kind !== 'group') {
      return [];
    }
    const children = await this.model.children(node);
    if (children.some(({ kind }) => kind === 'resource')) {
      void setContext('hasBrowsed', true);
    }
    // Signed out or rejected, the welcome text says what to do; a row that repeats it would only hide that.
    const needsSignIn = this.account.account === undefined || this.account.state.name === 'rejected';
    return node === undefined && needsSignIn && children.every(({ kind }) => kind === 'failure')
      ? []
      : children;
  }

  item(node: CatalogNode): vscode.TreeItem {
    return treeItemOf(node, this.model);
  }

  tooltip(node: ResourceNode): vscode.MarkdownString {
    return tooltipOf(node, this.model.live(node));
  }

  async loadMore(node: CatalogNode): Promise<void> {
    await this.showingProgress(() => this.model.loadMore(node));
  }

  /** Loads the rest of a list, with progress and a way to stop; what was loaded by then stays. */
  async loadAll(node: CatalogNode): Promise<void> {
    const title = vscode.l10n.t('Loading the rest of the list');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    await vscode.window.withProgress(options, async (progress, token) => {
      const abortion = new AbortController();
      token.onCancellationRequested(() => abortion.abort());
      let shown = 0;
      await this.model.loadAll(node, {
        signal: abortion.signal,
        onProgress: (loaded, total) => {
          const message =
            total === undefined
              ? vscode.l10n.t('{0} loaded', loaded)
              : vscode.l10n.t('{0} of {1}', loaded, total);
          const percent = total === undefined || total === 0 ? 0 : Math.min(100, (loaded / total) * 100);
          progress.report({ message, increment: Math.max(0, percent - shown) });
          shown = Math.max(shown, percent);
        },
      });
    });
  }

  /**
   * Shows the view and selects a node. The editor gives up without a word where the tree changes meanwhile, or waits for
   * a change that is over, so it is asked more than once.
   */
  async reveal(node: ParentNode): Promise<void> {
    for (let tries = 0; tries < 4 && this.view.selection[0] !== node; tries++) {
      const revealed = this.view.reveal(node, { select: true, focus: true, expand: true });
      await Promise.race([
        Promise.resolve(revealed).then(() => this.selected(node, 1000)),
        this.selected(node, 3000),
      ]);
    }
  }

  /** Shows the resource that these IRIs lead to from the top, or a single one; `false` where the tree has no such. */
  async revealResource(path: readonly string[]): Promise<boolean> {
    const node = await this.locate(path);
    if (node !== undefined) {
      await this.reveal(node);
    }
    return node !== undefined;
  }

  /** Shows the offers of a product for a day, loading what leads there; `false` where there are none. */
  async revealOffers(offers: OffersOfDay): Promise<boolean> {
    const day = await this.locateOffers(offers);
    if (day !== undefined) {
      await this.reveal(day);
    }
    return day !== undefined;
  }

  /** The node that these IRIs lead to; `undefined` where the tree has none. */
  async locate(path: readonly string[]): Promise<ResourceNode | undefined> {
    return vscode.window.withProgress({ location: { viewId: 'korusticket.catalogs' } }, () =>
      locate(this.model, path, this.ending.signal),
    );
  }

  /** The node of a day's offers; `undefined` where the tree has none. */
  async locateOffers({ catalog, productBase, product, day }: OffersOfDay): Promise<GroupNode | undefined> {
    const way = productBase === undefined ? [product] : [catalog, productBase, product];
    const node = await this.locate(way);
    return vscode.window.withProgress(
      { location: { viewId: 'korusticket.catalogs' } },
      async () => node && locateDay(this.model, node, day, this.ending.signal),
    );
  }

  async checkAvailability(node: ResourceNode): Promise<void> {
    await this.showingProgress(() => this.model.checkAvailability(node));
  }

  /** Reads everything anew, whatever the cache holds. */
  refresh(): void {
    this.cache.renew();
    this.model.reset();
  }

  toggleDisabled(): void {
    this.model.withDisabled = !this.model.withDisabled;
    this.describe();
  }

  dispose(): void {
    this.ending.abort();
    this.subscriptions.forEach((each) => each.dispose());
  }

  /** Resolves once a node is selected, or has not been for as many milliseconds. */
  private async selected(node: CatalogNode, patience: number): Promise<void> {
    const { view, clock } = this;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clock.clearTimeout(timer);
        subscription.dispose();
        resolve();
      };
      const timer = clock.setTimeout(end, patience);
      const look = (): void => (view.selection[0] === node ? end() : undefined);
      const subscription = view.onDidChangeSelection(look);
      look();
    });
  }

  private describe(): void {
    const environment = this.account.account?.environment ?? '';
    this.view.description =
      environment !== '' && this.model.withDisabled
        ? vscode.l10n.t('{0}, with disabled product bases', environment)
        : environment;
    this.view.message = this.ageText() ?? '';
  }

  /** Says so where the tree shows what was kept of the catalogs because the server cannot be asked. */
  private ageText(): string | undefined {
    const { state } = this.account;
    const { standIn, readAt } = this.model;
    const failure = standIn ?? (state.name === 'retrying' ? state.failure : undefined);
    if (failure === undefined || readAt === undefined) {
      return undefined;
    }
    const age = distanceText(readAt - this.clock.now(), vscode.env.language);
    return vscode.l10n.t('Read {0}, not newer: {1}.', age, shortReason(failure));
  }

  private async showingProgress(work: () => Promise<void>): Promise<void> {
    await vscode.window.withProgress({ location: { viewId: 'korusticket.catalogs' } }, work);
  }
}
