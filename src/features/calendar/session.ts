import * as vscode from 'vscode';
import type { ApiClient, ApiReply } from '../../api/apiClient';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { ServiceAccount } from '../../auth/serviceAccount';
import type { Clock } from '../../base/clock';
import type { Lazy } from '../../base/lazy';
import type { CatalogModel } from '../../catalogs/catalogModel';
import type { CatalogNode } from '../../catalogs/nodes';
import type { OffersOfDay } from '../../catalogs/locate';
import type { Log } from '../../editor/log';
import type { Resource } from '../../api/resource';
import { below } from '../../catalogs/place';
import { readPlace } from '../../catalogs/readPages';
import { mostOfPage, readWholeList } from '../../catalogs/resourceList';
import { MonthLoader, type MonthState } from './model/monthLoader';
import { addDays } from '../../base/days';
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
import { withoutBeginning } from '../../base/text';
import { calendarFirstDayOfWeek } from '../../editor/settings';
import { firstDayOf, regionalLocale } from './model/region';
import { calendarTexts } from './texts';

/** The tree of catalogs, as far as a calendar needs it. */
export interface ShownTree {
  /** The catalogs as loaded so far, to choose from where the command is not given an item. */
  readonly model: Pick<CatalogModel, 'loaded'>;
  /** The rows selected, none where an editor was used later than the tree. */
  readonly chosen: readonly CatalogNode[];
  /** Shows the offers of a day in the tree; `false` where the tree does not have them. */
  revealOffers(offers: OffersOfDay, signal: AbortSignal): Promise<boolean>;
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
  private readonly loader: MonthLoader;
  private readonly subscriptions: vscode.Disposable;
  private list: { readonly products: readonly ShownProduct[]; readonly complete: boolean } | undefined;
  /** How the last reading of the products has ended, unless well; `cancelled`: by a person. */
  private productsEnd: 'failed' | 'cancelled' | undefined;
  /** The newest of each ends the one before. */
  private readonly running: Record<'products' | 'search' | 'reveal', AbortController> = {
    products: new AbortController(),
    search: new AbortController(),
    reveal: new AbortController(),
  };
  /** Whose prices are shown. */
  private reader: string | undefined;

  constructor(
    private readonly parts: OfferCalendarParts,
    private readonly subject: Subject,
    private readonly post: (message: ToView) => void,
  ) {
    this.loader = new MonthLoader(this.read, subject.catalog, parts.clock);
    this.loader.onDidChange(({ product, month, state }) =>
      post({ type: 'month', product, month, state: this.shownMonth(state) }),
    );
    this.subscriptions = vscode.Disposable.from(
      parts.account.onDidChange(({ name }) => {
        this.followAccount();
        // Whatever failed for want of a token, or of this environment, is read once there is one; what a person has
        // cancelled waits for a person.
        if (name === 'valid') {
          this.retry('failed');
        }
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('korusticket.calendar.firstDayOfWeek')) {
          this.show();
        }
      }),
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
    Object.values(this.running).forEach((each) => each.abort());
    this.subscriptions.dispose();
    this.loader.dispose();
  }

  private follow(wish: ToExtension): void {
    switch (wish.type) {
      case 'ready':
        this.show();
        return;
      case 'want':
        this.running.search.abort();
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
      case 'json':
        void this.openJson(this.known(wish.products), wish.from, wish.until);
        return;
      case 'cancel':
        this.running.search.abort();
        this.cancelProducts();
        this.loader.cancel();
        return;
      case 'retry':
        this.retry('all');
        return;
      case 'refresh':
        this.running.search.abort();
        this.loader.refresh();
        void this.loadProducts();
        return;
    }
  }

  /** Everything the page needs to begin; also once it has to begin anew. */
  private show(): void {
    const locale = regionalLocale(
      vscode.env.language,
      process.env,
      Intl.DateTimeFormat().resolvedOptions().locale,
    );
    this.post({
      type: 'show',
      subject: this.subject,
      locale,
      firstWeekday: calendarFirstDayOfWeek() ?? firstDayOf(locale),
      strings: calendarTexts(),
    });
    if (this.list === undefined) {
      void this.loadProducts();
    } else {
      this.post({ type: 'products', state: { name: 'loaded', ...this.list } });
    }
  }

  /** Another account may see other products, prices and quantities: nothing of the one before is shown for its own. */
  private followAccount(): void {
    const { account } = this.parts.account;
    const isOther = account?.environment === this.subject.environment && this.reader !== readerOf(account);
    if (isOther && this.reader !== undefined) {
      this.reader = undefined;
      this.running.search.abort();
      this.running.reveal.abort();
      this.list = undefined;
      this.loader.forget();
      void this.loadProducts();
    }
  }

  private begin(what: keyof typeof this.running): AbortSignal {
    this.running[what].abort();
    this.running[what] = new AbortController();
    return this.running[what].signal;
  }

  /** Reads for this calendar's environment only: to another server the same IRI means something else. */
  private readonly read = async (iri: string, signal: AbortSignal): Promise<ApiReply> => {
    const account = await this.parts.account.known();
    if (account.environment !== this.subject.environment) {
      throw new RequestFailure({ kind: 'signedOut' });
    }
    this.reader = readerOf(account);
    return this.parts.api.get(iri, signal);
  };

  private retry(what: 'failed' | 'all'): void {
    if (this.productsEnd === 'failed' || (this.productsEnd === 'cancelled' && what === 'all')) {
      void this.loadProducts();
    }
    this.loader.retry(what);
  }

  /** Ends the reading of the products; those that are listed stay. */
  private cancelProducts(): void {
    this.running.products.abort();
    if (this.list === undefined && this.productsEnd === undefined) {
      this.productsEnd = 'cancelled';
      const text = vscode.l10n.t('Loading was cancelled.');
      this.post({ type: 'products', state: { name: 'failed', text } });
    }
  }

  /** Reads the products; those that are listed stay until others are there. */
  private async loadProducts(): Promise<void> {
    const { iri, label, role } = this.subject;
    this.productsEnd = undefined;
    if (role === 'product') {
      this.list = { products: [{ iri, label, disabled: false }], complete: true };
    } else {
      const signal = this.begin('products');
      if (this.list === undefined) {
        this.post({ type: 'products', state: { name: 'loading' } });
      }
      const addresses = [below({ iri }, 'products')];
      const pages = readPlace({ get: this.read }, { role: 'product', addresses, paged: true }, mostOfPage);
      try {
        const read = readWholeList(pages, this.parts.clock, signal, () => undefined);
        const { members, complete } = await read;
        if (signal.aborted) {
          return;
        }
        this.list = { products: members.flatMap((each) => shownProduct(each, this.subject.label)), complete };
      } catch (error) {
        if (!signal.aborted) {
          this.productsEnd = 'failed';
          this.post({ type: 'products', state: { name: 'failed', text: this.told(failureOf(error)) } });
        }
        return;
      }
    }
    this.post({ type: 'products', state: { name: 'loaded', ...this.list } });
  }

  private async find(from: string, products: readonly string[], direction: 1 | -1): Promise<void> {
    const signal = this.begin('search');
    const search = this.loader.nearestMonth(products, from, direction, signal);
    const answer = await search.catch((error: unknown) => ({
      complete: false,
      ...(signal.aborted ? {} : { text: this.told(failureOf(error)) }),
    }));
    if (!signal.aborted) {
      this.post({ type: 'found', from, direction, ...answer });
    }
  }

  /** In the tree where the tree can show offers, else as the list the API gives. */
  private async open(product: string, day: string): Promise<void> {
    const { catalog, iri, role } = this.subject;
    const productBase = role === 'productBase' ? iri : this.subject.productBase;
    const signal = this.begin('reveal');
    const tree = this.isHere ? await this.parts.tree.get() : undefined;
    const isShown = await tree?.revealOffers({ catalog, productBase, product, day }, signal);
    if (isShown !== true && !signal.aborted) {
      await this.openJson([product], day, day);
    }
  }

  private async openJson(products: readonly string[], from: string, until: string): Promise<void> {
    if (!this.isHere) {
      void vscode.window.showInformationMessage(this.told({ kind: 'signedOut' }));
    } else if (products.length > 0) {
      await runCommand('openResource', this.loader.offersIri(products, from, addDays(until, 1)));
    }
  }

  /** False while another environment is in use: to its server the same IRIs mean something else. */
  private get isHere(): boolean {
    return this.parts.account.account?.environment === this.subject.environment;
  }

  private known(products: readonly string[]): string[] {
    return products.filter((iri) => this.list?.products.some((product) => product.iri === iri));
  }

  private shownMonth(state: MonthState): ShownMonth {
    switch (state.name) {
      case 'loading':
      case 'cancelled':
        return state;
      case 'failed':
        return { name: 'failed', text: this.told(state.failure) };
      case 'loaded': {
        const { month, readAt, complete, failure } = state;
        const notNewer = failure === undefined ? {} : { notNewer: this.told(failure) };
        return { name: 'loaded', ...month, readAt, complete, ...notNewer };
      }
    }
  }

  /** A failure as it is shown; it goes into the log as well. */
  private told(failure: Failure): string {
    const { environment } = this.subject;
    this.parts.log.failure('showOfferCalendar', failure);
    return failure.kind === 'signedOut' && this.parts.account.account !== undefined
      ? vscode.l10n.t('These offers belong to the environment {0}: switch to it to see them.', environment)
      : explain(failure);
  }
}

/**
 * A product as the page lists it, without the name of what the calendar is of, which stands above; one without an IRI
 * cannot be asked for its offers.
 */
function shownProduct({ iri, label, disabled }: Resource, above: string): ShownProduct[] {
  return iri === undefined ? [] : [{ iri, label: withoutBeginning(label, above).slice(0, 300), disabled }];
}

/** What tells whose prices are read: another service account, or another server. */
function readerOf({ clientId, apiBaseUrl }: ServiceAccount): string {
  return JSON.stringify([clientId, apiBaseUrl]);
}
