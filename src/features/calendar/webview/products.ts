import { button, element } from './dom';
import { letterOf, type PageModel } from './pageModel';
import type { CalendarWords } from './words';

/** From this many products on there is a field to find one by its name. */
const manyProducts = 13;

/**
 * The products to choose from, as a toolbar (WAI-ARIA Authoring Practices): one tab stop, moved through by arrow keys,
 * Home and End.
 */
export class ProductChips {
  readonly parts: readonly HTMLElement[];
  private readonly filter = element('input', { type: 'search', class: 'filter', hidden: '' });
  private readonly none = element('p', { class: 'muted', role: 'status', hidden: '' });
  private readonly toolbar = element('div', { class: 'chips', role: 'toolbar' });
  private chips: readonly HTMLButtonElement[] = [];
  /** IRI of the product that Tab leads to. */
  private current: string | undefined;

  constructor(
    private readonly model: PageModel,
    private readonly words: CalendarWords,
    private readonly toggle: (iri: string) => void,
  ) {
    this.parts = [this.filter, this.none, this.toolbar];
    this.toolbar.setAttribute('aria-label', words.get('products'));
    this.filter.setAttribute('aria-label', words.get('filterProducts'));
    this.filter.placeholder = words.get('filterProducts');
    this.none.textContent = words.get('noProductMatches');
    this.filter.addEventListener('input', () => this.draw());
    this.toolbar.addEventListener('keydown', (event) => this.pressed(event));
    this.toolbar.addEventListener('focusin', ({ target }) => {
      this.setCurrent(this.chips.find((chip) => chip === target));
    });
  }

  /** Draws them as they are now; the focus stays where it was. */
  draw(): void {
    const { compared = [], known } = this.model;
    const hadFocus = this.toolbar.contains(document.activeElement);
    this.filter.hidden = known.length < manyProducts;
    const shown = this.filter.hidden ? known : this.model.matching(this.filter.value);
    this.none.hidden = shown.length > 0 || known.length === 0;
    this.chips = shown.map(({ iri, label, disabled }) => {
      const index = compared.indexOf(iri);
      const chip = button('', () => this.toggle(iri), 'chip');
      chip.dataset['product'] = iri;
      chip.setAttribute('aria-pressed', String(index >= 0));
      if (index >= 0 && compared.length > 1) {
        const letter = letterOf(index);
        chip.append(element('span', { class: `letter letter-${letter}` }, letter));
      }
      chip.append(element('span', {}, disabled ? `${label} (${this.words.get('disabled')})` : label));
      return chip;
    });
    this.toolbar.replaceChildren(...this.chips);
    this.toolbar.hidden = known.length < 2 || shown.length === 0;
    this.setCurrent(this.chips.find(({ dataset }) => dataset['product'] === this.current));
    if (hadFocus) {
      this.chips.find(({ tabIndex }) => tabIndex === 0)?.focus();
    }
  }

  private setCurrent(chip = this.chips[0]): void {
    for (const each of this.chips) {
      each.tabIndex = each === chip ? 0 : -1;
    }
    this.current = chip?.dataset['product'];
  }

  private pressed(event: KeyboardEvent): void {
    const index = this.chips.findIndex((chip) => chip === event.target);
    const last = this.chips.length - 1;
    const places: Readonly<Record<string, number>> = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowDown: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      ArrowUp: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (place !== undefined && index >= 0 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      this.chips[place]?.focus();
    }
  }
}
