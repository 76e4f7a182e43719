import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readResource } from '../../../../src/api/resource';
import {
  offerMonth,
  readOffer,
  type DayOffers,
  type Offer,
} from '../../../../src/features/calendar/model/offerMonth';
import { readToView } from '../../../../src/features/calendar/protocol';
import { isOfferOf, type Availability } from '../../../../src/catalogs/offer';

const read = (raw: unknown): Offer => readOffer(readResource(raw));

/** The offer of the API reference, section 5. */
const documented = {
  '@id': '/v1/ticketing/catalogs/c/offers/o',
  '@type': 'TicketingOffer',
  id: 'o',
  date: '2025-01-27',
  availabilityCheckRequired: true,
  realtimePriceRequired: true,
  price: { amountInclTax: '100.00', originalAmountInclTax: '120.00', currency: 'eur' },
  product: { '@id': '/v1/ticketing/catalogs/c/products/p', id: 'p', name: 'Product', disabled: false },
  tickets: [],
  availableQuantity: 4000,
};

function availability(availableQuantity: unknown, availabilityCheckRequired: unknown = false): Availability {
  return read({ ...documented, availableQuantity, availabilityCheckRequired }).availability;
}

function dayOf(offers: readonly object[]): DayOffers {
  const month = offerMonth(
    offers.map((offer) => read({ ...documented, realtimePriceRequired: false, ...offer })),
    '2025-01',
  );
  assert.equal(month.days.length, 1);
  return month.days[0]!;
}

const price = (amountInclTax: unknown, more: object = {}): object => ({
  price: { amountInclTax, currency: 'EUR', ...more },
});

describe('an offer, read for the calendar', () => {
  it('has what the reference documents', () => {
    assert.deepEqual(read(documented), {
      day: '2025-01-27',
      price: { amount: '100.00', original: '120.00', currency: 'EUR', dynamic: true },
      availability: { kind: 'quantity', quantity: 4000 },
      checkRequired: true,
    });
  });

  it('keeps no limit, limited, sold out and not stated apart', () => {
    assert.deepEqual(availability(null), { kind: 'unlimited' });
    assert.deepEqual(availability(null, true), { kind: 'limited' });
    assert.deepEqual(availability(undefined, true), { kind: 'limited' });
    assert.deepEqual(availability(0), { kind: 'soldOut' });
    assert.deepEqual(availability(0, true), { kind: 'soldOut' });
    assert.deepEqual(availability(3, true), { kind: 'quantity', quantity: 3 });
    for (const nothing of [undefined, '7', NaN, {}, [], true]) {
      assert.deepEqual(availability(nothing, 'yes'), { kind: 'unknown' });
    }
  });

  it('shows an original price only where it is higher, and no amount it cannot read', () => {
    const priceOf = (value: object): unknown => read({ ...documented, ...value }).price;
    assert.partialDeepStrictEqual(priceOf(price('9.50', { originalAmountInclTax: '10.00' })), {
      original: '10.00',
    });
    for (const original of ['9.50', '9.00', null, 'much', '-20.00']) {
      assert.partialDeepStrictEqual(priceOf(price('9.50', { originalAmountInclTax: original })), {
        amount: '9.50',
        original: undefined,
      });
    }
    assert.partialDeepStrictEqual(priceOf(price(12)), { amount: '12' });
    assert.partialDeepStrictEqual(priceOf(price('49.50000')), { amount: '49.50000' });
    const unreadable = [null, undefined, '', 'free', '1e3', '-1.00', '-0.00', '1,00', Infinity];
    for (const amount of [...unreadable, '9'.repeat(40), '123456789.12345678']) {
      assert.equal(priceOf(price(amount)), undefined, String(amount));
    }
    assert.partialDeepStrictEqual(priceOf(price('1.00', { currency: '<b>€</b>' })), { currency: '' });
  });

  it('belongs to a product unless it names another one', () => {
    const of = (product: unknown): boolean => isOfferOf(readResource({ ...documented, product }), 'P');
    assert.deepEqual(
      [{ '@id': '/x/products/p' }, { id: 'p' }, '/x/products/p', undefined, {}, null, { name: 'p' }].map(of),
      [true, true, true, true, true, true, true],
    );
    assert.deepEqual([{ '@id': '/x/products/q' }, { id: 'q' }, '/x/products/q'].map(of), [
      false,
      false,
      false,
    ]);
  });
});

describe('a month of offers', () => {
  it('goes to the page whatever its amounts are', () => {
    const amounts = ['-0.00', '0', '0.0000000001', '49.50000', '999999999999999', '99999999999.9999'];
    for (const amount of amounts) {
      const offer = { ...documented, ...price(amount, { originalAmountInclTax: `1${amount}` }) };
      const month = offerMonth([read(offer)], '2025-01');
      const state = { name: 'loaded', ...month, readAt: 0, complete: true };
      const message = { type: 'month', product: '/p', month: '2025-01', state };
      assert.deepEqual(readToView(message), message, amount);
    }
  });

  it('shows the lowest price of what can still be had', () => {
    const day = dayOf([
      price('30.00'),
      { ...price('20.00'), availableQuantity: 0 },
      price('25.00'),
      price('100.00'),
    ]);
    assert.deepEqual(
      day.prices.map(({ amount }) => amount),
      ['25.00'],
    );
    assert.equal(day.offers, 4);
  });

  it('shows the price of what is sold out where nothing is left', () => {
    const day = dayOf([
      { ...price('30.00'), availableQuantity: 0 },
      { ...price('9.00'), availableQuantity: 0 },
    ]);
    assert.deepEqual([day.prices[0]?.amount, day.availability.kind], ['9.00', 'soldOut']);
  });

  it('never compares amounts of different currencies', () => {
    const day = dayOf([price('30.00'), price('1.00', { currency: 'chf' }), price('29.00')]);
    assert.deepEqual(
      day.prices.map(({ amount, currency }) => [amount, currency]),
      [
        ['29.00', 'EUR'],
        ['1.00', 'CHF'],
      ],
    );
  });

  it('takes the offer with the most left, without adding up what may be shared', () => {
    assert.deepEqual(dayOf([{ availableQuantity: 3 }, { availableQuantity: 7 }]).availability, {
      kind: 'quantity',
      quantity: 7,
    });
    const unlimited = { availableQuantity: null, availabilityCheckRequired: false };
    assert.equal(dayOf([{ availableQuantity: 3 }, unlimited]).availability.kind, 'unlimited');
    assert.equal(dayOf([{ availableQuantity: 0 }, { availableQuantity: 'x' }]).availability.kind, 'limited');
  });

  it('grades quantities by the best day of the month', () => {
    const quantities = [100, 67, 66, 26, 25, 1];
    const offers = quantities.map((availableQuantity, index) =>
      read({ ...documented, availableQuantity, date: `2025-01-1${index}` }),
    );
    assert.deepEqual(
      offerMonth(offers, '2025-01').days.map(({ level }) => level),
      ['many', 'many', 'some', 'some', 'few', 'few'],
    );
  });

  it('grades them by no offer that is not of the month: neither one without a day nor one of another month', () => {
    for (const date of [null, '2025-02-01']) {
      const offers = [
        { date: '2025-01-10', availableQuantity: 100 },
        { date: '2025-01-11', availableQuantity: 100 },
        { date, availableQuantity: 5000 },
      ].map((offer) => read({ ...documented, ...offer }));
      assert.deepEqual(
        offerMonth(offers, '2025-01').days.map(({ level }) => level),
        ['many', 'many'],
        String(date),
      );
    }
  });

  it('keeps offers without a day apart from the days', () => {
    const offers = [null, undefined, '2025-02-30', 7].map((date) => read({ ...documented, date }));
    const month = offerMonth(offers, '2025-02');
    assert.deepEqual([month.days, month.undated?.offers], [[], 4]);
  });

  const anything = fc.record(
    {
      '@id': fc.anything(),
      date: fc.oneof(
        fc.constantFrom('2025-01-01', '2025-01-31T10:00:00Z', '2025-02-01', null),
        fc.anything(),
      ),
      availabilityCheckRequired: fc.oneof(fc.boolean(), fc.anything()),
      realtimePriceRequired: fc.oneof(fc.boolean(), fc.anything()),
      availableQuantity: fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constant(null), fc.anything()),
      price: fc.oneof(
        fc.record({
          amountInclTax: fc.oneof(fc.constantFrom('10.00', '9.50', '100.00'), fc.anything()),
          originalAmountInclTax: fc.oneof(fc.constantFrom('10.00', '200.00', null), fc.anything()),
          currency: fc.oneof(fc.constantFrom('eur', 'EUR', 'chf'), fc.anything()),
        }),
        fc.anything(),
      ),
    },
    { requiredKeys: [] },
  );

  it('accounts for every offer of the month once, whatever the server sends', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anything, fc.anything()), { maxLength: 30 }), (raws) => {
        const offers = raws.map(read);
        const { days, undated } = offerMonth(offers, '2025-01');
        const elsewhere = offers.filter(({ day }) => day !== undefined && !day.startsWith('2025-01-'));
        const counted = [...days, ...(undated === undefined ? [] : [undated])].reduce(
          (sum, each) => sum + each.offers,
          0,
        );
        assert.equal(counted + elsewhere.length, offers.length);
        assert.deepEqual(
          days.map(({ day }) => day),
          [...new Set(days.map(({ day }) => day))].sort(),
        );
        for (const { prices, availability: left, level } of days) {
          assert.equal(new Set(prices.map(({ currency }) => currency)).size, prices.length);
          assert.ok(
            prices.every(
              ({ amount, original }) => original === undefined || Number(original) > Number(amount),
            ),
          );
          assert.equal(level !== undefined, left.kind === 'quantity');
        }
      }),
    );
  });

  it('does not depend on the order in which offers arrive', () => {
    const usual = fc.record({
      date: fc.constantFrom('2025-01-01', '2025-01-02', null),
      availableQuantity: fc.constantFrom(0, 1, 50, null),
      price: fc.record({
        amountInclTax: fc.constantFrom('1.00', '10.00', '9.00'),
        currency: fc.constant('eur'),
      }),
    });
    fc.assert(
      fc.property(
        fc
          .array(usual, { maxLength: 12 })
          .chain((raws) =>
            fc.tuple(fc.constant(raws), fc.shuffledSubarray(raws, { minLength: raws.length })),
          ),
        ([raws, shuffled]) => {
          assert.deepEqual(offerMonth(shuffled.map(read), '2025-01'), offerMonth(raws.map(read), '2025-01'));
        },
      ),
    );
  });
});
