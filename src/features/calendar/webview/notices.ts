import { button, element, redraw } from './dom';
import type { PageModel } from './pageModel';
import type { Found, ShownDay } from '../protocol';
import type { CalendarWords } from './words';

/** What a person asks for by the buttons between the products and the month. */
export interface NoticeEvents {
  /** Ends what is under way. */
  cancel(): void;
  /** Loads what failed or was cancelled. */
  retry(): void;
  /** Looks for another month with offers, 1 = later and -1 = earlier. */
  find(direction: 1 | -1): void;
}

/** How the last search ended without a month. */
type Search = {
  readonly name: 'none' | 'failed' | 'nothing';
  readonly direction: 1 | -1;
  readonly text: string;
};
const noSearch: Search = { name: 'none', direction: 1, text: '' };

/** The lines between the products and the month: what is going on, what went wrong, and the way out. */
export class CalendarNotices {
  readonly parts: readonly HTMLElement[];
  /** Spoken once something has ended; what changes while loading is only shown. */
  private readonly status = element('p', { class: 'status', role: 'status' });
  private readonly progress = element('div', { class: 'progress', hidden: '' });
  private readonly progressText = element('span');
  private readonly problems = element('div', { class: 'problems', role: 'alert' });
  private readonly hints = element('div', { class: 'hints' });
  private search = noSearch;
  private said = '';

  constructor(
    private readonly words: CalendarWords,
    private readonly events: NoticeEvents,
  ) {
    this.progress.append(
      element('span', { class: 'bar', 'aria-hidden': 'true' }),
      this.progressText,
      button(words.get('cancel'), () => events.cancel()),
    );
    this.parts = [this.progress, this.problems, this.status, this.hints];
  }

  /** A search has found no month. */
  searched(answer: Found): void {
    const { direction, text } = answer;
    this.said = '';
    this.search =
      text === undefined
        ? { name: 'nothing', direction, text: this.words.noneFound(answer) }
        : { name: 'failed', direction, text };
  }

  forget(): void {
    this.search = noSearch;
    this.said = '';
  }

  /** One sentence, until there is something else to say. */
  tell(sentence: string): void {
    this.said = sentence;
    this.setStatus(sentence);
  }

  /** @returns true where the focus was on something that is gone */
  update(model: PageModel): boolean {
    const hadFocus = this.hasFocus();
    const progress = this.progressOf(model);
    this.progress.hidden = progress === '';
    setText(this.progressText, progress);
    this.setProblems(this.problemsOf(model));
    this.setStatus(this.said === '' ? this.summaryOf(model) : this.said);
    redraw(this.hints, this.hintsOf(model));
    return hadFocus && !this.hasFocus();
  }

  private hasFocus(): boolean {
    return this.parts.some((part) => !part.hidden && part.contains(document.activeElement));
  }

  private progressOf(model: PageModel): string {
    if (model.isSearching) {
      return this.words.get('searching');
    }
    if (model.products.name === 'loading') {
      return this.words.get('loadingProducts');
    }
    if (model.isSettled) {
      return '';
    }
    const month = this.words.month(model.month);
    const loaded = model.current.reduce(
      (sum, { state }) => sum + (state?.name === 'loading' ? state.loaded : 0),
      0,
    );
    return loaded === 0
      ? this.words.get('loadingMonth', month)
      : this.words.get('loadingMonthSoFar', month, this.words.number(loaded));
  }

  /** What went wrong, each sentence once: one broken connection breaks all products alike. */
  private problemsOf(model: PageModel): string[] {
    const failed = model.current.flatMap(({ product, state }) =>
      state?.name === 'failed'
        ? [{ name: product.label, text: state.text }]
        : state?.name === 'loaded' && state.notNewer !== undefined
          ? [{ name: product.label, text: this.words.get('notNewer', state.notNewer) }]
          : [],
    );
    const isSame = failed.every(({ text }) => text === failed[0]?.text);
    const ofMonths = isSame
      ? failed.slice(0, 1).map(({ text }) => text)
      : failed.map(({ name, text }) => this.words.get('pair', name, text));
    return [
      ...(model.products.name === 'failed' ? [model.products.text] : []),
      ...(this.search.name === 'failed' ? [this.search.text] : []),
      ...ofMonths,
    ];
  }

  private setProblems(sentences: readonly string[]): void {
    const retry = (): void =>
      this.search.name === 'failed' ? this.events.find(this.search.direction) : this.events.retry();
    const lines = sentences.map((sentence) => element('p', {}, sentence));
    redraw(
      this.problems,
      lines.length === 0 ? [] : [...lines, button(this.words.get('tryAgain'), retry, 'primary')],
    );
  }

  private setStatus(sentence: string): void {
    setText(this.status, sentence);
  }

  private summaryOf(model: PageModel): string {
    const { words } = this;
    if (model.products.name === 'loading' || model.isSearching) {
      return '';
    }
    if (model.shown.length === 0) {
      const none = model.products.name === 'failed' ? '' : words.get('noProducts');
      return model.known.length === 0 ? none : words.get('chooseProduct');
    }
    const month = words.month(model.month);
    if (!model.isSettled || model.current.every(({ state }) => state?.name !== 'loaded')) {
      return '';
    }
    if (model.isEmpty) {
      return [words.get('emptyMonth', month), this.search.text].filter(Boolean).join(' ');
    }
    const times = model.current.flatMap(({ state }) => (state?.name === 'loaded' ? [state.readAt] : []));
    return [
      words.get(
        model.isWhole ? 'summary' : 'summaryInPart',
        month,
        words.number(model.daysWithOffers.length),
      ),
      // Of what was not read, some may cost less.
      ...(model.isWhole ? this.lowestOf(model) : []),
      words.get('readAt', words.time(Math.min(...times), model.today)),
    ].join(' ');
  }

  private lowestOf(model: PageModel): string[] {
    const prices = model.current
      .flatMap(({ state }) => (state?.name === 'loaded' ? state.days : []))
      .filter(({ availability }) => availability.kind !== 'soldOut')
      .flatMap((day) => day.prices);
    const currencies = new Set(prices.map(({ currency }) => currency));
    const [lowest] = prices.sort((a, b) => Number(a.amount) - Number(b.amount));
    // Amounts of different currencies cannot be compared.
    return lowest === undefined || currencies.size > 1
      ? []
      : [this.words.get('lowest', this.words.price({ ...lowest, original: undefined }))];
  }

  private hintsOf(model: PageModel): HTMLElement[] {
    const { words, events } = this;
    const line = (sentence: string): HTMLElement => element('p', {}, sentence);
    const cancelled = model.current.some(({ state }) => state?.name === 'cancelled')
      ? [
          element(
            'p',
            {},
            words.get('cancelled'),
            ' ',
            button(words.get('load'), () => events.retry()),
          ),
        ]
      : [];
    // Also while searching: whoever has pressed one by the keyboard is still on it where there is no such month.
    const find = model.isEmpty
      ? [
          element(
            'p',
            { class: 'buttons' },
            button(words.get('findPrevious'), () => events.find(-1)),
            button(words.get('findNext'), () => events.find(1)),
          ),
        ]
      : [];
    const incomplete = model.current.flatMap(({ product, state }) =>
      state?.name === 'loaded' && !state.complete ? [line(words.get('incomplete', product.label))] : [],
    );
    const more =
      model.products.name === 'loaded' && !model.products.complete ? [line(words.get('moreProducts'))] : [];
    const undated = model.current.flatMap(({ product, state }) =>
      state?.name === 'loaded' && state.undated !== undefined
        ? [this.undatedLine(product.label, state.undated)]
        : [],
    );
    return [...cancelled, ...find, ...incomplete, ...more, ...undated];
  }

  private undatedLine(name: string, entry: ShownDay): HTMLElement {
    return element(
      'p',
      {},
      this.words.get('pair', `${name}, ${this.words.get('undated')}`, this.words.entry(entry)),
    );
  }
}

function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
