import * as vscode from 'vscode';
import { Lazy } from '../../base/lazy';
import type { CatalogNode } from '../../catalogs/nodes';
import type { Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';
import type { CatalogTree } from './tree.lazy';

/** The tree of catalogs in the side bar. Loads and asks for nothing before it is first looked at or worked with. */
export class CatalogsView implements vscode.TreeDataProvider<CatalogNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<CatalogNode | undefined>();
  private readonly view: vscode.TreeView<CatalogNode>;
  private readonly subscriptions: vscode.Disposable;
  /** What the view shows, for the other features too; made with the first look at it. */
  readonly tree: Lazy<CatalogTree>;
  readonly onDidChangeTreeData = this.changes.event;

  constructor(services: Lazy<Pick<Services, 'account' | 'cache' | 'clock' | 'state'>>, commands: Commands) {
    this.view = vscode.window.createTreeView('korusticket.catalogs', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.tree = new Lazy(async () => {
      const { account, cache, clock, state } = await services.get();
      const part = await import('./tree.lazy');
      const tree = new part.CatalogTree(await cache.get(), { account, clock, state }, this.view);
      tree.model.onDidChange((node) => this.changes.fire(node));
      return tree;
    });
    const onTree = (run: (tree: CatalogTree) => Promise<void> | void) => async (): Promise<void> =>
      run(await this.tree.get());
    const onRows =
      (run: (tree: CatalogTree, rows: readonly CatalogNode[]) => Promise<void>) =>
      async (row: unknown, selected: unknown): Promise<void> =>
        onTree((tree) => run(tree, tree.rowsFor(row, selected)))();
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.changes,
      commands.register(
        'refreshCatalogs',
        onTree((tree) => tree.refresh()),
      ),
      commands.register(
        'showDisabled',
        onTree((tree) => tree.showDisabled(true)),
      ),
      commands.register(
        'hideDisabled',
        onTree((tree) => tree.showDisabled(false)),
      ),
      commands.register(
        'showAvailableOnly',
        onTree((tree) => tree.showSoldOut(false)),
      ),
      commands.register(
        'showSoldOut',
        onTree((tree) => tree.showSoldOut(true)),
      ),
      commands.register(
        'loadMore',
        onRows((tree, rows) => tree.loadMore(rows)),
      ),
      commands.register(
        'loadAll',
        onRows((tree, rows) => tree.loadAll(rows)),
      ),
      commands.register(
        'checkAvailability',
        onRows((tree, rows) => tree.checkAvailability(rows)),
      ),
      commands.register(
        'goToDate',
        onRows((tree, rows) => tree.goToDate(rows)),
      ),
      commands.register(
        'copyIri',
        onRows((tree, rows) => tree.copy('iri', rows)),
      ),
      commands.register(
        'copyId',
        onRows((tree, rows) => tree.copy('id', rows)),
      ),
      commands.register(
        'copyName',
        onRows((tree, rows) => tree.copy('name', rows)),
      ),
    );
  }

  async getTreeItem(node: CatalogNode): Promise<vscode.TreeItem> {
    return (await this.tree.get()).item(node);
  }

  async getChildren(node?: CatalogNode): Promise<CatalogNode[]> {
    return (await this.tree.get()).children(node);
  }

  getParent(node: CatalogNode): CatalogNode | undefined {
    return node.parent;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: CatalogNode): Promise<vscode.TreeItem> {
    if (node.kind === 'resource') {
      item.tooltip = (await this.tree.get()).tooltip(node);
    }
    return item;
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.tree.ifMade((tree) => tree.dispose());
  }
}
