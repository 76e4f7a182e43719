import type * as vscode from 'vscode';
import type { Disposable } from '../../base/listeners';
import type { ListAges } from '../../catalogs/listAges';
import { holderOf, isParent, wayTo, type CatalogNode, type ParentNode } from '../../catalogs/nodes';

/** Has old lists of what sells read again when somebody looks at them: a row is opened, or the view is shown again. */
export class CatalogsLooks implements vscode.Disposable {
  private readonly closed = new Set<string>();
  private readonly subscriptions: readonly Disposable[];

  constructor(
    ages: Pick<ListAges, 'renew'>,
    view: Pick<
      vscode.TreeView<CatalogNode>,
      'visible' | 'onDidChangeVisibility' | 'onDidExpandElement' | 'onDidCollapseElement'
    >,
  ) {
    this.subscriptions = [
      view.onDidCollapseElement(({ element }) => this.closed.add(element.id)),
      view.onDidExpandElement(({ element }) => {
        this.closed.delete(element.id);
        const opened = isParent(element) ? holderOf(element) : element;
        void ages.renew((parent) => parent === opened);
      }),
      view.onDidChangeVisibility(({ visible }) =>
        visible ? void ages.renew((parent) => this.isOpen(parent)) : undefined,
      ),
    ];
  }

  /** True unless the row or one around it was closed. */
  isOpen(node: ParentNode): boolean {
    return wayTo(node).every(({ id }) => !this.closed.has(id));
  }

  dispose(): void {
    this.subscriptions.forEach((each) => each.dispose());
  }
}
