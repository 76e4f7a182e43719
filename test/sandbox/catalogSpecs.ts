import { makeId } from './identifiers';
import { untranslated, type Localized } from './texts';

/** What one catalog of the sandbox is made of. Everything else follows from these numbers. */
export interface CatalogSpec {
  /** Written into the identifiers of everything the catalog holds. */
  readonly number: number;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly name: Localized;
  /** Product bases in all, disabled ones included. */
  readonly productBases: number;
  /** Every n-th product base is disabled. */
  readonly disabledEvery: number;
  readonly productsPerBase: number;
  /** Day of the week without offers, 0 = Sunday. */
  readonly closedWeekday: number;
  /** Positions of product bases that take place once, and how many days from today. */
  readonly singleDates: ReadonlyMap<number, number>;
  /** Documented identifiers and names of the first product bases. */
  readonly documentedBases: readonly DocumentedRecord[];
  /** Documented identifiers and names of the first products. */
  readonly documentedProducts: readonly DocumentedRecord[];
}

/** A record shown in the KorusTicket reference, section 10. */
export interface DocumentedRecord {
  /** Undefined where only the name was published. */
  readonly id?: string;
  /** Undefined where only the identifier was published. */
  readonly name?: string;
  readonly description?: string;
}

/** The documented catalog "Catalogue Puy du Fou - CSE": 65 products, and the documented offers. */
export const parkCatalog: CatalogSpec = {
  number: 0,
  id: '0194abdc-3a71-72b0-a9b9-89d4be0cd73e',
  createdAt: Date.parse('2025-01-28T07:42:04Z'),
  name: untranslated('Catalogue Puy du Fou - CSE'),
  productBases: 13,
  disabledEvery: 13,
  productsPerBase: 5,
  closedWeekday: 2,
  singleDates: new Map(),
  // The names of the two documented events, which became product bases in 1.0.10.
  documentedBases: [{ name: 'Billetterie - Puy du Fou' }, { name: 'Pass Emotion - Pass Emotion' }],
  documentedProducts: [
    {
      id: '0194abfe-1bdb-7b12-af59-ad81ae443689',
      name: 'Puy du Fou 1 jour Adulte',
      description: 'Texte descriptif<br>',
    },
    {
      id: '0194abfe-1c04-7ade-9bc3-dbcfefb12652',
      name: 'Puy du Fou 1 jour Adulte + Cinéscénie Argent',
      description: '<span>Texte descriptif</span>',
    },
  ],
};

/** The documented football catalog, whose name is not published: two product bases, and a disabled one. */
const footballCatalog: CatalogSpec = {
  number: 1,
  id: '0196f2ef-c0de-7456-ac8e-8e2479c54aa5',
  createdAt: Date.parse('2025-05-21T13:02:00Z'),
  name: { fr: 'Catalogue football (sandbox)', en: 'Football catalog (sandbox)' },
  productBases: 3,
  disabledEvery: 3,
  productsPerBase: 4,
  closedWeekday: 1,
  singleDates: new Map([[0, 21]]),
  documentedBases: [
    {
      id: '0199570c-3380-7e12-9dcd-7cbe238e71f0',
      name: 'Saison 2025 - 2026 - Ligue 1 Uber Eats - OL / FC LORIENT',
    },
    { id: '0199570c-3741-7efd-b79e-88891146a6b9', name: 'Saison 2025 - 2026 - CLASSIC TOUR' },
  ],
  documentedProducts: [{ id: '0197c022-3988-7006-83a2-94a34daeec03' }],
};

const largeCreatedAt = Date.parse('2025-10-01T06:00:00Z');

/** A generated catalog of 10,000 enabled and 200 disabled product bases. */
const largeCatalog: CatalogSpec = {
  number: 2,
  id: makeId({ kind: 'catalog', catalog: 2, item: 0, day: 0, ticket: 0, session: 0 }, largeCreatedAt),
  createdAt: largeCreatedAt,
  name: { fr: 'Catalogue démonstration 10 000', en: 'Demonstration catalog 10,000' },
  productBases: 10_200,
  disabledEvery: 51,
  productsPerBase: 3,
  closedWeekday: 1,
  singleDates: new Map(),
  documentedBases: [],
  documentedProducts: [],
};

/** Every catalog of the sandbox, oldest first. */
export const catalogSpecs: readonly CatalogSpec[] = [parkCatalog, footballCatalog, largeCatalog];
