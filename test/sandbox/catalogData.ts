import { catalogSpecs, type CatalogSpec } from './catalogSpecs';
import { makeId, readId, scatter, type IdKind } from './identifiers';
import { concat, fromArray, sequenceOf, type Sequence } from './sequence';
import { joined, untranslated, type Localized } from './texts';
import { activities, places, priceTypes } from './vocabulary';

/** A product base: a position in a catalog. */
export interface ProductBase {
  readonly catalog: CatalogSpec;
  readonly index: number;
  readonly id: string;
  readonly name: Localized;
  readonly disabled: boolean;
  /** Which tickets its offers hold. */
  readonly access: Access;
}

/** `day`: a whole-day ticket; `session`: a ticket with a session to choose; `both`: one of each. */
export type Access = 'day' | 'session' | 'both';

/** A product: a position in a catalog. */
export interface Product {
  readonly base: ProductBase;
  /** Position among all products of the catalog. */
  readonly index: number;
  /** Position among the products of its product base. */
  readonly slot: number;
  readonly id: string;
  readonly name: Localized;
  readonly description: Localized;
  readonly disabled: boolean;
}

const accesses: readonly Access[] = ['day', 'session', 'both'];

/** The catalog with this identifier, if there is one. */
export function findCatalog(id: string): CatalogSpec | undefined {
  return catalogSpecs.find((spec) => spec.id === id);
}

/** The product base at a position. */
function productBaseAt(catalog: CatalogSpec, index: number): ProductBase {
  const documented = catalog.documentedBases[index];
  return {
    catalog,
    index,
    id: documented?.id ?? idOf('productBase', catalog, index),
    name: documented?.name === undefined ? baseName(catalog, index) : untranslated(documented.name),
    disabled: isDisabled(catalog, index),
    // The first base of the park and the match of the football catalog have sessions, as the documented offers do.
    access: accesses[(index + 2 + 2 * catalog.number) % accesses.length]!,
  };
}

function baseName(catalog: CatalogSpec, index: number): Localized {
  // One name that a careless tree or tooltip would take for markup.
  if (catalog.productBases > 100 && index === 7) {
    return untranslated('[Visite](command:workbench.action.closeWindow) <b>$(flame) &amp; *château*</b> 8');
  }
  const activity = activities[index % activities.length]!;
  const place = places[index % places.length]!;
  return joined(' - ', activity, untranslated(`${place} ${index + 1}`));
}

function isDisabled(catalog: CatalogSpec, index: number): boolean {
  return index % catalog.disabledEvery === catalog.disabledEvery - 1;
}

/** The product bases of a catalog in order of creation. */
export function productBases(catalog: CatalogSpec, withDisabled: boolean): Sequence<ProductBase> {
  if (withDisabled) return sequenceOf(catalog.productBases, (index) => productBaseAt(catalog, index));
  const run = catalog.disabledEvery - 1;
  const disabled = Math.floor(catalog.productBases / catalog.disabledEvery);
  return sequenceOf(catalog.productBases - disabled, (position) =>
    productBaseAt(catalog, position + Math.floor(position / run)),
  );
}

/** The product base with this identifier, if the catalog has it. */
export function findProductBase(catalog: CatalogSpec, id: string): ProductBase | undefined {
  const documented = catalog.documentedBases.findIndex((record) => record.id === id);
  const index = documented >= 0 ? documented : itemOf('productBase', catalog, id);
  if (index === undefined || index >= catalog.productBases) return undefined;
  const base = productBaseAt(catalog, index);
  return base.id === id ? base : undefined;
}

/** The product at a position among all products of the catalog. */
export function productAt(catalog: CatalogSpec, index: number): Product {
  const base = productBaseAt(catalog, Math.floor(index / catalog.productsPerBase));
  const slot = index % catalog.productsPerBase;
  const documented = catalog.documentedProducts[index];
  return {
    base,
    index,
    slot,
    id: documented?.id ?? idOf('product', catalog, index),
    name:
      documented?.name === undefined
        ? joined(' - ', base.name, priceTypes[slot]!)
        : untranslated(documented.name),
    description:
      documented?.description === undefined ? productDescription(slot) : untranslated(documented.description),
    disabled: base.disabled || scatter(23, catalog.number, index) === 5,
  };
}

function productDescription(slot: number): Localized {
  const type = priceTypes[slot]!;
  return {
    fr: `<p>Billet <span style="color: #b00020">${type.fr}</span>.<br>Non échangeable &amp; non remboursable.</p>`,
    en: `<p>Ticket <span style="color: #b00020">${type.en}</span>.<br>No exchange &amp; no refund.</p>`,
  };
}

/** The products of a catalog in order of creation; of one product base, where one is given. */
export function products(catalog: CatalogSpec, base?: ProductBase): Sequence<Product> {
  const first = base === undefined ? 0 : base.index * catalog.productsPerBase;
  const count = base === undefined ? catalog.productBases * catalog.productsPerBase : catalog.productsPerBase;
  return sequenceOf(count, (position) => productAt(catalog, first + position));
}

/** The product with this identifier, if the catalog has it. */
export function findProduct(catalog: CatalogSpec, id: string): Product | undefined {
  const documented = catalog.documentedProducts.findIndex((record) => record.id === id);
  const index = documented >= 0 ? documented : itemOf('product', catalog, id);
  if (index === undefined || index >= catalog.productBases * catalog.productsPerBase) return undefined;
  const product = productAt(catalog, index);
  return product.id === id ? product : undefined;
}

/** When a product base or product was imported, in milliseconds: a second after the one before. */
export function createdAtOf(catalog: CatalogSpec, index: number): number {
  return catalog.createdAt + index * 1000;
}

function idOf(kind: IdKind, catalog: CatalogSpec, item: number): string {
  const parts = { kind, catalog: catalog.number, item, day: 0, ticket: 0, session: 0 };
  return makeId(parts, createdAtOf(catalog, item));
}

function itemOf(kind: IdKind, catalog: CatalogSpec, id: string): number | undefined {
  const parts = readId(id);
  return parts?.kind === kind && parts.catalog === catalog.number ? parts.item : undefined;
}

/** The catalogs a caller may see, oldest first. */
export function grantedCatalogs(granted: boolean | readonly string[]): Sequence<CatalogSpec> {
  const visible = catalogSpecs.filter((spec) =>
    typeof granted === 'boolean' ? granted : granted.includes(spec.id),
  );
  return concat([fromArray(visible)]);
}
