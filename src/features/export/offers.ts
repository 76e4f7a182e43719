import * as vscode from 'vscode';
import { readCollection } from '../../api/collection';
import type { Clock } from '../../base/clock';
import { localDay } from '../../base/days';
import { below, pageAddress } from '../../catalogs/place';
import { countText } from '../../editor/counts';
import type { AnswerReader } from './model/pages';
import { nextDays, nextYear } from './model/ranges';
import type { ExportPlan } from './model/records';
import { failureOf } from '../../base/failure';

/** Offers up to which nobody is asked: at 50 a page, 400 requests. */
const manyOffers = 20_000;

/** Which offers to export: all of them, unless there are so many that it should be asked; `undefined` where given up. */
export async function askOffers(
  read: AnswerReader,
  iri: string,
  pageSize: number,
  clock: Clock,
): Promise<ExportPlan['offers'] | undefined> {
  const total = await totalOffers(read, pageAddress(below({ iri }, 'offers'), 1, pageSize));
  if (total <= manyOffers) {
    return 'all';
  }
  const today = localDay(clock.now());
  const count = countText(total);
  const withUndated = vscode.l10n.t('and those that are not tied to a day');
  const items: (vscode.QuickPickItem & { readonly offers: ExportPlan['offers'] })[] = [
    {
      label: vscode.l10n.t('Offers of the next 30 days'),
      description: withUndated,
      offers: nextDays(today, 30),
    },
    {
      label: vscode.l10n.t('Offers of the next 12 months'),
      description: withUndated,
      offers: nextYear(today),
    },
    {
      label: vscode.l10n.t('All {0} offers', count),
      description: vscode.l10n.t('takes long'),
      offers: 'all',
    },
    { label: vscode.l10n.t('No offers'), offers: 'none' },
  ];
  const title = vscode.l10n.t('Export Catalog');
  const placeHolder = vscode.l10n.t('This catalog has {0} offers. Which of them shall be exported?', count);
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.offers;
}

/** Offers of the catalog where the server tells; 0 where it does not, or has no such list. */
async function totalOffers(read: AnswerReader, iri: string): Promise<number> {
  try {
    return readCollection((await read(iri)).json).total ?? 0;
  } catch (error) {
    if (failureOf(error).kind === 'apiNotFound') {
      return 0;
    }
    throw error;
  }
}
