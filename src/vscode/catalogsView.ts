import * as vscode from 'vscode';
import type { ActiveAccount } from '../auth/activeAccount';
import type { Clock } from '../auth/clock';
import type { ServiceAccount } from '../auth/serviceAccount';
import type { CatalogModel } from '../catalogs/catalogModel';
import type { CatalogNode, ResourceNode } from '../catalogs/node';
import { CatalogsRecovery } from './catalogsRecovery';
import { treeItemOf, tooltipOf } from './catalogItems';
import type { Commands } from './commands';

/** The tree of catalogs in the side bar. Asks for nothing before it is first looked at. */
export class CatalogsView implements vscode.TreeDataProvider<CatalogNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<CatalogNode | undefined>();
  private readonly view: vscode.TreeView<CatalogNode>;
  private readonly subscriptions: readonly { dispose(): void }[];
  private shownAccount: ServiceAccount | undefined;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly model: CatalogModel,
    private readonly account: ActiveAccount,
    clock: Clock,
    commands: Commands,
    /** Has what is read from now on asked of the server, whatever a cache holds. */
    renew: () => void,
  ) {
    this.view = vscode.window.createTreeView('korusticket.catalogs', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.subscriptions = [
      this.view,
      this.changes,
      new CatalogsRecovery(model, this.view, clock),
      model.onDidChange((node) => this.changes.fire(node)),
      account.onDidChange(() => this.follow()),
      commands.register('refreshCatalogs', () => {
        renew();
        model.reset();
      }),
      commands.register('loadMore', (node: CatalogNode) => model.loadMore(node)),
      commands.register('copyIri', (node: ResourceNode) =>
        vscode.env.clipboard.writeText(node.resource.iri ?? ''),
      ),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (
          event.affectsConfiguration('korusticket.catalogs.pageSize') ||
          event.affectsConfiguration('korusticket.language')
        ) {
          model.reset();
        }
      }),
    ];
  }

  getTreeItem(node: CatalogNode): vscode.TreeItem {
    return treeItemOf(node, this.model.hasChildren(node));
  }

  async getChildren(node?: CatalogNode): Promise<CatalogNode[]> {
    if (node !== undefined && node.kind !== 'resource') {
      return [];
    }
    const children = await this.model.children(node);
    // Signed out or rejected, the welcome text says what to do; a row that repeats it would only hide that.
    const needsSignIn = this.account.account === undefined || this.account.state.name === 'rejected';
    return node === undefined && needsSignIn && children.every(({ kind }) => kind === 'failure')
      ? []
      : children;
  }

  getParent(node: CatalogNode): CatalogNode | undefined {
    return node.parent;
  }

  resolveTreeItem(item: vscode.TreeItem, node: CatalogNode): vscode.TreeItem {
    if (node.kind === 'resource') {
      item.tooltip = tooltipOf(node);
    }
    return item;
  }

  dispose(): void {
    this.subscriptions.forEach((each) => each.dispose());
  }

  /** Another account has other catalogs; and what failed for want of a token is read again once there is one. */
  private follow(): void {
    const { account, state } = this.account;
    this.view.description = account?.environment ?? '';
    if (account !== this.shownAccount || (state.name === 'valid' && this.model.rootFailed)) {
      this.shownAccount = account;
      this.model.reset();
    }
  }
}
