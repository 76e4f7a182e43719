import pLimit from 'p-limit';
import * as vscode from 'vscode';
import type { ResourceReader } from '../../api/apiClient';
import { localDay } from '../../base/days';
import { CatalogModel } from '../../catalogs/catalogModel';
import { goToDay, locate, locateDay, type OffersOfDay } from '../../catalogs/locate';
import {
  ancestorOf,
  isParent,
  type CatalogNode,
  type GroupNode,
  type ParentNode,
  type ResourceNode,
} from '../../catalogs/nodes';
import { AccountWatch } from './accountWatch';
import { askDay } from './askDay';
import { copyMembers, type CopiedMember } from './copy';
import { fit, productOf } from './fit';
import { dimmed, dimmedRow, rowScheme, treeItemOf } from './items';
import { RowBeginnings } from './model/beginnings';
import { CatalogsLooks } from './looks';
import { withDisabledKey } from './atWork';
import { CatalogsRecovery } from './recovery';
import { revealRow } from './reveal';
import { RowTimes } from './rowTimes';
import { rowNameOf, soldOutText } from './texts';
import { tooltipOf } from './tooltip';
import { setContext } from '../../editor/commands';
import { countText, distanceText } from '../../editor/counts';
import { documentUri } from '../../editor/documentUri';
import { shortReason } from '../../editor/explain';
import { withCancel } from '../../editor/progress';
import { dayText, documentName } from '../../editor/resourceNames';
import { rowsOf } from '../../editor/rows';
import type { Services } from '../../editor/services';
import { catalogsPageSize } from '../../editor/settings';

/** Offers asked about live, or products gone to a date in, at a time. */
const atOnce = 4;

/** What the tree of catalogs shows and does. */
export class CatalogTree implements vscode.Disposable {
  readonly model: CatalogModel;
  /** The rows that open as documents, by their address there. */
  private readonly documents = new Map<string, ResourceNode>();
  private readonly beginnings = new RowBeginnings();
  /** Whether rows were selected later than anything was done in an editor. */
  private isUsedLast = false;
  private readonly subscriptions: vscode.Disposable;
  private readonly ending = new AbortController();
  private readonly looks: CatalogsLooks;

  constructor(
    private readonly cache: ResourceReader & { renew(): void },
    private readonly services: Pick<Services, 'account' | 'clock' | 'state'>,
    private readonly view: vscode.TreeView<CatalogNode>,
  ) {
    const { account, clock } = services;
    this.model = new CatalogModel(cache, clock, () => this.environment, catalogsPageSize);
    this.model.withDisabled = services.state.get(withDisabledKey, false);
    const watch = new AccountWatch(this.model);
    this.looks = new CatalogsLooks(this.model.ages, view);
    const follow = (): void => {
      watch.follow(account.account, account.state.name);
      this.describe();
    };
    this.subscriptions = vscode.Disposable.from(
      this.model,
      new CatalogsRecovery(this.model, view, clock),
      this.looks,
      new RowTimes(this.model, view, clock),
      this.model.onDidLoad(() => this.describe()),
      account.onDidChange(follow),
      this.model.onDidChange((node) => (node === undefined ? this.forget() : undefined)),
      view.onDidChangeSelection(() => (this.isUsedLast = true)),
      vscode.window.onDidChangeActiveTextEditor((editor) => (this.isUsedLast &&= editor === undefined)),
      vscode.window.onDidChangeTextEditorSelection(() => (this.isUsedLast = false)),
      vscode.window.registerFileDecorationProvider({
        provideFileDecoration: (uri) =>
          uri.scheme === rowScheme && uri.path === dimmedRow.path
            ? new vscode.FileDecoration(undefined, undefined, dimmed)
            : undefined,
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (
          event.affectsConfiguration('korusticket.catalogs.pageSize') ||
          event.affectsConfiguration('korusticket.language')
        ) {
          this.model.reset();
        }
      }),
    );
    follow();
  }

  async children(node: CatalogNode | undefined): Promise<CatalogNode[]> {
    if (node !== undefined && !isParent(node)) {
      return [];
    }
    const children = await this.model.children(node);
    const rows = children.filter((each) => each.kind === 'resource');
    await this.beginnings.note(node?.id ?? '', rows, (row) => ({ id: row.id, name: rowNameOf(row) }));
    if (rows.length > 0) {
      void setContext('hasBrowsed', true);
    }
    // Signed out or rejected, the welcome text says what to do; a row that repeats it would only hide that.
    const { account, state } = this.services.account;
    const needsSignIn = account === undefined || state.name === 'rejected';
    return node === undefined && needsSignIn && children.every(({ kind }) => kind === 'failure')
      ? []
      : children;
  }

  item(node: CatalogNode): vscode.TreeItem {
    const { model } = this;
    return treeItemOf(node, {
      hasChildren: (each) => model.hasChildren(each),
      beginnings: this.beginnings,
      age: (each) => model.ages.of(each),
      live: (each) => model.live(each),
      offersIn: (group) => model.offersIn(group),
      offersGoOn: (group) => model.offersGoOn(group),
      now: () => this.services.clock.now(),
      documentOf: (each) => this.documentOf(each),
    });
  }

  tooltip(node: ResourceNode): vscode.MarkdownString {
    return tooltipOf(node, this.model.live(node), this.services.clock.now());
  }

  /** The rows that a command is for, by what VS Code hands over. */
  rowsFor(row: unknown, selected: unknown): readonly CatalogNode[] {
    return rowsOf(row, selected, this.view.selection);
  }

  get selection(): readonly CatalogNode[] {
    return this.view.selection;
  }

  /** The rows selected, where they were used later than any editor. */
  get chosen(): readonly CatalogNode[] {
    return this.isUsedLast ? this.view.selection : [];
  }

  /** The row that a document was opened from. */
  rowOf(uri: vscode.Uri): ResourceNode | undefined {
    return this.documents.get(uri.toString());
  }

  async copy(member: CopiedMember, rows: readonly CatalogNode[]): Promise<void> {
    await copyMembers(member, rows);
  }

  async loadMore(rows: readonly CatalogNode[]): Promise<void> {
    const ends = fit(rows, ({ kind }) => ['loadMore', 'failure', 'earlier'].includes(kind));
    await this.showingProgress(() => Promise.all(ends.map((each) => this.loadOne(each))));
  }

  /** Loads the rest of lists, with progress and a way to stop; what was loaded by then stays. */
  async loadAll(rows: readonly CatalogNode[]): Promise<void> {
    const lists = fit(rows, (each) => each.kind === 'loadMore' || this.model.hasChildren(each));
    if (lists.length === 0) {
      return;
    }
    const title = vscode.l10n.t('Loading the rest of the list');
    await withCancel(title, async (progress, signal) => {
      for (const list of lists) {
        let shown = 0;
        await this.model.loadAll(list, {
          signal,
          onProgress: (loaded, total) => {
            const message =
              total === undefined
                ? vscode.l10n.t('{0} loaded', countText(loaded))
                : vscode.l10n.t('{0} of {1}', countText(loaded), countText(total));
            const part = total === undefined || total === 0 ? 0 : Math.min(1, loaded / total);
            const percent = (part * 100) / lists.length;
            progress.report({ message, increment: Math.max(0, percent - shown) });
            shown = Math.max(shown, percent);
          },
        });
      }
    });
  }

  async reveal(node: ParentNode): Promise<void> {
    await revealRow(this.view, node, this.services.clock);
  }

  /** Shows the resource that these IRIs lead to from the top, or a single one; `false` where the tree has no such. */
  async revealResource(path: readonly string[]): Promise<boolean> {
    return this.revealFound(() => this.locate(path));
  }

  /** Shows the offers of a product for a day, loading what leads there; `false` where there are none. */
  async revealOffers(offers: OffersOfDay, signal = this.ending.signal): Promise<boolean> {
    return this.revealFound(() => this.locateOffers(offers, signal), signal);
  }

  /** The node that these IRIs lead to; `undefined` where the tree has none. */
  async locate(path: readonly string[]): Promise<ResourceNode | undefined> {
    return this.showingProgress(() => locate(this.model, path, this.ending.signal));
  }

  /** The node of a day's offers; `undefined` where the tree has none. */
  async locateOffers(
    { catalog, productBase, product, day }: OffersOfDay,
    signal = this.ending.signal,
  ): Promise<GroupNode | undefined> {
    const way = productBase === undefined ? [product] : [catalog, productBase, product];
    const node = await this.locate(way);
    const stop = AbortSignal.any([signal, this.ending.signal]);
    return node && this.showingProgress(() => locateDay(this.model, node, day, stop));
  }

  /** Asks live about the offers that the rows are or belong to, each once. */
  async checkAvailability(rows: readonly CatalogNode[]): Promise<void> {
    const offers = fit(rows, (row) => row.kind === 'resource' && ancestorOf(row, 'offer') !== undefined)
      .filter((row) => row.kind === 'resource')
      .map((row) => ancestorOf(row, 'offer') ?? row);
    const limit = pLimit(atOnce);
    await this.showingProgress(async () => {
      const all = [...new Set(offers)].map((offer) => limit(() => this.model.checkAvailability(offer)));
      throwFirst(await Promise.allSettled(all));
    });
  }

  /** Reads everything anew, whatever the cache holds: what is shown stays in use until then, what nobody sees can wait. */
  async refresh(): Promise<void> {
    this.cache.renew();
    if (!this.view.visible) {
      this.model.reset();
      return;
    }
    await this.showingProgress(() => this.model.renew((row) => this.looks.isOpen(row)));
  }

  /** Lists disabled product bases too, or no longer; the same in the windows to come. */
  async showDisabled(isShown: boolean): Promise<void> {
    this.model.withDisabled = isShown;
    this.describe();
    await setContext('withDisabled', isShown);
    await this.services.state.update(withDisabledKey, isShown);
  }

  /** Shows offers that are sold out too, or no longer. */
  async showSoldOut(isShown: boolean): Promise<void> {
    this.model.withSoldOut = isShown;
    this.describe();
    await setContext('availableOnly', !isShown);
  }

  /** Asks for a day and shows the offers of the products that the rows are or belong to from there on. */
  async goToDate(rows: readonly CatalogNode[]): Promise<void> {
    const products = new Set(
      fit(rows, (row) => productOf(row) !== undefined).flatMap((row) => productOf(row) ?? []),
    );
    const today = localDay(this.services.clock.now());
    const day = products.size === 0 ? undefined : await askDay(today);
    if (day === undefined) {
      return;
    }
    const limit = pLimit(atOnce);
    const results = await this.showingProgress(() =>
      Promise.allSettled([...products].map((product) => limit(() => goToDay(this.model, product, day)))),
    );
    const found = results.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const days = found.flatMap((each) => each.day ?? []);
    const first = days.find(({ value }) => value >= day);
    if (first !== undefined) {
      await this.reveal(first);
    }
    // A product that could not be read keeps no other from being shown, but from saying that there are no offers.
    throwFirst(results);
    if (first !== undefined) {
      return;
    }
    const soldOut = found.reduce((sum, each) => sum + each.soldOut, 0);
    void vscode.window.showInformationMessage(
      days.length > 0
        ? vscode.l10n.t('There are no offers from {0} on.', dayText(day))
        : soldOut > 0
          ? soldOutText(soldOut)
          : vscode.l10n.t('There are no offers with a day.'),
    );
  }

  dispose(): void {
    this.ending.abort();
    this.subscriptions.dispose();
  }

  private async loadOne(end: CatalogNode): Promise<void> {
    if (end.kind === 'earlier') {
      this.model.beginAt(end.parent, '');
    } else {
      await this.model.loadMore(end);
    }
  }

  /**
   * Reveals what a search finds; where it finds nothing, what is sold out may have to be shown for it, and is left out
   * again where that was in vain.
   */
  private async revealFound(
    find: () => Promise<ParentNode | undefined>,
    signal = this.ending.signal,
  ): Promise<boolean> {
    let node = await find();
    const isWidened = node === undefined && !this.model.withSoldOut && !signal.aborted;
    if (isWidened) {
      await this.showSoldOut(true);
      node = await find();
    }
    if (node === undefined || signal.aborted) {
      if (isWidened) {
        await this.showSoldOut(false);
      }
      return false;
    }
    await this.reveal(node);
    return true;
  }

  private forget(): void {
    this.documents.clear();
    this.beginnings.forget();
  }

  private get environment(): string {
    return this.services.account.account?.environment ?? '';
  }

  private documentOf(node: ResourceNode): vscode.Uri {
    const { iri = '' } = node.resource;
    const name = documentName(node, ancestorOf(node, 'offer')?.resource);
    const uri = documentUri({ environment: this.environment, name, iri, key: node.id });
    this.documents.set(uri.toString(), node);
    return uri;
  }

  private describe(): void {
    const { environment } = this;
    const { withDisabled, withSoldOut } = this.model;
    const named = withDisabled ? vscode.l10n.t('{0}, with disabled product bases', environment) : environment;
    this.view.description =
      environment === '' ? '' : withSoldOut ? named : vscode.l10n.t('{0}, available only', named);
    this.view.message = this.ageText() ?? '';
  }

  /** Says so where the tree shows what was kept of the catalogs because the server cannot be asked. */
  private ageText(): string | undefined {
    const { state } = this.services.account;
    const { standIn, readAt } = this.model;
    const failure = standIn ?? (state.name === 'retrying' ? state.failure : undefined);
    if (failure === undefined || readAt === undefined) {
      return undefined;
    }
    const age = distanceText(readAt - this.services.clock.now(), vscode.env.language);
    return vscode.l10n.t('Read {0}, not newer: {1}.', age, shortReason(failure));
  }

  private async showingProgress<T>(work: () => Promise<T>): Promise<T> {
    return vscode.window.withProgress({ location: { viewId: 'korusticket.catalogs' } }, work);
  }
}

/** Throws the first that went wrong of what was tried to the end. */
function throwFirst(results: readonly PromiseSettledResult<unknown>[]): void {
  const failed = results.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    throw failed.reason;
  }
}
