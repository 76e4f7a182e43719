import * as vscode from 'vscode';
import { idOf } from '../../api/resource';
import type { CatalogNode, ResourceNode } from '../../catalogs/nodes';
import { countText, plural } from '../../editor/counts';
import { labelOf } from '../../editor/resourceNames';

/** What can be copied of rows. */
export type CopiedMember = 'iri' | 'id' | 'name';

/** Copies one member of each row that has it, a line each, and says so. */
export async function copyMembers(member: CopiedMember, rows: readonly CatalogNode[]): Promise<void> {
  const values = rows
    .filter((row) => row.kind === 'resource')
    .map((row) => valueOf(member, row))
    .filter((value) => value !== undefined && value !== '');
  if (values.length === 0) {
    void vscode.window.showInformationMessage(
      rows.length === 0
        ? vscode.l10n.t('Nothing to copy: select rows of the catalogs first.')
        : vscode.l10n.t('Nothing to copy: what is selected has none.'),
    );
    return;
  }
  await vscode.env.clipboard.writeText(values.join('\n'));
  vscode.window.setStatusBarMessage(copiedText(member, values.length), 5000);
}

function valueOf(member: CopiedMember, node: ResourceNode): string | undefined {
  switch (member) {
    case 'iri':
      return node.resource.iri;
    case 'id':
      return idOf(node.resource.raw);
    case 'name':
      return labelOf(node);
  }
}

function copiedText(member: CopiedMember, count: number): string {
  const number = countText(count);
  switch (member) {
    case 'iri':
      return plural(count, vscode.l10n.t('IRI copied'), vscode.l10n.t('{0} IRIs copied', number));
    case 'id':
      return plural(count, vscode.l10n.t('ID copied'), vscode.l10n.t('{0} IDs copied', number));
    case 'name':
      return plural(count, vscode.l10n.t('Name copied'), vscode.l10n.t('{0} names copied', number));
  }
}
