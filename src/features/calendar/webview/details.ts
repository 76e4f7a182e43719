import { button, drawIcon, element } from './dom';
import { iconOf } from './grid';
import type { CalendarWords, GridEntry } from './words';

/** What can be done with the offers of a product on the current day. */
export interface DetailEvents {
  /** Shows them in the tree. */
  open(product: string): void;
  /** Shows them as the server sends them. */
  json(product: string): void;
}

/** All about the current day in full words, with buttons for each product's offers. */
export function dayDetails(
  words: CalendarWords,
  day: string,
  entries: readonly GridEntry[],
  events: DetailEvents,
): HTMLElement[] {
  return [
    element('h2', {}, words.day(day)),
    element(
      'ul',
      {},
      // Products may be called alike: what is drawn anew for another one must look otherwise.
      ...entries.map((each) =>
        element('li', { 'data-product': each.product }, ...productDetails(words, each, events)),
      ),
    ),
  ];
}

function productDetails(
  words: CalendarWords,
  { product, name, letter, entry }: GridEntry,
  events: DetailEvents,
): HTMLElement[] {
  const head = element('div', { class: 'name' });
  if (letter !== '') {
    head.append(element('span', { class: `letter letter-${letter}`, 'aria-hidden': 'true' }, letter));
  }
  head.append(element('span', {}, name));
  if (typeof entry === 'string') {
    return [head, element('p', { class: 'muted' }, words.entry(entry))];
  }
  const of = (key: 'openOffers' | 'openJson', act: () => void, className = ''): HTMLElement => {
    const made = button(words.get(key), act, className);
    made.setAttribute('aria-label', words.get('pair', words.get(key), name));
    return made;
  };
  const notes = [
    ...(entry.offers > 1 ? [words.get('offerCount', words.number(entry.offers))] : []),
    ...(entry.checkRequired ? [words.get('checkRequired')] : []),
    ...(entry.prices.some(({ dynamic }) => dynamic) ? [words.get('dynamicPrice')] : []),
  ];
  const { kind } = entry.availability;
  return [
    head,
    element('p', { class: 'said' }, words.prices(entry)),
    element(
      'p',
      { class: `entry ${kind} ${entry.level ?? ''}` },
      drawIcon(iconOf(entry)),
      element('span', {}, words.availability(entry)),
    ),
    ...notes.map((note) => element('p', { class: 'muted' }, note)),
    element(
      'div',
      { class: 'buttons' },
      of('openOffers', () => events.open(product), 'primary'),
      of('openJson', () => events.json(product)),
    ),
  ];
}

/** What the signs mean. */
export function legend(words: CalendarWords): HTMLElement {
  const sign = (className: string, icon: Parameters<typeof drawIcon>[0], label: string): HTMLElement =>
    element('li', {}, element('span', { class: `entry sign ${className}` }, drawIcon(icon)), label);
  const sample = (shown: HTMLElement | string, label: string): HTMLElement =>
    element('li', {}, element('span', { class: 'sign', 'aria-hidden': 'true' }, shown), label);
  return element(
    'details',
    { class: 'legend', open: '' },
    element('summary', {}, words.get('legend')),
    element(
      'ul',
      {},
      sign('quantity many', 'many', words.get('many')),
      sign('quantity some', 'some', words.get('some')),
      sign('quantity few', 'few', words.get('few')),
      sign('unlimited', 'unlimited', words.get('unlimited')),
      sign('limited', 'limited', words.get('limitedLong')),
      sign('soldOut', 'soldOut', words.get('soldOut')),
      sign('notOnSale', 'notOnSale', words.get('notOnSale')),
      sign('unknown', 'unknown', words.get('unknown')),
      sample('≈', words.get('dynamicShort')),
      sample(element('s', {}, words.bareAmount('10')), words.get('reducedShort')),
    ),
    element(
      'p',
      { class: 'muted' },
      words.get(
        'pair',
        [words.get('many'), words.get('some'), words.get('few')].join(', '),
        words.get('levels'),
      ),
    ),
  );
}
