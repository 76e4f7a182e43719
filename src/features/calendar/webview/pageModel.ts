import { addMonths, monthOf } from '../../../base/days';
import {
  mostCompared,
  type SavedState,
  type ShownMonth,
  type ShownProduct,
  type ShownProducts,
  type Subject,
} from '../protocol';
import { sameDayIn } from './keys';
import { entryOf, type GridEntry } from './words';

/** Products that are compared unless the user has chosen. */
const comparedAtFirst = 3;

/** What the page knows and where the user is; nothing of how it is drawn. */
export class PageModel {
  month: string;
  focus: string;
  /** IRIs of the products compared, in the order of their letters; `undefined` until products are known. */
  compared: readonly string[] | undefined;
  products: ShownProducts = { name: 'loading' };
  /** Which way other months are looked through for offers, from the month shown. */
  private search: 1 | -1 | undefined;
  /** Until the user has gone to another month, an empty first one leads on to one with offers. */
  private isFirst: boolean;
  private listed: readonly ShownProduct[] = [];
  private states = new Map<string, ShownMonth>();

  constructor(
    readonly subject: Subject,
    public today: string,
    saved: SavedState | undefined,
  ) {
    this.month = saved?.month ?? monthOf(today);
    this.focus = saved?.focus ?? today;
    this.compared = saved?.compared;
    this.isFirst = saved === undefined;
    if (monthOf(this.focus) !== this.month) {
      this.focus = sameDayIn(this.month, this.focus);
    }
  }

  /** Where the user is, to be kept over a reload. */
  get saved(): SavedState {
    const { subject, month, compared, focus } = this;
    return {
      version: 1,
      subject,
      month,
      focus,
      ...(compared === undefined ? {} : { compared }),
    };
  }

  /** What was listed last; where reading it again fails, that stays. */
  get known(): readonly ShownProduct[] {
    return this.listed;
  }

  /** The products whose names have all words of a text, in any case and without accents; and those compared. */
  matching(text: string): readonly ShownProduct[] {
    const words = plain(text).split(/\s+/).filter(Boolean);
    return this.known.filter(
      ({ iri, label }) =>
        this.compared?.includes(iri) === true || words.every((word) => plain(label).includes(word)),
    );
  }

  get isSearching(): boolean {
    return this.search !== undefined;
  }

  /** @returns false where it is under way already */
  beginSearch(direction: 1 | -1): boolean {
    const isOther = this.search !== direction;
    this.search = direction;
    return isOther;
  }

  endSearch(): void {
    this.search = undefined;
  }

  /** Ends the search with its answer. @returns false where that answers a search the user has turned away from */
  takeAnswer({ from, direction }: { readonly from: string; readonly direction: 1 | -1 }): boolean {
    const isAwaited = from === this.month && direction === this.search;
    if (isAwaited) {
      this.search = undefined;
    }
    return isAwaited;
  }

  /** True, once, where the first month is there without any offer: the search for another begins by itself. */
  leadsOn(): boolean {
    if (!this.isFirst || this.shown.length === 0 || !this.isSettled) {
      return false;
    }
    this.isFirst = false;
    return this.isEmpty;
  }

  /** Products compared, of those that exist. */
  get shown(): readonly ShownProduct[] {
    return (this.compared ?? [])
      .map((iri) => this.known.find((product) => product.iri === iri))
      .filter((product) => product !== undefined);
  }

  /** Takes what is known of the products. Their months are wanted then, which ends a search without an answer. */
  setProducts(products: ShownProducts): void {
    this.products = products;
    this.endSearch();
    if (products.name === 'loading') {
      // What was shown may be another account's.
      this.listed = [];
      this.states.clear();
    } else if (products.name === 'loaded') {
      this.listed = products.products;
      const known = this.known.map(({ iri }) => iri);
      const still = this.compared?.filter((iri) => known.includes(iri));
      const isAnyLeft = still !== undefined && (still.length > 0 || this.compared?.length === 0);
      this.compared = isAnyLeft ? still : known.slice(0, comparedAtFirst);
    }
  }

  /** Takes a product into the comparison or out of it. @returns false where there is no room */
  toggle(iri: string): boolean {
    const { compared = [] } = this;
    if (compared.includes(iri)) {
      this.endSearch();
      this.compared = compared.filter((each) => each !== iri);
      this.states.delete(iri);
      return true;
    }
    if (compared.length >= mostCompared) {
      return false;
    }
    this.endSearch();
    this.compared = [...compared, iri];
    return true;
  }

  /** Goes to a day. @returns true where that is in another month */
  goTo(day: string): boolean {
    this.focus = day;
    if (monthOf(day) === this.month) {
      return false;
    }
    this.month = monthOf(day);
    this.isFirst = false;
    this.endSearch();
    this.states.clear();
    return true;
  }

  /** The same day some months away. */
  dayInMonths(count: number): string {
    return sameDayIn(addMonths(this.month, count), this.focus);
  }

  /** What is loaded is to be loaded again. */
  forget(): void {
    this.states.clear();
  }

  /** Takes news of a month; of another one than is shown it is ignored. */
  setState(product: string, month: string, state: ShownMonth): void {
    if (month === this.month) {
      this.states.set(product, state);
    }
  }

  /** The states of the products compared; one that is not known yet is `undefined`. */
  get current(): readonly { readonly product: ShownProduct; readonly state: ShownMonth | undefined }[] {
    return this.shown.map((product) => ({ product, state: this.states.get(product.iri) }));
  }

  /** True once nothing is on its way any more. */
  get isSettled(): boolean {
    return this.current.every(({ state }) => state !== undefined && state.name !== 'loading');
  }

  /** False where a product's month is not there, or the server has more of it than was read. */
  get isWhole(): boolean {
    return this.current.every(({ state }) => state?.name === 'loaded' && state.complete);
  }

  /** True where all is loaded to its end and no product has a day on sale. */
  get isEmpty(): boolean {
    return this.isWhole && this.current.length > 0 && this.daysWithOffers.length === 0;
  }

  /** Days on which any product has offers, in order. */
  get daysWithOffers(): readonly string[] {
    const days = this.current.flatMap(({ state }) =>
      state?.name === 'loaded' ? state.days.map(({ day }) => day) : [],
    );
    return [...new Set(days)].sort();
  }

  /** Currencies of all prices shown. */
  get currencies(): readonly string[] {
    const days = this.current.flatMap(({ state }) => (state?.name === 'loaded' ? state.days : []));
    return [...new Set(days.flatMap(({ prices }) => prices.map(({ currency }) => currency)))];
  }

  entriesOf(day: string): readonly GridEntry[] {
    const isOnly = this.shown.length === 1;
    return this.current.map(({ product, state }, index) => ({
      product: product.iri,
      name: product.label,
      letter: isOnly ? '' : letterOf(index),
      entry: entryOf(state, day),
    }));
  }
}

/** A, B, C …: tells products apart without colour. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
