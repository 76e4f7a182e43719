import { idOf, type Resource } from '../../../api/resource';
import type { Clock } from '../../../base/clock';
import { Listeners } from '../../../base/listeners';
import { failureOf, RequestFailure, type Failure } from '../../../base/failure';
import { addMonths, monthOf } from '../../../base/days';
import { isOfferOf } from '../../../catalogs/offer';
import { offersAddress } from '../../../catalogs/place';
import { readPlace } from '../../../catalogs/readPages';
import {
  mostMembers,
  mostOfPage,
  readWholeList,
  ResourceList,
  type PageReader,
  type ReadApi,
} from '../../../catalogs/resourceList';
import { offerMonth, readOffer, type Offer, type OfferMonth } from './offerMonth';

/** A month of a product, on its way or there; `cancelled`: by a person. */
export type MonthState =
  | { readonly name: 'loading'; readonly loaded: number }
  | { readonly name: 'cancelled' }
  | { readonly name: 'failed'; readonly failure: Failure }
  | {
      readonly name: 'loaded';
      readonly month: OfferMonth;
      /** Milliseconds since the epoch. */
      readonly readAt: number;
      /** False where the server has more than we read. */
      readonly complete: boolean;
      /** Why it could not be read again since. */
      readonly failure?: Failure;
    };

/** A month of a product, by name. */
interface WantedMonth {
  /** IRI of the product. */
  readonly product: string;
  /** `YYYY-MM`. */
  readonly month: string;
}

/** What a search for another month with offers has found. */
export interface NearestMonth {
  /** `YYYY-MM`; `undefined` where no offer was found. */
  readonly month: string | undefined;
  /** False where the server has more than was looked through. */
  readonly complete: boolean;
}

/** News of a month of a product. */
export interface MonthChange extends WantedMonth {
  readonly state: MonthState;
}

const sideBySide = 4;
/** A month that was read this many milliseconds ago is read again when it is looked at. */
const renewAfter = 5 * 60_000;

/** Reads months of products when they are wanted, and keeps them. */
export class MonthLoader {
  private readonly changes = new Listeners<MonthChange>();
  private readonly states = new Map<string, MonthState>();
  private readonly running = new Map<string, AbortController>();
  /** Keys of what is shown as it was read, and to be read again. */
  private due = new Set<string>();
  private wanted: readonly WantedMonth[] = [];
  /**
   * Whether the server's product filter brings offers by IRI or by id, which is not documented; until one has brought
   * any, the other is asked for, too.
   */
  private byIri: boolean | undefined;

  readonly onDidChange = this.changes.event;

  /** @param catalog IRI of the catalog */
  constructor(
    private readonly read: ReadApi,
    private readonly catalog: string,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells what is known of these months, loads what is not, and what has grown old again behind; ends what is under way
   * but no longer wanted.
   */
  want(month: string, products: readonly string[]): void {
    this.wanted = products.map((product) => ({ product, month }));
    const keys = new Set(this.wanted.map(keyOf));
    for (const key of [...this.running.keys()].filter((each) => !keys.has(each))) {
      this.end(key);
    }
    this.due = new Set([...keys].filter((key) => this.isOld(this.states.get(key))));
    for (const each of this.wanted) {
      const state = this.states.get(keyOf(each));
      if (state !== undefined) {
        this.changes.fire({ ...each, state });
      }
    }
    this.loadMore();
  }

  /** Loads again what failed, and unless only that is meant, what was cancelled. */
  retry(what: 'failed' | 'all' = 'all'): void {
    for (const [key, state] of this.states) {
      if (state.name === 'failed' || (state.name === 'cancelled' && what === 'all')) {
        this.states.delete(key);
      } else if (state.name === 'loaded' && state.failure !== undefined) {
        this.due.add(key);
      }
    }
    this.loadMore();
  }

  /** Loads everything again: the wanted months now, others when they are looked at. */
  refresh(): void {
    this.stop();
    this.states.clear();
    this.loadMore();
  }

  /** Forgets everything, also what is wanted. */
  forget(): void {
    this.wanted = [];
    this.byIri = undefined;
    this.stop();
    this.states.clear();
  }

  /** Ends what is under way; it can be taken up by {@link retry}. */
  cancel(): void {
    const waiting = this.wanted.filter(
      (each) => (this.states.get(keyOf(each))?.name ?? 'loading') === 'loading',
    );
    this.stop();
    for (const each of waiting) {
      this.tell(each, { name: 'cancelled' });
    }
  }

  /**
   * The nearest month after, or before, the given one that has an offer of one of the products. Rejects with a
   * `RequestFailure`.
   */
  async nearestMonth(
    products: readonly string[],
    month: string,
    direction: 1 | -1,
    signal: AbortSignal,
  ): Promise<NearestMonth> {
    const bound = direction === 1 ? `${addMonths(month, 1)}-01` : `${month}-01`;
    const side =
      direction === 1 ? ({ from: bound, order: 'asc' } as const) : ({ until: bound, order: 'desc' } as const);
    const addressOf = (name: string): string =>
      offersAddress({ iri: this.catalog }, { products: [name], ...side });
    // A server that does not know filter or order must not send us the wrong way.
    const isThere = (day: string): boolean => (direction === 1 ? day >= bound : day < bound);
    const found = await Promise.all(
      products.map((product) => this.firstDays(product, addressOf, isThere, signal)),
    );
    const days = found.flatMap((each) => each.days).sort();
    const day = direction === 1 ? days[0] : days.at(-1);
    return {
      month: day === undefined ? undefined : monthOf(day),
      complete: found.every(({ complete }) => complete),
    };
  }

  /** IRI of the offers of products from one day to the day before another, by names that the server is known to take. */
  offersIri(products: readonly string[], from: string, until: string): string {
    const names = products.flatMap((product) => this.namesOf(product).slice(0, 1));
    return offersAddress({ iri: this.catalog }, { products: names, from, until, order: 'asc' });
  }

  dispose(): void {
    this.wanted = [];
    this.stop();
    this.changes.dispose();
  }

  private stop(): void {
    this.due.clear();
    for (const key of [...this.running.keys()]) {
      this.end(key);
    }
  }

  private end(key: string): void {
    const abortion = this.running.get(key);
    this.running.delete(key);
    if (this.states.get(key)?.name === 'loading') {
      this.states.delete(key);
    }
    abortion?.abort();
  }

  private isOld(state: MonthState | undefined): boolean {
    // A wall clock may have been set back, too: then nothing is known of an age.
    return state?.name === 'loaded' && Math.abs(this.clock.now() - state.readAt) >= renewAfter;
  }

  private loadMore(): void {
    for (const each of this.wanted) {
      if (this.running.size >= sideBySide) {
        return;
      }
      const key = keyOf(each);
      if (!this.running.has(key) && (this.due.has(key) || !this.states.has(key))) {
        void this.load(each);
      }
    }
  }

  private async load(wanted: WantedMonth): Promise<void> {
    const key = keyOf(wanted);
    const before = this.states.get(key);
    const abortion = new AbortController();
    const { signal } = abortion;
    this.running.set(key, abortion);
    this.due.delete(key);
    const tellLoaded = (loaded: number): void => {
      if (before === undefined && !signal.aborted) {
        this.tell(wanted, { name: 'loading', loaded });
      }
    };
    tellLoaded(0);
    const state = await this.readMonth(wanted, signal, tellLoaded).catch((error: unknown): MonthState => {
      const failure = failureOf(error);
      return before?.name === 'loaded' ? { ...before, failure } : { name: 'failed', failure };
    });
    if (!signal.aborted) {
      this.running.delete(key);
      this.tell(wanted, state);
      this.loadMore();
    }
  }

  /**
   * Reads a month to its end. Rejects with a `RequestFailure`.
   * @param onLoaded told after each page how many offers are there
   */
  private async readMonth(
    { product, month }: WantedMonth,
    signal: AbortSignal,
    onLoaded: (loaded: number) => void,
  ): Promise<MonthState> {
    const days = { from: `${month}-01`, until: `${addMonths(month, 1)}-01`, order: 'asc' } as const;
    const addressOf = (name: string): string =>
      offersAddress({ iri: this.catalog }, { products: [name], ...days });
    // Page by page, so that thousands of offers are never looked at in one go: others wait for this thread, too.
    const offers: Offer[] = [];
    let seen = 0;
    const onPage = (soFar: readonly Resource[]): void => {
      const fresh = soFar.slice(seen).filter((member) => isOfferOf(member, idIn(product)));
      seen = soFar.length;
      offers.push(...fresh.map(readOffer));
      onLoaded(seen);
    };
    const pages = this.pagesOf(product, addressOf, signal);
    const { complete } = await readWholeList(pages, this.clock, signal, onPage);
    return { name: 'loaded', month: offerMonth(offers, month), readAt: this.clock.now(), complete };
  }

  /**
   * Days of offers of a product, as far as to the first page that has any such: offers that are not tied to a day may
   * stand in front of all others, and so may another product's where a server does not know the filter.
   */
  private async firstDays(
    product: string,
    addressOf: (name: string) => string,
    isWanted: (day: string) => boolean,
    signal: AbortSignal,
  ): Promise<{ readonly days: readonly string[]; readonly complete: boolean }> {
    const pages = this.pagesOf(product, addressOf, signal);
    const list = new ResourceList(pages, mostOfPage, this.clock, signal);
    let days: readonly string[] = [];
    while (days.length === 0 && list.hasMore && list.resources.length < mostMembers) {
      await list.loadMore();
      if (list.failure !== undefined) {
        throw new RequestFailure(list.failure);
      }
      days = list.resources
        .filter((member) => isOfferOf(member, idIn(product)))
        .flatMap((member) => readOffer(member).day ?? [])
        .filter(isWanted);
    }
    return { days, complete: !list.hasMore };
  }

  /** Offers of a product, by the first name of it that brings any. */
  private pagesOf(product: string, addressOf: (name: string) => string, signal: AbortSignal): PageReader {
    const addresses = this.namesOf(product).map(addressOf);
    return readPlace({ get: this.read }, { role: 'offer', addresses, paged: true }, mostOfPage, (address) => {
      if (!signal.aborted) {
        this.byIri = address === addressOf(product);
      }
    });
  }

  /** What the product filter may know a product by, the likeliest first. */
  private namesOf(product: string): readonly string[] {
    const id = idIn(product);
    return this.byIri === undefined ? [...new Set([id, product])] : [this.byIri ? product : id];
  }

  private tell(wanted: WantedMonth, state: MonthState): void {
    this.states.set(keyOf(wanted), state);
    this.changes.fire({ ...wanted, state });
  }
}

/** The identifier in the IRI of a product; the IRI where it has none, since it is a generated one. */
function idIn(product: string): string {
  return idOf(product) ?? product;
}

function keyOf({ product, month }: WantedMonth): string {
  return `${month} ${product}`;
}
