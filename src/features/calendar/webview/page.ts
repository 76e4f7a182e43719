import { daysOf } from '../../../base/days';
import { dayDetails, legend } from './details';
import { button, element, redraw } from './dom';
import { CalendarGrid } from './grid';
import type { PageModel } from './pageModel';
import { CalendarNotices } from './notices';
import { ProductChips } from './products';
import { mostCompared, type Found, type SavedState, type ShownProducts, type ToExtension } from '../protocol';
import type { CalendarWords } from './words';

/** How the page reaches the extension. */
export interface PageHost {
  send(wish: ToExtension): void;
  save(state: SavedState): void;
}

/** The page: draws the model and turns what the user does into changes of the model and wishes to the extension. */
export class CalendarPage {
  readonly parts: readonly HTMLElement[];
  private readonly heading = element('h2', { id: 'month' });
  private readonly chips: ProductChips;
  private readonly details = element('section', { class: 'details' });
  private readonly tax = element('p', { id: 'tax' });
  private readonly grid: CalendarGrid;
  private readonly notices: CalendarNotices;
  /** After a search, the first day with offers becomes the current one. */
  private goToFirst = false;

  constructor(
    private readonly model: PageModel,
    private readonly words: CalendarWords,
    private readonly host: PageHost,
  ) {
    this.grid = new CalendarGrid(words, model.today, {
      moved: (day) => this.goTo(day),
      clicked: (day) => this.select(day),
      opened: (day) => this.open(day),
    });
    this.notices = new CalendarNotices(words, {
      cancel: () => this.cancel(),
      retry: () => host.send({ type: 'retry' }),
      find: (direction) => this.find(direction),
    });
    this.chips = new ProductChips(model, words, (iri) => this.toggle(iri));
    this.parts = [this.header(), ...this.chips.parts, ...this.notices.parts, this.main()];
    this.draw();
  }

  setProducts(products: ShownProducts): void {
    this.model.setProducts(products);
    this.chips.draw();
    this.want();
  }

  /** Something about the month shown has changed. */
  monthChanged(): void {
    const { model } = this;
    const [first] = model.daysWithOffers;
    if (this.goToFirst && model.isSettled && first !== undefined) {
      this.goToFirst = false;
      model.goTo(first);
      this.grid.setCurrent(first, this.grid.hasFocus);
    }
    if (model.leadsOn()) {
      this.find(1);
    }
    this.fill();
  }

  /** The answer to a search. */
  found(answer: Found): void {
    const { month } = answer;
    if (!this.model.takeAnswer(answer)) {
      return;
    }
    if (month === undefined) {
      this.notices.searched(answer);
    } else {
      this.goTo(`${month}-01`);
      this.goToFirst = true;
    }
    this.updateNotices();
  }

  setToday(today: string): void {
    if (today !== this.model.today) {
      this.model.today = today;
      this.grid.setToday(today);
      this.fill();
    }
  }

  /** Someone looks at the page again. */
  look(): void {
    if (!this.model.isSearching) {
      this.want();
    }
  }

  private find(direction: 1 | -1): void {
    const { month, shown } = this.model;
    if (!this.model.beginSearch(direction)) {
      return;
    }
    this.notices.forget();
    this.updateNotices();
    this.host.send({ type: 'find', month, products: shown.map(({ iri }) => iri), direction });
  }

  private cancel(): void {
    this.host.send({ type: 'cancel' });
    // A search that was cancelled is not answered.
    this.model.endSearch();
    this.notices.forget();
    this.updateNotices();
  }

  private goTo(day: string): void {
    const hadFocus = this.grid.hasFocus;
    if (this.model.goTo(day)) {
      this.goToFirst = false;
      this.notices.forget();
      this.draw();
      this.want();
      this.grid.setCurrent(day, hadFocus);
    } else {
      this.grid.setCurrent(day, false);
      this.drawDetails();
    }
    this.host.save(this.model.saved);
  }

  /**
   * Shows what a day has. Where the details lie below the month, their beginning is brought into view, and as much of the
   * month stays as there is room for; beside it they are in view, and the month stays where it was clicked.
   */
  private select(day: string): void {
    this.goTo(day);
    if (this.details.getBoundingClientRect().top >= this.grid.root.getBoundingClientRect().bottom) {
      this.details.querySelector('li')?.scrollIntoView({ block: 'nearest' });
    }
  }

  private open(day: string): void {
    const [first] = this.model.entriesOf(day).filter(({ entry }) => typeof entry !== 'string');
    this.goTo(day);
    if (first !== undefined) {
      this.host.send({ type: 'open', product: first.product, day });
    }
  }

  private json(from: string, until: string, products: readonly string[]): void {
    this.host.send({ type: 'json', products, from, until });
  }

  private want(): void {
    this.host.save(this.model.saved);
    const products = this.model.shown.map(({ iri }) => iri);
    this.host.send({ type: 'want', month: this.model.month, products });
    this.fill();
  }

  private refresh(): void {
    this.model.forget();
    this.model.endSearch();
    this.notices.forget();
    this.host.send({ type: 'refresh' });
    this.fill();
  }

  private toggle(iri: string): void {
    if (this.model.toggle(iri)) {
      this.notices.forget();
      this.chips.draw();
      this.want();
    } else {
      this.notices.tell(this.words.get('mostCompared', mostCompared));
    }
  }

  private draw(): void {
    this.heading.textContent = this.words.month(this.model.month);
    this.grid.show(this.model.month);
    this.grid.setCurrent(this.model.focus, false);
    this.fill();
  }

  private fill(): void {
    const { model } = this;
    this.grid.root.setAttribute('aria-busy', String(!model.isSettled));
    this.grid.fill((day) => model.entriesOf(day));
    this.tax.textContent = this.words.tax(model.currencies);
    this.drawDetails();
    this.updateNotices();
  }

  /** A button that is gone with what it was for has led to the month: there the keyboard goes on. */
  private updateNotices(): void {
    if (this.notices.update(this.model)) {
      this.grid.setCurrent(this.model.focus, true);
    }
  }

  private drawDetails(): void {
    const { focus } = this.model;
    const entries = this.model.entriesOf(focus);
    const details = dayDetails(this.words, focus, entries, {
      open: (product) => this.host.send({ type: 'open', product, day: focus }),
      json: (product) => this.json(focus, focus, [product]),
    });
    redraw(this.details, details);
  }

  private header(): HTMLElement {
    const { words } = this;
    const { label } = this.model.subject;
    const go = (count: number): void => this.goTo(this.model.dayInMonths(count));
    const months = element(
      'div',
      { class: 'months' },
      button(words.get('previousMonth'), () => go(-1), 'icon-button', 'previous'),
      this.heading,
      button(words.get('nextMonth'), () => go(1), 'icon-button', 'next'),
      button(words.get('thisMonth'), () => this.goTo(this.model.today)),
      button(words.get('refresh'), () => this.refresh(), 'icon-button', 'refresh'),
      button(words.get('openJson'), () => this.monthJson(), 'icon-button', 'json'),
    );
    return element('header', {}, element('h1', {}, words.get('calendarOf', label)), months);
  }

  private monthJson(): void {
    const { month, shown } = this.model;
    const days = daysOf(month);
    const products = shown.map(({ iri }) => iri);
    this.json(days[0] ?? '', days.at(-1) ?? '', products);
  }

  private main(): HTMLElement {
    const { words } = this;
    const keys = element('p', { id: 'keys' }, words.get('keys'));
    const month = element(
      'div',
      {},
      this.grid.root,
      element('div', { class: 'below muted' }, this.tax, keys),
    );
    const aside = element('div', { class: 'aside' }, this.details, legend(words));
    return element('div', { class: 'columns' }, month, aside);
  }
}
