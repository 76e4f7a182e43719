import { productAt } from './catalogData';
import { parseDay, parisTime } from './calendar';
import { parkCatalog, type CatalogSpec } from './catalogSpecs';
import type { Offer } from './offerData';
import { untranslated } from './texts';
import { timeSlot, wholeDay } from './vocabulary';

/** Documented price: 100.00 with tax, 80.00 without, 120.00 before reduction. */
const documentedPrice = {
  price: 100_00,
  originalPrice: 120_00,
  currentPrice: 100_00,
  currentPriceExclTax: 80_00,
};

const showDay = parseDay('2025-06-07')!;

/**
 * The offers, tickets and sessions of section 10 of the KorusTicket reference, with the quantities and prices shown
 * there. What the reference does not say (which product, the day of the first) is made up.
 */
function documentedOffers(): Offer[] {
  const common = { ...documentedPrice, catalog: parkCatalog };
  return [
    {
      ...common,
      id: '0194ac3f-7bdd-7175-a275-30c865618283',
      day: showDay,
      product: productAt(parkCatalog, 0),
      realtimePriceRequired: true,
      availableQuantity: 41301,
      tickets: [
        {
          id: '0199570c-9a82-791e-ab92-88e99b5f159a',
          name: timeSlot,
          dateAccess: false,
          sessions: [
            {
              id: '0199570c-9a85-7f53-962a-a8f0a54441cb',
              occursAt: parisTime(showDay, 15),
              availableQuantity: 4000,
            },
          ],
        },
      ],
    },
    {
      ...common,
      id: '0194ac40-fda7-78c1-8fcb-26fc2df25894',
      day: showDay,
      product: productAt(parkCatalog, 1),
      realtimePriceRequired: false,
      availableQuantity: 4000,
      tickets: [
        { id: '0194ac40-fda7-78c1-8fcb-26fc2e2612d4', name: wholeDay, dateAccess: true, sessions: [] },
        {
          id: '7522b8de-37a2-458d-b099-6d515b0739be',
          name: timeSlot,
          dateAccess: false,
          sessions: [
            {
              id: '337177bc-e513-444f-bcee-49a3e25b48a3',
              occursAt: '2025-06-07T20:00:00+02:00',
              availableQuantity: 10,
            },
          ],
        },
      ],
    },
    {
      ...common,
      id: '0194cb39-19a5-730d-b7b3-ea3782713636',
      day: parseDay('2025-01-27')!,
      product: productAt(parkCatalog, 0),
      realtimePriceRequired: true,
      availableQuantity: 4000,
      tickets: [
        {
          id: '0194cb3b-55d8-7d9f-a344-cee66d7d20dd',
          name: untranslated("A great offer's ticket name"),
          dateAccess: true,
          sessions: [],
        },
      ],
    },
  ];
}

/** The documented offers of a catalog; only the Puy du Fou catalog has any. */
export function documentedOffersOf(catalog: CatalogSpec): Offer[] {
  return catalog === parkCatalog ? documentedOffers() : [];
}

/** The documented offer with this identifier. */
export function findDocumentedOffer(catalog: CatalogSpec, id: string): Offer | undefined {
  return documentedOffersOf(catalog).find((offer) => offer.id === id);
}
