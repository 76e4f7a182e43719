import * as vscode from 'vscode';
import { ancestorOf, type CatalogNode, type ResourceNode } from '../../catalogs/nodes';

/** The product that a row is or belongs to. */
export function productOf(row: CatalogNode): ResourceNode | undefined {
  return ancestorOf(row, 'product');
}

/** The rows that something can be done with; says so where there are none. */
export function fit(
  rows: readonly CatalogNode[],
  isFit: (row: CatalogNode) => boolean,
): readonly CatalogNode[] {
  const found = rows.filter(isFit);
  if (found.length === 0) {
    const sentence = vscode.l10n.t('Select rows of the catalogs first that this can be done with.');
    void vscode.window.showInformationMessage(sentence);
  }
  return found;
}
