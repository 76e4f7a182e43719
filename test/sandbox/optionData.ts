import { createdAtOf, type Access, type Product, type ProductBase } from './catalogData';
import { makeId, readId } from './identifiers';
import type { Localized } from './texts';
import { daysCounts, priceTypes, seatingCategories, zones } from './vocabulary';

/** The four option codes that the KorusTicket reference names. */
export const optionCodes = ['seating_category', 'zone', 'price_type', 'days_count'] as const;

export type OptionCode = (typeof optionCodes)[number];

/** One value of an option of a product base. */
export interface OptionValue {
  readonly id: string;
  readonly code: OptionCode;
  readonly position: number;
  readonly name: Localized;
}

export const optionNames: Readonly<Record<OptionCode, Localized>> = {
  seating_category: { fr: 'Catégorie de places', en: 'Seating category' },
  zone: { fr: 'Zone', en: 'Zone' },
  price_type: { fr: 'Tarif', en: 'Price type' },
  days_count: { fr: 'Nombre de jours', en: 'Number of days' },
};

const secondOption: Readonly<Record<Access, OptionCode>> = {
  day: 'days_count',
  session: 'seating_category',
  both: 'zone',
};

/** The options of a product base. */
export function optionsOf(base: ProductBase): OptionCode[] {
  return ['price_type', secondOption[base.access]];
}

/** The values of an option; none when the product base lacks the option. */
export function optionValues(base: ProductBase, code: OptionCode): OptionValue[] {
  if (!optionsOf(base).includes(code)) return [];
  const names = {
    price_type: priceTypes.slice(0, base.catalog.productsPerBase),
    seating_category: seatingCategories,
    zone: zones,
    days_count: daysCounts,
  }[code];
  return names.map((name, position) => {
    const place = { ticket: optionCodes.indexOf(code), session: position, day: 0 };
    const parts = { kind: 'optionValue' as const, catalog: base.catalog.number, item: base.index, ...place };
    return { id: makeId(parts, createdAtOf(base.catalog, base.index)), code, position, name };
  });
}

/** Whether a product has this value: its place in the product base decides, option by option. */
export function hasOptionValue(product: Product, valueId: string): boolean {
  const parts = readId(valueId);
  if (parts?.kind !== 'optionValue' || parts.item !== product.base.index) return false;
  const code = optionCodes[parts.ticket];
  const values = code === undefined ? [] : optionValues(product.base, code);
  return values.length > 0 && values[product.slot % values.length]!.id === valueId;
}
