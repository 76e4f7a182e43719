import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ResourceReader } from '../../api/apiClient';
import { readCollection } from '../../api/collection';
import type { Resource } from '../../api/resource';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import { csv, jsonLines } from './model/formats';
import { readSince } from './model/pages';
import { CatalogExport, type ExportPlan, type ExportProgress } from './model/records';
import type { CatalogNode } from '../../catalogs/nodes';
import { failureOf, isCancelled, RequestFailure } from '../../base/failure';
import { runCommand } from '../../editor/commands';
import { explain } from '../../editor/explain';
import { ExportFile } from './file';
import { askOffers } from './offers';
import { tellExported, tellProgress } from './report';
import type { Log } from '../../editor/log';
import { fileName } from '../../base/text';
import { catalogsPageSize } from '../../editor/settings';

const { l10n } = vscode;

/** What the export works with. */
export interface ExportParts {
  readonly reader: ResourceReader;
  readonly account: Pick<ActiveAccount, 'account' | 'lease' | 'onDidChange'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'failure'>;
  /** Whether disabled product bases belong to a catalog, as the view has it. */
  readonly withDisabled: boolean;
}

/** `korusticket.exportCatalog`: a whole catalog as one file. The root of a bundle of its own. */
export async function exportCatalog(parts: ExportParts, target: unknown): Promise<void> {
  const { environment } = (await parts.account.lease()).account;
  const pageSize = catalogsPageSize();
  const catalog = catalogOf(target) ?? (await askCatalog(parts.reader, pageSize));
  if (catalog?.iri === undefined) {
    return;
  }
  const place = await askPlace(catalog);
  if (place === undefined) {
    return;
  }
  const since = parts.clock.now();
  const offers = await askOffers(readSince(parts.reader, since), catalog.iri, pageSize, parts.clock);
  if (offers === undefined) {
    return;
  }
  const plan = { catalog, pageSize, withDisabled: parts.withDisabled, offers, since };
  while (await exportOnce(parts, environment, plan, place)) {
    // What was read before the failure is in the cache by now, and recent enough.
  }
}

/** One attempt. Resolves `true` where it failed and shall be made again. */
export async function exportOnce(
  { reader, account, log }: ExportParts,
  environment: string,
  plan: ExportPlan,
  place: vscode.Uri,
): Promise<boolean> {
  const stop = new AbortController();
  // IRIs mean something else in another environment.
  const isElsewhere = (): boolean => account.account?.environment !== environment;
  const following = account.onDidChange(() => (isElsewhere() ? stop.abort() : undefined));
  const readNow = readSince(reader, plan.since, stop.signal);
  const read = async (iri: string): Promise<unknown> => {
    stopIfAborted(stop.signal);
    return readNow(iri);
  };
  try {
    const progress = await withProgress(plan, stop, async (report) => {
      const catalogExport = new CatalogExport(read, plan);
      await writeTo(place, catalogExport, stop.signal, report);
      return catalogExport.progress;
    });
    void tellExported(place, progress);
    return false;
  } catch (error) {
    if (isElsewhere()) {
      void vscode.window.showWarningMessage(
        l10n.t('The export was stopped: the account was changed meanwhile. No file was written.'),
      );
      return false;
    }
    if (isCancelled(error)) {
      vscode.window.setStatusBarMessage(l10n.t('Export cancelled; no file was written.'), 5000);
      return false;
    }
    const failure = failureOf(error);
    log.failure('exportCatalog', failure);
    return await wantsToTryAgain(l10n.t('The catalog was not exported. {0}', explain(failure)));
  } finally {
    following.dispose();
  }
}

async function writeTo(
  place: vscode.Uri,
  catalogExport: CatalogExport,
  signal: AbortSignal,
  report: (progress: ExportProgress) => void,
): Promise<void> {
  const format = place.path.toLowerCase().endsWith('.csv') ? csv : jsonLines;
  const file = await ExportFile.create(place);
  try {
    await file.write(format.head);
    for await (const record of catalogExport.records()) {
      stopIfAborted(signal);
      await file.write(format.line(record));
      report(catalogExport.progress);
    }
    stopIfAborted(signal);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function withProgress(
  plan: ExportPlan,
  stop: AbortController,
  run: (report: (progress: ExportProgress) => void) => Promise<ExportProgress>,
): Promise<ExportProgress> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Exporting {0}', fileName(plan.catalog.label)),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const subscription = token.onCancellationRequested(() => stop.abort());
    try {
      return await run(tellProgress(progress, plan.offers !== 'none'));
    } finally {
      subscription.dispose();
    }
  });
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new RequestFailure({ kind: 'cancelled' });
  }
}

async function wantsToTryAgain(sentence: string): Promise<boolean> {
  const again = l10n.t('Try Again');
  const log = l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(sentence, again, log);
  if (answer === log) {
    await runCommand('showLog');
  }
  return answer === again;
}

/** The catalog that a tree item is, or stands in. */
function catalogOf(target: unknown): Resource | undefined {
  let node =
    typeof target === 'object' && target !== null && 'kind' in target ? (target as CatalogNode) : undefined;
  for (; node !== undefined; node = node.parent) {
    if (node.kind === 'resource' && node.role === 'catalog') {
      return node.resource;
    }
  }
  return undefined;
}

async function askCatalog(reader: ResourceReader, pageSize: number): Promise<Resource | undefined> {
  const { json } = await reader.getCatalogs(`?page=1&itemsPerPage=${pageSize}`);
  const catalogs = readCollection(json).members.filter(({ iri }) => iri !== undefined);
  if (catalogs.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('No catalog was granted to this organization yet'));
  }
  if (catalogs.length < 2) {
    return catalogs[0];
  }
  const items = catalogs.map((catalog) => ({ label: fileName(catalog.label), catalog }));
  const placeHolder = l10n.t('Catalog to export');
  return (await vscode.window.showQuickPick(items, { title: l10n.t('Export Catalog'), placeHolder }))
    ?.catalog;
}

/** Where to write; the name says in which format. */
async function askPlace({ label }: Resource): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const isWritable =
    folder !== undefined && vscode.workspace.fs.isWritableFileSystem(folder.uri.scheme) !== false;
  return vscode.window.showSaveDialog({
    title: l10n.t('Export catalog as JSON Lines (.jsonl) or CSV (.csv)'),
    saveLabel: l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(
      isWritable ? folder.uri : vscode.Uri.file(homedir()),
      `${fileName(label)}.jsonl`,
    ),
    filters: { [l10n.t('JSON Lines')]: ['jsonl'], CSV: ['csv'] },
  });
}
