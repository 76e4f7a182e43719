import { button, drawIcon, element } from './dom';
import { iconOf } from './grid';
import type { CalendarText, GridEntry } from './words';

/** What can be done with the offers of a product on the current day. */
export interface DetailEvents {
  /** Shows them in the tree. */
  open(product: string): void;
  /** Shows them as the server sends them. */
  json(product: string): void;
}

/** All about the current day in full words, with buttons for each product's offers. */
export function dayDetails(
  text: CalendarText,
  day: string,
  entries: readonly GridEntry[],
  events: DetailEvents,
): HTMLElement[] {
  return [
    element('h2', {}, text.day(day)),
    element('ul', {}, ...entries.map((each) => element('li', {}, ...productDetails(text, each, events)))),
  ];
}

function productDetails(
  text: CalendarText,
  { product, name, letter, entry }: GridEntry,
  events: DetailEvents,
): HTMLElement[] {
  const head = element('div', { class: 'name' });
  if (letter !== '') {
    head.append(element('span', { class: `letter letter-${letter}`, 'aria-hidden': 'true' }, letter));
  }
  head.append(element('span', {}, name));
  if (typeof entry === 'string') {
    return [head, element('p', { class: 'muted' }, text.entry(entry))];
  }
  const of = (key: 'openOffers' | 'openJson', act: () => void, className = ''): HTMLElement => {
    const made = button(text.get(key), act, className);
    made.setAttribute('aria-label', text.get('pair', text.get(key), name));
    return made;
  };
  const notes = [
    ...(entry.offers > 1 ? [text.get('offerCount', text.number(entry.offers))] : []),
    ...(entry.checkRequired ? [text.get('checkRequired')] : []),
    ...(entry.prices.some(({ dynamic }) => dynamic) ? [text.get('dynamicPrice')] : []),
  ];
  const { kind } = entry.availability;
  return [
    head,
    element('p', { class: 'said' }, text.prices(entry)),
    element(
      'p',
      { class: `entry ${kind} ${entry.level ?? ''}` },
      drawIcon(iconOf(entry)),
      element('span', {}, text.availability(entry)),
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
export function legend(text: CalendarText): HTMLElement {
  const sign = (className: string, icon: Parameters<typeof drawIcon>[0], label: string): HTMLElement =>
    element('li', {}, element('span', { class: `entry sign ${className}` }, drawIcon(icon)), label);
  const words = (shown: HTMLElement | string, label: string): HTMLElement =>
    element('li', {}, element('span', { class: 'sign', 'aria-hidden': 'true' }, shown), label);
  return element(
    'details',
    { class: 'legend', open: '' },
    element('summary', {}, text.get('legend')),
    element(
      'ul',
      {},
      sign('quantity many', 'many', text.get('many')),
      sign('quantity some', 'some', text.get('some')),
      sign('quantity few', 'few', text.get('few')),
      sign('unlimited', 'unlimited', text.get('unlimited')),
      sign('limited', 'limited', text.get('limitedLong')),
      sign('soldOut', 'soldOut', text.get('soldOut')),
      sign('notOnSale', 'notOnSale', text.get('notOnSale')),
      sign('unknown', 'unknown', text.get('unknown')),
      words('≈', text.get('dynamicShort')),
      words(element('s', {}, text.bareAmount('10')), text.get('reducedShort')),
    ),
    element(
      'p',
      { class: 'muted' },
      text.get('pair', [text.get('many'), text.get('some'), text.get('few')].join(', '), text.get('levels')),
    ),
  );
}
