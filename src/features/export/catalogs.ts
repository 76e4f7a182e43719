import * as vscode from 'vscode';
import type { ResourceReader } from '../../api/apiClient';
import type { Resource } from '../../api/resource';
import { fileName } from '../../base/text';
import { ancestorOf, type CatalogNode } from '../../catalogs/nodes';
import { plainLabel } from '../../editor/plainLabel';
import { pagesOf, readCatalogsSince } from './model/pages';

/** The catalog that rows of the tree are, or stand in; `undefined` where there is none, or more than one. */
export function catalogOf(rows: readonly CatalogNode[]): Resource | undefined {
  const catalogs = new Set(rows.map((row) => ancestorOf(row, 'catalog')));
  return catalogs.size === 1 ? [...catalogs][0]?.resource : undefined;
}

/** The catalog that a person picks of all there are; the only one unasked. `undefined` where there is none, or none was picked. */
export async function askCatalog(
  reader: ResourceReader,
  since: number,
  pageSize: number,
): Promise<Resource | undefined> {
  const catalogs: Resource[] = [];
  for await (const { members } of pagesOf(readCatalogsSince(reader, since), '', pageSize)) {
    catalogs.push(...members.filter(({ iri }) => iri !== undefined));
  }
  if (catalogs.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No catalog was granted to this organization yet'),
    );
  }
  if (catalogs.length < 2) {
    return catalogs[0];
  }
  const items = catalogs.map((catalog) => ({ label: plainLabel(fileName(catalog.label)), catalog }));
  const placeHolder = vscode.l10n.t('Catalog to export');
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export Catalog'), placeHolder }))
    ?.catalog;
}
