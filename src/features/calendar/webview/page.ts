import { dayDetails, legend } from './details';
import { button, element } from './dom';
import { CalendarGrid } from './grid';
import { letterOf, type CalendarModel } from './pageModel';
import { CalendarNotices } from './notices';
import { mostCompared, type SavedState, type ShownProducts, type ToExtension } from '../protocol';
import type { CalendarText } from './words';

/** How the page reaches the extension. */
export interface PageHost {
  send(wish: ToExtension): void;
  save(state: SavedState): void;
}

/** The page: draws the model and turns what the user does into changes of the model and wishes to the extension. */
export class CalendarPage {
  readonly parts: readonly HTMLElement[];
  private readonly heading = element('h2', { id: 'month' });
  private readonly chips = element('div', { class: 'chips', role: 'group' });
  private readonly details = element('section', { class: 'details' });
  private readonly tax = element('p', { id: 'tax' });
  private readonly grid: CalendarGrid;
  private readonly notices: CalendarNotices;
  /** Until the user has gone somewhere, an empty first month leads on to one with offers. */
  private searchIfEmpty: boolean;
  /** After a search, the first day with offers becomes the current one. */
  private goToFirst = false;

  constructor(
    private readonly model: CalendarModel,
    private readonly text: CalendarText,
    isNew: boolean,
    private readonly host: PageHost,
  ) {
    this.searchIfEmpty = isNew;
    this.grid = new CalendarGrid(text, model.today, {
      moved: (day) => this.goTo(day),
      opened: (day, product) => this.open(day, product),
    });
    this.notices = new CalendarNotices(text, {
      cancel: () => this.cancel(),
      retry: () => host.send({ type: 'retry' }),
      find: (direction) => this.find(direction),
    });
    this.chips.setAttribute('aria-label', text.get('products'));
    this.parts = [this.header(), this.chips, ...this.notices.parts, this.main()];
    this.draw();
    this.notices.update(model);
  }

  setProducts(products: ShownProducts): void {
    this.model.setProducts(products);
    this.drawChips();
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
    if (this.searchIfEmpty && model.shown.length > 0 && model.isSettled) {
      this.searchIfEmpty = false;
      if (model.isEmpty) {
        this.find(1);
      }
    }
    this.fill();
  }

  /** The answer to a search. */
  found(month: string | undefined, failure: string | undefined): void {
    this.notices.searched(month === undefined ? failure : undefined, month !== undefined);
    if (month !== undefined) {
      this.goToFirst = true;
      this.goTo(`${month}-01`);
    }
    this.notices.update(this.model);
  }

  private find(direction: 1 | -1): void {
    const { month, shown } = this.model;
    this.notices.searching(direction);
    this.notices.update(this.model);
    this.host.send({ type: 'find', month, products: shown.map(({ iri }) => iri), direction });
  }

  private cancel(): void {
    this.host.send({ type: 'cancel' });
    // A search that was cancelled is not answered.
    this.notices.forget();
    this.notices.update(this.model);
  }

  private goTo(day: string): void {
    const hadFocus = this.grid.hasFocus;
    if (this.model.goTo(day)) {
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

  private open(day: string, product: string | undefined): void {
    const entries = this.model.entriesOf(day).filter(({ entry }) => typeof entry !== 'string');
    const chosen = entries.find((each) => each.product === product) ?? entries[0];
    this.goTo(day);
    if (chosen !== undefined) {
      this.host.send({ type: 'open', product: chosen.product, day });
    }
  }

  private want(): void {
    this.host.save(this.model.saved);
    const products = this.model.shown.map(({ iri }) => iri);
    this.host.send({ type: 'want', month: this.model.month, products });
    this.fill();
  }

  private refresh(): void {
    this.model.forget();
    this.notices.forget();
    this.host.send({ type: 'refresh' });
    this.fill();
  }

  private toggle(iri: string): void {
    if (this.model.toggle(iri)) {
      this.notices.tell('');
      this.drawChips();
      this.want();
    } else {
      this.notices.tell(this.text.get('mostCompared', mostCompared));
    }
  }

  private draw(): void {
    this.heading.textContent = this.text.month(this.model.month);
    this.grid.show(this.model.month);
    this.grid.setCurrent(this.model.focus, false);
    this.fill();
  }

  private fill(): void {
    const { model } = this;
    this.grid.root.setAttribute('aria-busy', String(!model.isSettled));
    this.grid.fill((day) => model.entriesOf(day));
    this.tax.textContent = this.text.tax(model.currencies);
    this.drawDetails();
    this.notices.update(model);
  }

  private drawDetails(): void {
    const { focus } = this.model;
    const entries = this.model.entriesOf(focus);
    const focused = [...this.details.querySelectorAll('button')].findIndex(
      (each) => each === document.activeElement,
    );
    this.details.replaceChildren(
      ...dayDetails(this.text, focus, entries, (product) => this.open(focus, product)),
    );
    [...this.details.querySelectorAll('button')][focused]?.focus();
  }

  private drawChips(): void {
    const { compared = [], known } = this.model;
    const focused = this.chips.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset['product']
      : undefined;
    const chips = known.map(({ iri, label, disabled }) => {
      const index = compared.indexOf(iri);
      const chip = button('', () => this.toggle(iri), 'chip');
      chip.dataset['product'] = iri;
      chip.setAttribute('aria-pressed', String(index >= 0));
      if (index >= 0 && compared.length > 1) {
        const letter = letterOf(index);
        chip.append(element('span', { class: `letter letter-${letter}` }, letter));
      }
      chip.append(element('span', {}, disabled ? `${label} (${this.text.get('disabled')})` : label));
      return chip;
    });
    this.chips.replaceChildren(...chips);
    this.chips.hidden = known.length < 2;
    chips.find(({ dataset }) => dataset['product'] === focused)?.focus();
  }

  private header(): HTMLElement {
    const { text } = this;
    const { label } = this.model.subject;
    const go = (count: number): void => this.goTo(this.model.dayInMonths(count));
    const months = element(
      'div',
      { class: 'months' },
      button(text.get('previousMonth'), () => go(-1), 'icon-button', 'previous'),
      this.heading,
      button(text.get('nextMonth'), () => go(1), 'icon-button', 'next'),
      button(text.get('thisMonth'), () => this.goTo(this.model.today)),
      button(text.get('refresh'), () => this.refresh(), 'icon-button', 'refresh'),
    );
    return element('header', {}, element('h1', {}, text.get('calendarOf', label)), months);
  }

  private main(): HTMLElement {
    const { text } = this;
    const keys = element('p', { id: 'keys' }, text.get('keys'));
    const month = element(
      'div',
      {},
      this.grid.root,
      element('div', { class: 'below muted' }, this.tax, keys),
    );
    const aside = element('div', { class: 'aside' }, this.details, legend(text));
    return element('div', { class: 'columns' }, month, aside);
  }
}
