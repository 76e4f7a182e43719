import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ExportProgress, ListName } from './model/records';
import { plural } from '../../editor/counts';

const { l10n } = vscode;

/** Records between two reports: the notification need not be drawn for each. */
const reportEvery = 100;

/** Shows how far an export is, and how much of it that is where the server tells. */
export function tellProgress(
  progress: vscode.Progress<{ message: string; increment: number }>,
  withOffers: boolean,
): (state: ExportProgress) => void {
  let shown = 0;
  let percent = 0;
  return (state) => {
    if (state.records - shown < reportEvery && state.records > 1) {
      return;
    }
    shown = state.records;
    const now = Math.max(percent, percentOf(state, withOffers));
    progress.report({ message: sentenceOf(state), increment: now - percent });
    percent = now;
  };
}

/** Says what was written, and leads there. */
export async function tellExported(place: vscode.Uri, { records, missing }: ExportProgress): Promise<void> {
  const open = l10n.t('Open');
  const reveal = l10n.t('Reveal');
  const command = revealCommand(place);
  const lacks = [...missing].map(lackOf).join(' ');
  const name = basename(place.path);
  const exported = plural(
    records,
    l10n.t('{0} resource exported to {1}.', number(records), name),
    l10n.t('{0} resources exported to {1}.', number(records), name),
  );
  const answer = await vscode.window.showInformationMessage(
    `${exported} ${lacks}`.trim(),
    ...[open, ...(command === undefined ? [] : [reveal])],
  );
  if (answer === open) {
    await vscode.commands.executeCommand('vscode.open', place);
  } else if (answer !== undefined && command !== undefined) {
    await vscode.commands.executeCommand(command, place);
  }
}

/** A file of this machine is shown by the system, one of the workspace by the explorer; any other cannot be shown. */
function revealCommand(place: vscode.Uri): string | undefined {
  const { env, workspace } = vscode;
  if (workspace.getWorkspaceFolder(place) !== undefined) {
    return 'revealInExplorer';
  }
  const isLocal =
    place.scheme === 'file' && env.remoteName === undefined && env.uiKind === vscode.UIKind.Desktop;
  return isLocal ? 'revealFileInOS' : undefined;
}

function percentOf(state: ExportProgress, withOffers: boolean): number {
  const share = (done: number, total: number | undefined): number =>
    total === undefined || total === 0 ? 0 : Math.min(1, done / total);
  const bases = share(state.productBases, state.totalProductBases);
  return 100 * (withOffers ? (bases + share(state.offers, state.totalOffers)) / 2 : bases);
}

function sentenceOf({ records, productBases, totalProductBases }: ExportProgress): string {
  return totalProductBases === undefined
    ? l10n.t('Resources: {0}', number(records))
    : l10n.t(
        'Resources: {0}; product bases: {1} of {2}',
        number(records),
        number(productBases),
        number(totalProductBases),
      );
}

function lackOf(list: ListName): string {
  switch (list) {
    case 'options':
    case 'values':
      return l10n.t('This server has no list of options or of their values.');
    case 'products':
      return l10n.t('This server has no list of products.');
    case 'offers':
      return l10n.t('This server has no list of offers.');
  }
}

function number(value: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(value);
}
