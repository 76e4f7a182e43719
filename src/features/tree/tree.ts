import * as vscode from 'vscode';
import type { CatalogModel } from '../../catalogs/catalogModel';
import type { OffersOfDay } from '../../catalogs/locate';
import type { CatalogNode, ParentNode, ResourceNode } from '../../catalogs/nodes';
import type { CatalogTree } from './tree.lazy';
import type { Commands } from '../../editor/commands';

/** Makes what the view shows, with the first look at it. */
export type CreateTree = (view: vscode.TreeView<CatalogNode>) => Promise<CatalogTree>;

/** The tree of catalogs in the side bar. Loads and asks for nothing before it is first looked at or worked with. */
export class CatalogsView implements vscode.TreeDataProvider<CatalogNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<CatalogNode | undefined>();
  private readonly view: vscode.TreeView<CatalogNode>;
  private readonly subscriptions: { dispose(): void }[];
  private loading: Promise<CatalogTree> | undefined;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly create: CreateTree,
    commands: Commands,
  ) {
    this.view = vscode.window.createTreeView('korusticket.catalogs', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.subscriptions = [
      this.view,
      this.changes,
      commands.register('refreshCatalogs', async () => (await this.tree()).refresh()),
      commands.register('toggleDisabled', async () => (await this.tree()).toggleDisabled()),
      commands.register('loadMore', async (node: CatalogNode) => (await this.tree()).loadMore(node)),
      commands.register('loadAll', async (node: CatalogNode) => (await this.tree()).loadAll(node)),
      commands.register('checkAvailability', async (node: ResourceNode) =>
        (await this.tree()).checkAvailability(node),
      ),
      commands.register('copyIri', (node: ResourceNode) =>
        vscode.env.clipboard.writeText(node.resource.iri ?? ''),
      ),
    ];
  }

  /** The catalogs as loaded so far, for the other features. */
  async model(): Promise<CatalogModel> {
    return (await this.tree()).model;
  }

  /** Shows the view and selects a node of {@link model}. */
  async reveal(node: ParentNode): Promise<void> {
    await (await this.tree()).reveal(node);
  }

  /** Shows the resource that these IRIs lead to from the top, or a single one; `false` where the tree has no such. */
  async revealResource(path: readonly string[]): Promise<boolean> {
    const node = await (await this.tree()).locate(path);
    if (node !== undefined) {
      await this.reveal(node);
    }
    return node !== undefined;
  }

  /** Shows the offers of a product for a day, loading what leads there; `false` where there are none. */
  async revealOffers(offers: OffersOfDay): Promise<boolean> {
    const day = await (await this.tree()).locateOffers(offers);
    if (day !== undefined) {
      await this.reveal(day);
    }
    return day !== undefined;
  }

  async getTreeItem(node: CatalogNode): Promise<vscode.TreeItem> {
    return (await this.tree()).item(node);
  }

  async getChildren(node?: CatalogNode): Promise<CatalogNode[]> {
    return (await this.tree()).children(node);
  }

  getParent(node: CatalogNode): CatalogNode | undefined {
    return node.parent;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: CatalogNode): Promise<vscode.TreeItem> {
    if (node.kind === 'resource') {
      item.tooltip = (await this.tree()).tooltip(node);
    }
    return item;
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private tree(): Promise<CatalogTree> {
    this.loading ??= this.create(this.view).then((tree) => {
      this.subscriptions.push(
        tree,
        tree.model.onDidChange((node) => this.changes.fire(node)),
      );
      return tree;
    });
    return this.loading;
  }
}
