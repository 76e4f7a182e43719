import * as vscode from 'vscode';
import { Lazy } from '../../base/lazy';
import type { CatalogNode, ResourceNode } from '../../catalogs/nodes';
import type { Services } from '../../editor/services';
import type { CatalogTree } from './tree.lazy';

/** The tree of catalogs in the side bar. Loads and asks for nothing before it is first looked at or worked with. */
export class CatalogsView implements vscode.TreeDataProvider<CatalogNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<CatalogNode | undefined>();
  private readonly view: vscode.TreeView<CatalogNode>;
  private readonly subscriptions: { dispose(): void }[];
  /** What the view shows, for the other features too; made with the first look at it. */
  readonly tree: Lazy<CatalogTree>;
  readonly onDidChangeTreeData = this.changes.event;

  constructor({
    account,
    cache,
    clock,
    commands,
  }: Pick<Services, 'account' | 'cache' | 'clock' | 'commands'>) {
    this.view = vscode.window.createTreeView('korusticket.catalogs', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.tree = new Lazy(async () => {
      const part = await import('./tree.lazy');
      const tree = new part.CatalogTree(await cache.get(), account, clock, this.view);
      this.subscriptions.push(
        tree,
        tree.model.onDidChange((node) => this.changes.fire(node)),
      );
      return tree;
    });
    this.subscriptions = [
      this.view,
      this.changes,
      commands.register('refreshCatalogs', async () => (await this.tree.get()).refresh()),
      commands.register('toggleDisabled', async () => (await this.tree.get()).toggleDisabled()),
      commands.register('loadMore', async (node: CatalogNode) => (await this.tree.get()).loadMore(node)),
      commands.register('loadAll', async (node: CatalogNode) => (await this.tree.get()).loadAll(node)),
      commands.register('checkAvailability', async (node: ResourceNode) =>
        (await this.tree.get()).checkAvailability(node),
      ),
      commands.register('copyIri', (node: ResourceNode) =>
        vscode.env.clipboard.writeText(node.resource.iri ?? ''),
      ),
    ];
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
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }
}
