import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ExportPart, ExportProgress, ListName } from './model/records';
import { withoutLinks } from '../../base/text';
import { countText, distanceText, plural } from '../../editor/counts';
import { shortReason } from '../../editor/explain';

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

/**
 * Says what was written, what the server lacks and what is older, and leads to the file.
 * @param now milliseconds since the epoch
 */
export async function tellExported(
  place: vscode.Uri,
  { records, missing, older, offersLeftOut }: ExportProgress,
  now: number,
): Promise<void> {
  const open = vscode.l10n.t('Open');
  const reveal = vscode.l10n.t('Reveal');
  const command = revealCommand(place);
  const notes = [
    ...(offersLeftOut === 0 ? [] : [leftOutSentence(offersLeftOut)]),
    ...[...missing].map(lackOf),
  ];
  const name = withoutLinks(basename(place.path));
  const exported = plural(
    records,
    vscode.l10n.t('{0} resource exported to {1}.', countText(records), name),
    vscode.l10n.t('{0} resources exported to {1}.', countText(records), name),
  );
  const isCurrent = older.size === 0;
  const isWhole = isCurrent && offersLeftOut === 0;
  const show = isWhole ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const answer = await show(
    [exported, ...(isCurrent ? [] : [ageSentence(older, now)]), ...notes].join(' '),
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
  if (vscode.workspace.getWorkspaceFolder(place) !== undefined) {
    return 'revealInExplorer';
  }
  const isLocal =
    place.scheme === 'file' &&
    vscode.env.remoteName === undefined &&
    vscode.env.uiKind === vscode.UIKind.Desktop;
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
    ? vscode.l10n.t('Resources: {0}', countText(records))
    : vscode.l10n.t(
        'Resources: {0}; product bases: {1} of {2}',
        countText(records),
        countText(productBases),
        countText(totalProductBases),
      );
}

/** Which parts are older than the export, how old at most, and why. */
function ageSentence(older: ExportProgress['older'], now: number): string {
  const { language } = vscode.env;
  const parts = [...older].map(([part, { readAt }]) =>
    vscode.l10n.t('{0} (read {1})', partName(part), distanceText(readAt - now, language)),
  );
  const reasons = new Set([...older.values()].map(({ failure }) => shortReason(failure)));
  const list = (texts: Iterable<string>): string => new Intl.ListFormat(language).format(texts);
  return vscode.l10n.t(
    'The server could not be asked for all of it ({0}). Older than this export are: {1}.',
    list(reasons),
    list(parts),
  );
}

function partName(part: ExportPart): string {
  switch (part) {
    case 'catalog':
      return vscode.l10n.t('the catalog itself');
    case 'productBases':
      return vscode.l10n.t('product bases');
    case 'options':
      return vscode.l10n.t('options');
    case 'values':
      return vscode.l10n.t('option values');
    case 'products':
      return vscode.l10n.t('products');
    case 'offers':
      return vscode.l10n.t('offers');
  }
}

function leftOutSentence(count: number): string {
  return plural(
    count,
    vscode.l10n.t(
      '{0} offer that is not tied to a day is not in it: the server lists it among the others.',
      countText(count),
    ),
    vscode.l10n.t(
      '{0} offers that are not tied to a day are not in it: the server lists them among the others.',
      countText(count),
    ),
  );
}

function lackOf(list: ListName): string {
  switch (list) {
    case 'options':
      return vscode.l10n.t('This server has no list of options or of their values.');
    case 'values':
      return vscode.l10n.t('This server has no list of option values.');
    case 'products':
      return vscode.l10n.t('This server has no list of products.');
    case 'offers':
      return vscode.l10n.t('This server has no list of offers.');
  }
}
