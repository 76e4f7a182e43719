import { addDays, localDay, timeOf, weekdayOf } from '../../../base/days';
import type { CalendarTexts, Found, ShownDay, ShownMonth, ShownPrice } from '../protocol';

/** What a product has on a day: offers, none, or not known (yet). */
export type Entry = ShownDay | 'notOnSale' | 'loading' | 'notLoaded';

/** What a product has on a day, as a cell of the grid shows it. */
export interface GridEntry {
  readonly product: string;
  readonly name: string;
  /** What tells it from the others; '' where there is only one. */
  readonly letter: string;
  readonly entry: Entry;
}

/** Days, prices and quantities in the words and forms of the user's language. */
export class CalendarWords {
  private readonly monthForm: Intl.DateTimeFormat;
  private readonly dayForm: Intl.DateTimeFormat;
  private readonly timeForm: Intl.DateTimeFormat;
  private readonly momentForm: Intl.DateTimeFormat;
  private readonly numberForm: Intl.NumberFormat;

  /**
   * @param locale BCP 47; one that is not understood becomes English
   * @param firstWeekday 1 = Monday to 7 = Sunday
   */
  constructor(
    private readonly texts: Readonly<Record<string, string>>,
    locale: string,
    private readonly firstWeekday: number,
  ) {
    this.locale = usable(locale);
    const utc = { timeZone: 'UTC' } as const;
    this.monthForm = new Intl.DateTimeFormat(this.locale, { ...utc, month: 'long', year: 'numeric' });
    this.dayForm = new Intl.DateTimeFormat(this.locale, { ...utc, dateStyle: 'full' });
    this.timeForm = new Intl.DateTimeFormat(this.locale, { timeStyle: 'short' });
    this.momentForm = new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'short' });
    this.numberForm = new Intl.NumberFormat(this.locale);
  }

  readonly locale: string;

  /** A text with its places filled in. */
  get(name: keyof CalendarTexts, ...values: readonly (string | number)[]): string {
    return (this.texts[name] ?? '').replace(/\{(\d)\}/g, (place, index: string) =>
      String(values[Number(index)] ?? place),
    );
  }

  month(month: string): string {
    return this.monthForm.format(timeOf(`${month}-01`));
  }

  day(day: string): string {
    return this.dayForm.format(timeOf(day));
  }

  /** Time of day in the machine's own time zone, with the date unless that is `today`. */
  time(time: number, today: string): string {
    return (localDay(time) === today ? this.timeForm : this.momentForm).format(time);
  }

  number(value: number): string {
    return this.numberForm.format(value);
  }

  /** Names of the days of the week, from the first day of the week on. */
  weekdays(): { readonly short: string; readonly long: string }[] {
    const form = (weekday: 'short' | 'long', day: string): string =>
      new Intl.DateTimeFormat(this.locale, { weekday, timeZone: 'UTC' }).format(timeOf(day));
    // 2024-01-01 was a Monday.
    return Array.from({ length: 7 }, (_, index) => addDays('2024-01-01', this.firstWeekday - 1 + index)).map(
      (day) => ({ short: form('short', day), long: form('long', day) }),
    );
  }

  /** Columns before a day in its week. */
  column(day: string): number {
    return (weekdayOf(day) - this.firstWeekday + 7) % 7;
  }

  /** An amount with its currency. */
  money(amount: string, currency: string): string {
    const form = currency === '' ? { minimumFractionDigits: 2 } : ({ style: 'currency', currency } as const);
    // No amount is rounded.
    return new Intl.NumberFormat(this.locale, { ...form, maximumFractionDigits: 10 }).format(Number(amount));
  }

  /** An amount without currency, for narrow places. */
  bareAmount(amount: string): string {
    return this.money(amount, '');
  }

  /** A price in words. */
  price(price: ShownPrice): string {
    const amount = this.money(price.amount, price.currency);
    const said = price.dynamic ? this.get('approximately', amount) : amount;
    return price.original === undefined
      ? said
      : `${said}, ${this.get('reduced', this.money(price.original, price.currency))}`;
  }

  /** What all amounts have in common. */
  tax(currencies: readonly string[]): string {
    const [currency = ''] = currencies;
    return currencies.length === 1 && currency !== ''
      ? this.get('taxIncluded', currency)
      : this.get('taxIncludedAny');
  }

  prices({ prices }: ShownDay): string {
    return prices.length === 0
      ? this.get('noPrice')
      : prices.map((price) => this.price(price)).reduce((all, next) => this.get('andMore', all, next));
  }

  /** That a search for another month has found none: what it did not look through may have some. */
  noneFound({ direction, complete }: Pick<Found, 'direction' | 'complete'>): string {
    const none = direction === 1 ? 'noneLater' : 'noneEarlier';
    return this.get(complete ? none : `${none}InPart`);
  }

  /** How much is left, in words. */
  availability({ availability, offers }: ShownDay): string {
    switch (availability.kind) {
      case 'quantity':
        return this.get(offers > 1 ? 'upTo' : 'available', this.number(availability.quantity));
      case 'limited':
        return this.get('limitedLong');
      case 'soldOut':
      case 'unlimited':
      case 'unknown':
        return this.get(availability.kind);
    }
  }

  /** How much is left, in a word or number; '' where nothing is known. */
  availabilityShort({ availability }: ShownDay): string {
    switch (availability.kind) {
      case 'quantity':
        return this.number(availability.quantity);
      case 'unknown':
        return '';
      case 'soldOut':
      case 'unlimited':
      case 'limited':
        return this.get(availability.kind);
    }
  }

  /** What a product has on a day, in full words. */
  entry(entry: Entry): string {
    return typeof entry === 'string'
      ? this.get(entry)
      : [
          this.prices(entry),
          this.availability(entry),
          ...(entry.offers > 1 ? [this.get('offerCount', this.number(entry.offers))] : []),
        ].join(', ');
  }

  /** All that a cell shows, in full words; names of products only where several are compared. */
  cell(
    day: string,
    isToday: boolean,
    entries: readonly { readonly name: string; readonly entry: Entry }[],
  ): string {
    const head = isToday ? `${this.day(day)}, ${this.get('today')}` : this.day(day);
    const isSame = entries.every(({ entry }) => typeof entry === 'string' && entry === entries[0]?.entry);
    const said = isSame
      ? entries.slice(0, 1).map(({ entry }) => this.entry(entry))
      : entries.map(({ name, entry }) =>
          entries.length > 1 ? `${name}: ${this.entry(entry)}` : this.entry(entry),
        );
    return [head, ...said].join('. ');
  }
}

/** What a product has on a day of a month, as far as the month is known. */
export function entryOf(state: ShownMonth | undefined, day: string): Entry {
  switch (state?.name) {
    case 'loaded':
      // Of a month read in part, a day that is not among what was read may have offers all the same.
      return state.days.find((each) => each.day === day) ?? (state.complete ? 'notOnSale' : 'notLoaded');
    case 'failed':
    case 'cancelled':
      return 'notLoaded';
    case 'loading':
    case undefined:
      return 'loading';
  }
}

function usable(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
