import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Resource } from '../../api/resource';
import { fileName } from '../../base/text';
import { csvWith, jsonLines, type ExportFormat, type Separator } from './model/formats';

/** Where to write; the name says in which format. */
export async function askPlace({ label }: Resource): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const isWritable =
    folder !== undefined && vscode.workspace.fs.isWritableFileSystem(folder.uri.scheme) !== false;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export catalog as JSON Lines (.jsonl) or CSV (.csv)'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(
      isWritable ? folder.uri : vscode.Uri.file(homedir()),
      `${fileName(label)}.jsonl`,
    ),
    filters: { [vscode.l10n.t('JSON Lines')]: ['jsonl'], CSV: ['csv'] },
  });
}

/**
 * How to write there. The name tells CSV from JSON Lines; which of the two kinds of CSV a spreadsheet reads, its region
 * decides, so that is asked. `undefined` where given up.
 */
export async function askFormat(place: vscode.Uri): Promise<ExportFormat | undefined> {
  if (!place.path.toLowerCase().endsWith('.csv')) {
    return jsonLines;
  }
  const items: readonly (vscode.QuickPickItem & { readonly separator: Separator })[] = [
    {
      label: vscode.l10n.t('Commas'),
      description: vscode.l10n.t('for Excel in English, and for programs'),
      separator: ',',
    },
    {
      label: vscode.l10n.t('Semicolons'),
      description: vscode.l10n.t('for Excel in French and wherever decimals have a comma'),
      separator: ';',
    },
  ];
  const likely = likelySeparator();
  const picked = await vscode.window.showQuickPick(
    [...items].sort((one, other) => Number(other.separator === likely) - Number(one.separator === likely)),
    {
      title: vscode.l10n.t('Export Catalog'),
      placeHolder: vscode.l10n.t('What separates the columns of the CSV file?'),
      ignoreFocusOut: true,
    },
  );
  return picked === undefined ? undefined : csvWith(picked.separator);
}

/** Spreadsheets part by semicolons where a comma parts the decimals. */
function likelySeparator(): Separator {
  return new Intl.NumberFormat(vscode.env.language).format(0.5).includes(',') ? ';' : ',';
}
