import * as vscode from 'vscode';
import type { ApiClient, ApiReply } from '../../api/apiClient';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import type { Lazy } from '../../base/lazy';
import type { CatalogModel } from '../../catalogs/catalogModel';
import type { OffersOfDay } from '../../catalogs/locate';
import type { Log } from '../../editor/log';
import type { Resource } from '../../api/resource';
import { lastSegment, offersIri } from '../../catalogs/offer';
import { readWholeList } from '../../catalogs/resourceList';
import { nearestMonth, OfferCalendarLoader, type MonthState } from './model/monthLoader';
import { addDays, localDay } from '../../base/days';
import { failureOf, RequestFailure, type Failure } from '../../base/failure';
import {
  readToExtension,
  type ShownMonth,
  type ShownProduct,
  type Subject,
  type ToExtension,
  type ToView,
} from './protocol';
import { runCommand } from '../../editor/commands';
import { explain } from '../../editor/explain';
import { calendarTexts } from './texts';

const { l10n } = vscode;

/** The tree of catalogs, as far as a calendar needs it. */
export interface ShownTree {
  /** The catalogs as loaded so far, to choose from where the command is not given an item. */
  readonly model: Pick<CatalogModel, 'loaded'>;
  /** Shows the offers of a day in the tree; `false` where the tree does not have them. */
  revealOffers(offers: OffersOfDay): Promise<boolean>;
}

/** What the calendar needs of the rest of the extension. */
export interface OfferCalendarParts {
  readonly api: Pick<ApiClient, 'get'>;
  readonly account: ActiveAccount;
  readonly clock: Clock;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  readonly tree: Lazy<ShownTree>;
}

/** What one calendar knows, apart from the page that shows it: the page comes and goes with its tab. */
export class OfferCalendarSession implements vscode.Disposable {
  private readonly loader: OfferCalendarLoader;
  private readonly end = new AbortController();
  private readonly subscription: { dispose(): void };
  private list: { readonly products: readonly ShownProduct[]; readonly complete: boolean } | undefined;
  private productsFailed = false;
  private search = new AbortController();

  constructor(
    private readonly parts: OfferCalendarParts,
    private readonly subject: Subject,
    private readonly post: (message: ToView) => void,
  ) {
    this.loader = new OfferCalendarLoader(this.read, subject.catalog, parts.clock);
    this.loader.onDidChange(({ product, month, state }) =>
      post({ type: 'month', product, month, state: this.shownMonth(state) }),
    );
    // Whatever failed for want of a token, or of this environment, is read once there is one.
    this.subscription = parts.account.onDidChange(({ name }) =>
      name === 'valid' ? this.retry() : undefined,
    );
  }

  /** Does what the page asks for; what it may not ask is ignored. */
  receive(message: unknown): void {
    const wish = readToExtension(message);
    if (wish !== undefined) {
      this.follow(wish);
    }
  }

  dispose(): void {
    this.end.abort();
    this.search.abort();
    this.subscription.dispose();
    this.loader.dispose();
  }

  private follow(wish: ToExtension): void {
    switch (wish.type) {
      case 'ready':
        this.post({
          type: 'show',
          subject: this.subject,
          today: localDay(this.parts.clock.now()),
          locale: vscode.env.language,
          strings: calendarTexts(),
        });
        void this.loadProducts();
        return;
      case 'want':
        this.loader.want(wish.month, this.known(wish.products));
        return;
      case 'find':
        void this.find(wish.month, this.known(wish.products), wish.direction);
        return;
      case 'open':
        if (this.known([wish.product]).length > 0) {
          void this.open(wish.product, wish.day);
        }
        return;
      case 'cancel':
        this.search.abort();
        this.loader.cancel();
        return;
      case 'retry':
        this.retry();
        return;
      case 'refresh':
        this.loader.refresh();
        return;
    }
  }

  /** Reads for this calendar's environment only: to another server the same IRI means something else. */
  private readonly read = async (iri: string, signal: AbortSignal): Promise<ApiReply> => {
    const { account } = await this.parts.account.lease();
    if (account.environment !== this.subject.environment) {
      throw new RequestFailure({ kind: 'signedOut' });
    }
    return this.parts.api.get(iri, signal);
  };

  private retry(): void {
    if (this.productsFailed) {
      void this.loadProducts();
    }
    this.loader.retry();
  }

  private async loadProducts(): Promise<void> {
    const { iri, label, role } = this.subject;
    if (role === 'product') {
      this.list ??= { products: [{ iri, label, disabled: false }], complete: true };
    }
    if (this.list === undefined) {
      this.productsFailed = false;
      this.post({ type: 'products', state: { name: 'loading' } });
      try {
        const products = `${iri.replace(/\/+$/, '')}/products`;
        const { members, complete } = await readWholeList(
          this.read,
          products,
          this.parts.clock,
          this.end.signal,
          () => undefined,
        );
        this.list = { products: members.flatMap(shownProduct), complete };
      } catch (error) {
        this.productsFailed = true;
        this.post({ type: 'products', state: { name: 'failed', text: this.told(failureOf(error)) } });
        return;
      }
    }
    this.post({ type: 'products', state: { name: 'loaded', ...this.list } });
  }

  private async find(month: string, products: readonly string[], direction: 1 | -1): Promise<void> {
    this.search.abort();
    this.search = new AbortController();
    const { signal } = this.search;
    const { catalog } = this.subject;
    const answer = await nearestMonth(this.read, catalog, products, month, direction, signal).then(
      (found) => ({ month: found }),
      (error: unknown) => ({ text: this.told(failureOf(error)) }),
    );
    if (!signal.aborted) {
      this.post({ type: 'found', ...answer });
    }
  }

  /** In the tree where the tree can show offers, else as the list the API gives. */
  private async open(product: string, day: string): Promise<void> {
    const { catalog, iri, role, environment } = this.subject;
    const productBase = role === 'productBase' ? iri : this.subject.productBase;
    const isHere = this.parts.account.account?.environment === environment;
    const offers = { catalog, productBase, product, day };
    if (!isHere || !(await (await this.parts.tree.get()).revealOffers(offers))) {
      await runCommand('openResource', offersIri(catalog, lastSegment(product), day, addDays(day, 1)));
    }
  }

  private known(products: readonly string[]): string[] {
    return products.filter((iri) => this.list?.products.some((product) => product.iri === iri));
  }

  private shownMonth(state: MonthState): ShownMonth {
    switch (state.name) {
      case 'loading':
        return state;
      case 'failed':
        return state.failure.kind === 'cancelled'
          ? { name: 'cancelled' }
          : { name: 'failed', text: this.told(state.failure) };
      case 'loaded': {
        const { month, readAt, complete } = state;
        return { name: 'loaded', ...month, readAt, complete };
      }
    }
  }

  /** A failure as it is shown; it goes into the log as well. */
  private told(failure: Failure): string {
    const { environment } = this.subject;
    this.parts.log.failure('showOfferCalendar', failure);
    return failure.kind === 'signedOut' && this.parts.account.account !== undefined
      ? l10n.t('These offers belong to the environment {0}: switch to it to see them.', environment)
      : explain(failure);
  }
}

/** A product as the page lists it; one without an IRI cannot be asked for its offers. */
function shownProduct({ iri, label, disabled }: Resource): ShownProduct[] {
  return iri === undefined ? [] : [{ iri, label: label.slice(0, 300), disabled }];
}
