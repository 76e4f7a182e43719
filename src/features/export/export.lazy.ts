import * as vscode from 'vscode';
import type { ResourceReader } from '../../api/apiClient';
import type { ActiveAccount } from '../../auth/activeAccount';
import { isSameAccount, type ServiceAccount } from '../../auth/serviceAccount';
import type { Clock } from '../../base/clock';
import type { WindowWork } from '../../base/windowWork';
import type { CatalogNode } from '../../catalogs/nodes';
import { ExportAttempt } from './model/attempt';
import type { ExportFormat } from './model/formats';
import { readSince } from './model/pages';
import { CatalogExport, type ExportPlan, type ExportProgress } from './model/records';
import { failureOf, isCancelled } from '../../base/failure';
import { explain } from '../../editor/explain';
import { askCatalog, catalogOf } from './catalogs';
import { ExportFile } from './file';
import { askOffers } from './offers';
import { askFormat, askPlace } from './place';
import { tellExported, tellProgress } from './report';
import type { Log } from '../../editor/log';
import { fileName } from '../../base/text';
import { withCancel } from '../../editor/progress';
import { catalogsPageSize } from '../../editor/settings';
import { wantsToTryAgain } from '../../editor/tryAgain';

/** What the export works with. */
export interface ExportParts {
  readonly reader: ResourceReader;
  readonly account: Pick<ActiveAccount, 'account' | 'known' | 'onDidChange'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'failure'>;
  /** The exports of this window that are being written. */
  readonly running: WindowWork;
  /** Whether disabled product bases belong to a catalog, as the view has it. */
  readonly withDisabled: boolean;
}

/** What is written, and where. */
export interface ExportTarget {
  readonly place: vscode.Uri;
  readonly format: ExportFormat;
}

/** `korusticket.exportCatalog`: a whole catalog as one file, that of the rows, else one that is asked for. */
export async function exportCatalog(parts: ExportParts, rows: readonly CatalogNode[]): Promise<void> {
  const owner = await parts.account.known();
  const pageSize = catalogsPageSize();
  const catalog = catalogOf(rows) ?? (await askCatalog(parts.reader, parts.clock.now(), pageSize));
  if (catalog?.iri === undefined) {
    return;
  }
  const place = await askPlace(catalog);
  if (place === undefined) {
    return;
  }
  const format = await askFormat(place);
  if (format === undefined) {
    return;
  }
  // A dialog may have stood open for hours.
  if (!isSameAccount(parts.account.account, owner)) {
    tellStopped();
    return;
  }
  const since = parts.clock.now();
  const offers = await askOffers(readSince(parts.reader, since), catalog.iri, pageSize, parts.clock);
  if (offers === undefined) {
    return;
  }
  const plan = { catalog, pageSize, withDisabled: parts.withDisabled, offers, since };
  while (await exportOnce(parts, owner, plan, { place, format })) {
    // What was read before the failure is in the cache by now, and counts where it is recent enough.
  }
}

/** One attempt at the catalog of this account. Resolves `true` where it failed and shall be made again. */
export async function exportOnce(
  parts: ExportParts,
  owner: ServiceAccount,
  plan: ExportPlan,
  target: ExportTarget,
): Promise<boolean> {
  const attempt = new ExportAttempt(parts, owner, plan.since);
  const title = vscode.l10n.t('Exporting {0}', fileName(plan.catalog.label));
  try {
    const progress = await withCancel(title, async (progress, signal) => {
      attempt.stopAt(signal);
      const report = tellProgress(progress, plan.offers !== 'none');
      const catalogExport = new CatalogExport(attempt.read, plan);
      await parts.running.run((end) => {
        attempt.stopAt(end);
        return writeTo(target, catalogExport, attempt, report);
      });
      return catalogExport.progress;
    }).finally(() => attempt.dispose());
    void tellExported(target.place, progress, parts.clock.now());
    return false;
  } catch (error) {
    if (attempt.isElsewhere) {
      tellStopped();
      return false;
    }
    if (isCancelled(error)) {
      vscode.window.setStatusBarMessage(vscode.l10n.t('Export cancelled; no file was written.'), 5000);
      return false;
    }
    const failure = failureOf(error);
    parts.log.failure('exportCatalog', failure);
    return await wantsToTryAgain(vscode.l10n.t('The catalog was not exported. {0}', explain(failure)));
  }
}

/** Rejects where the file was not written, and then nothing is left of it. */
async function writeTo(
  { place, format }: ExportTarget,
  catalogExport: CatalogExport,
  attempt: ExportAttempt,
  report: (progress: ExportProgress) => void,
): Promise<void> {
  attempt.check();
  const file = await ExportFile.create(place);
  try {
    await file.write(format.head);
    for await (const record of catalogExport.records()) {
      attempt.check();
      await file.write(format.line(record));
      report(catalogExport.progress);
    }
    attempt.check();
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function tellStopped(): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t('The export was stopped: the account was changed meanwhile. No file was written.'),
  );
}
