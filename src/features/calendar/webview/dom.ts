/** What can stand inside an element: text is always set as text, never as HTML. */
export type Child = Node | string;

/** A new element with attributes; one whose value is `undefined` is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(
  label: string,
  onClick: () => void,
  className = '',
  icon?: IconName,
): HTMLButtonElement {
  const made = element(
    'button',
    {
      type: 'button',
      class: className,
      ...(icon === undefined ? {} : { 'aria-label': label, title: label }),
    },
    icon === undefined ? label : drawIcon(icon),
  );
  made.addEventListener('click', onClick);
  return made;
}

/**
 * Draws what an element holds anew where it differs: what is drawn anew is spoken anew, and loses the focus. A button that
 * has it hands it to the one in its place.
 */
export function redraw(place: HTMLElement, children: readonly HTMLElement[]): void {
  if (children.map(({ outerHTML }) => outerHTML).join('') === place.innerHTML) {
    return;
  }
  const buttons = (): HTMLButtonElement[] => [...place.querySelectorAll('button')];
  const focused = buttons().findIndex((each) => each === document.activeElement);
  place.replaceChildren(...children);
  buttons()[focused]?.focus();
}

/** Paths on a grid of 16 by 16; drawn in the colour of the text, so that they follow every theme. */
const icons = {
  previous: 'M10 3 5 8l5 5',
  next: 'm6 3 5 5-5 5',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  json: 'M6 3H5a1.5 1.5 0 0 0-1.5 1.5v2L2 8l1.5 1.5v2A1.5 1.5 0 0 0 5 13h1m4-10h1a1.5 1.5 0 0 1 1.5 1.5v2L14 8l-1.5 1.5v2A1.5 1.5 0 0 1 11 13h-1',
  soldOut: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM4 4l8 8',
  unlimited:
    'M8 8C6.7 6 5.6 5 4.2 5a3 3 0 0 0 0 6C5.6 11 6.7 10 8 8s2.4-3 3.8-3a3 3 0 0 1 0 6C10.4 11 9.3 10 8 8Z',
  limited: 'M8 2 1.5 13.5h13L8 2Zm0 4.5v3.5m0 1.6v.4',
  unknown: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9 8 10m0 2.2v.6',
  few: 'M3 13V10',
  some: 'M3 13V10M8 13V7',
  many: 'M3 13V10M8 13V7M13 13V3',
  notOnSale: 'M4 8h8',
} as const;
/** The signs of the page. */
export type IconName = keyof typeof icons;

const svg = 'http://www.w3.org/2000/svg';

/** An icon; to readers it is silent, as its words stand beside it or in the label. */
export function drawIcon(name: IconName): SVGElement {
  const made = document.createElementNS(svg, 'svg');
  made.setAttribute('viewBox', '0 0 16 16');
  made.setAttribute('class', `icon ${name}`);
  made.setAttribute('aria-hidden', 'true');
  const isMeter = name === 'few' || name === 'some' || name === 'many';
  if (isMeter) {
    made.append(pathOf(icons.many, 'rest'));
  }
  made.append(pathOf(icons[name], 'line'));
  return made;
}

function pathOf(data: string, className: string): SVGElement {
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', data);
  path.setAttribute('class', className);
  return path;
}
