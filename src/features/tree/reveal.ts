import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { CatalogNode, ParentNode } from '../../catalogs/nodes';

type View = Pick<vscode.TreeView<CatalogNode>, 'reveal' | 'selection' | 'onDidChangeSelection'>;

/**
 * Shows the view and selects a node. The editor gives up without a word where the tree changes meanwhile, or waits for
 * a change that is over, so it is asked more than once; and once where the node is selected already, as the view may
 * be closed then, or show other rows.
 */
export async function revealRow(view: View, node: ParentNode, clock: Clock): Promise<void> {
  for (let tries = 0; tries === 0 || (tries < 4 && view.selection[0] !== node); tries++) {
    const revealed = view.reveal(node, { select: true, focus: true, expand: true });
    await Promise.race([
      Promise.resolve(revealed).then(() => selected(view, node, clock, 1000)),
      selected(view, node, clock, 3000),
    ]);
  }
}

/** Resolves once a node is selected, or has not been for as many milliseconds. */
async function selected(view: View, node: CatalogNode, clock: Clock, patience: number): Promise<void> {
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
