import { daysOf } from '../../../base/days';
import { drawIcon, element, type IconName } from './dom';
import { dayAfterKey } from './keys';
import type { ShownDay, ShownPrice } from '../protocol';
import type { CalendarWords, GridEntry } from './words';

/** What a person does in the grid. */
export interface GridEvents {
  /** The keyboard or the pointer went to a day, maybe of another month. */
  moved(day: string): void;
  /** A day was clicked. */
  clicked(day: string): void;
  /** The offers of a day are to be shown. */
  opened(day: string): void;
}

/** The month as a grid (WAI-ARIA Authoring Practices, grid pattern): one tab stop, moved through by keys. */
export class CalendarGrid {
  readonly root: HTMLTableElement;
  private readonly body = element('tbody');
  private cells = new Map<string, HTMLTableCellElement>();

  constructor(
    private readonly words: CalendarWords,
    private today: string,
    private readonly events: GridEvents,
  ) {
    const names = words
      .weekdays()
      .map(({ short, long }) =>
        element('th', { scope: 'col', role: 'columnheader', abbr: long, title: long }, short),
      );
    const attributes = { role: 'grid', 'aria-labelledby': 'month', 'aria-describedby': 'tax keys' };
    const head = element('thead', {}, element('tr', {}, ...names));
    this.root = element('table', attributes, head, this.body);
    this.root.addEventListener('keydown', (event) => this.pressed(event));
    this.root.addEventListener('click', (event) => {
      const day = dayAt(event);
      if (day !== undefined) {
        this.events.clicked(day);
      }
    });
    this.root.addEventListener('focusin', (event) => {
      const day = dayAt(event);
      if (day !== undefined) {
        this.events.moved(day);
      }
    });
  }

  /** Draws the weeks of a month, still without what the days hold. */
  show(month: string): void {
    this.cells = new Map();
    const days = daysOf(month);
    const before = this.words.column(days[0] ?? '');
    const weeks = Math.ceil((before + days.length) / 7);
    const rows = Array.from({ length: weeks }, (_week, week) => {
      const cells = Array.from({ length: 7 }, (_column, column) =>
        this.cellOf(days[week * 7 + column - before]),
      );
      return element('tr', {}, ...cells);
    });
    this.body.replaceChildren(...rows);
  }

  /** Fills the days. Cells stay, so that focus and reading position do. */
  fill(entriesOf: (day: string) => readonly GridEntry[]): void {
    for (const [day, cell] of this.cells) {
      const entries = entriesOf(day);
      const offers = entries.map(({ entry }) => entry);
      const isEmpty = offers.length > 0 && offers.every((entry) => entry === 'notOnSale');
      cell.className = isEmpty ? 'day none' : entries.length > 1 ? 'day several' : 'day';
      const said = this.words.cell(day, day === this.today, entries);
      const shown = isEmpty ? entries.slice(0, 1).map((each) => ({ ...each, letter: '' })) : entries;
      const content = element('div', { class: 'content', 'aria-hidden': 'true' });
      content.append(
        element('span', { class: 'number' }, this.words.number(Number(day.slice(8)))),
        ...shown.map((each) => this.entryOf(each)),
      );
      // Text of its own for readers: a label would hide from voice control what is seen.
      cell.replaceChildren(element('span', { class: 'spoken' }, said), content);
    }
  }

  setToday(today: string): void {
    this.cells.get(this.today)?.removeAttribute('aria-current');
    this.cells.get(today)?.setAttribute('aria-current', 'date');
    this.today = today;
  }

  /** Makes a day the grid's tab stop, and moves the focus there if wanted. */
  setCurrent(day: string, focus: boolean): void {
    for (const [each, cell] of this.cells) {
      cell.tabIndex = each === day ? 0 : -1;
      cell.setAttribute('aria-selected', String(each === day));
    }
    if (focus) {
      this.cells.get(day)?.focus();
    }
  }

  get hasFocus(): boolean {
    return this.root.contains(document.activeElement);
  }

  private cellOf(day: string | undefined): HTMLTableCellElement {
    if (day === undefined) {
      return element('td', { role: 'gridcell', class: 'outside' });
    }
    const current = day === this.today ? 'date' : undefined;
    const cell = element('td', {
      role: 'gridcell',
      'data-day': day,
      'aria-current': current,
      tabindex: '-1',
    });
    this.cells.set(day, cell);
    return cell;
  }

  private entryOf({ letter, entry }: GridEntry): HTMLElement {
    const kind = typeof entry === 'string' ? entry : entry.availability.kind;
    const level = typeof entry === 'string' ? '' : (entry.level ?? '');
    const made = element('span', { class: `entry ${kind} ${level}` });
    if (letter !== '') {
      made.append(element('span', { class: `letter letter-${letter}` }, letter));
    }
    if (typeof entry === 'string') {
      made.append(entry === 'notOnSale' ? drawIcon('notOnSale') : element('span', { class: 'blank' }));
      return made;
    }
    made.append(this.pricesOf(entry), this.leftOf(entry));
    return made;
  }

  private pricesOf({ prices }: ShownDay): HTMLElement {
    const [first] = prices;
    const made = element('span', { class: 'price' });
    if (first === undefined) {
      made.append('?');
      return made;
    }
    made.append(this.amountOf(first, first.amount, 'amount'));
    if (prices.length > 1) {
      made.append(element('span', {}, '…'));
    }
    if (first.original !== undefined) {
      made.append(this.amountOf({ ...first, dynamic: false }, first.original, 'original'));
    }
    return made;
  }

  /** With and without currency: the style sheet shows what there is room for. */
  private amountOf(price: ShownPrice, amount: string, className: string): HTMLElement {
    const mark = price.dynamic ? '≈' : '';
    return element(
      className === 'original' ? 's' : 'span',
      { class: className },
      element('span', { class: 'full' }, mark + this.words.money(amount, price.currency)),
      element('span', { class: 'bare' }, mark + this.words.bareAmount(amount)),
    );
  }

  private leftOf(entry: ShownDay): HTMLElement {
    const left = element('span', { class: 'left' }, drawIcon(iconOf(entry)));
    left.append(element('span', { class: 'words' }, this.words.availabilityShort(entry)));
    return left;
  }

  private pressed(event: KeyboardEvent): void {
    const day = dayAt(event);
    if (day === undefined || event.altKey || event.metaKey) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.events.opened(day);
      return;
    }
    const next = dayAfterKey(event, day, this.words.column(day));
    if (next !== undefined) {
      event.preventDefault();
      this.events.moved(next);
      this.setCurrent(next, true);
    }
  }
}

/** The day whose cell an event happened in. */
function dayAt({ target }: Event): string | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-day]') : undefined;
  return cell?.dataset['day'];
}

/** The sign for how much is left. */
export function iconOf({ availability, level }: ShownDay): IconName {
  return availability.kind === 'quantity' ? (level ?? 'many') : availability.kind;
}
