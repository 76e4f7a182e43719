import assert from 'node:assert/strict';
import type * as texts from '../../../../src/features/calendar/texts';
import type { ShownDay, ShownMonth, ShownPrice } from '../../../../src/features/calendar/protocol';
import { CalendarWords, entryOf } from '../../../../src/features/calendar/webview/words';
import { reportLanguage, withoutEditor } from '../../../support/plainEditor';

reportLanguage('en');
const { calendarTexts } = withoutEditor<typeof texts>('features/calendar/texts');
const englishTexts = calendarTexts();

const english = new CalendarWords(englishTexts, 'en', 7);
const french = new CalendarWords(englishTexts, 'fr', 1);
const spaces = (text: string): string => text.replace(/\s/gu, ' ');

const price: ShownPrice = { amount: '1234.50', currency: 'EUR', dynamic: false };
const day: ShownDay = {
  day: '2026-11-26',
  offers: 1,
  prices: [price],
  availability: { kind: 'quantity', quantity: 1200 },
  level: 'many',
  checkRequired: false,
};

describe('the words of the calendar', () => {
  it('are those of the language for days, months and amounts', () => {
    assert.equal(english.day('2026-11-26'), 'Thursday, November 26, 2026');
    assert.equal(french.day('2026-11-26'), 'jeudi 26 novembre 2026');
    assert.deepEqual([english.month('2026-11'), french.month('2026-11')], ['November 2026', 'novembre 2026']);
    assert.equal(english.price(price), '€1,234.50');
    assert.equal(spaces(french.price(price)), '1 234,50 €');
    assert.equal(english.bareAmount('49.5'), '49.50');
  });

  it('name the day of a time unless it is today', () => {
    const time = new Date(2026, 10, 24, 12, 5).getTime();
    assert.equal(spaces(english.time(time, '2026-11-24')), '12:05 PM');
    assert.equal(spaces(english.time(time, '2026-11-25')), 'Nov 24, 2026, 12:05 PM');
    assert.equal(spaces(french.time(time, '2026-11-25')), '24 nov. 2026, 12:05');
  });

  it('begin the week where they are told', () => {
    assert.deepEqual(
      [english, french].map((text) => text.weekdays().map(({ long }) => long)[0]),
      ['Sunday', 'lundi'],
    );
    // 1 November 2026 is a Sunday.
    assert.deepEqual([english.column('2026-11-01'), french.column('2026-11-01')], [0, 6]);
    assert.equal(new Set(french.weekdays().map(({ short }) => short)).size, 7);
  });

  it('say that a price is dynamic, reduced, in several currencies or not stated', () => {
    assert.equal(english.price({ ...price, dynamic: true }), 'about €1,234.50');
    assert.equal(english.price({ ...price, original: '2000.00' }), '€1,234.50, instead of €2,000.00');
    const several = [price, { ...price, currency: 'CHF' }].map((each) => ({ ...each, amount: '1.00' }));
    assert.equal(spaces(english.prices({ ...day, prices: several })), '€1.00 and CHF 1.00');
    assert.equal(english.prices({ ...day, prices: [] }), 'Price not stated');
    assert.equal(english.price({ ...price, currency: '' }), '1,234.50');
  });

  it('keep every kind of availability apart', () => {
    const kinds = ['soldOut', 'unlimited', 'limited', 'unknown'] as const;
    const said = kinds.map((kind) => english.availability({ ...day, availability: { kind } }));
    assert.deepEqual(said, [
      'Sold out',
      'No limit',
      'Limited, quantity not stated',
      'Availability not stated',
    ]);
    assert.equal(english.availability(day), '1,200 available');
    assert.equal(english.availability({ ...day, offers: 3 }), 'Up to 1,200 available in one offer');
  });

  it('tell all of a day in one label', () => {
    assert.equal(
      english.cell('2026-11-26', true, [{ name: 'Adult', entry: day }]),
      'Thursday, November 26, 2026, today. €1,234.50, 1,200 available',
    );
    assert.equal(
      english.cell('2026-11-26', false, [
        { name: 'Adult', entry: day },
        { name: 'Child', entry: 'notOnSale' },
      ]),
      'Thursday, November 26, 2026. Adult: €1,234.50, 1,200 available. Child: Not on sale',
    );
    const none = [
      { name: 'Adult', entry: 'notOnSale' } as const,
      { name: 'Child', entry: 'notOnSale' } as const,
    ];
    assert.equal(english.cell('2026-11-27', false, none), 'Friday, November 27, 2026. Not on sale');
  });

  it('come through a language tag nobody knows, and leave no place unfilled unseen', () => {
    assert.equal(new CalendarWords(englishTexts, 'not a language!', 1).month('2026-11'), 'November 2026');
    assert.equal(english.get('pair', 'only one'), 'only one: {1}');
    assert.equal(english.get('pair', '{1}', 'x'), '{1}: x');
  });

  it('say of a month that is not there whether it is on its way', () => {
    const loaded: ShownMonth = { name: 'loaded', days: [day], readAt: 0, complete: true };
    assert.deepEqual(
      [loaded, { name: 'cancelled' } as const, { name: 'failed', text: '' } as const, undefined].map(
        (state) => entryOf(state, '2026-11-26'),
      ),
      [day, 'notLoaded', 'notLoaded', 'loading'],
    );
    assert.equal(entryOf(loaded, '2026-11-27'), 'notOnSale');
  });

  it('say of a month read in part not that a day is not on sale', () => {
    const part: ShownMonth = { name: 'loaded', days: [day], readAt: 0, complete: false };
    assert.deepEqual(
      ['2026-11-26', '2026-11-27'].map((each) => entryOf(part, each)),
      [day, 'notLoaded'],
    );
    assert.equal(
      english.cell('2026-11-27', false, [{ name: 'Adult', entry: entryOf(part, '2026-11-27') }]),
      'Friday, November 27, 2026. Not loaded',
    );
  });

  it('say that there are no other offers only where all of them were looked through', () => {
    assert.deepEqual(
      ([1, -1] as const).map((direction) => english.noneFound({ direction, complete: true })),
      ['There are no later offers.', 'There are no earlier offers.'],
    );
    assert.deepEqual(
      ([1, -1] as const).map((direction) => english.noneFound({ direction, complete: false })),
      [
        'No later offers in what was read; the server has more.',
        'No earlier offers in what was read; the server has more.',
      ],
    );
  });

  it('round no amount, and give it the decimals that its currency has', () => {
    assert.equal(english.money('49.504', 'EUR'), '€49.504');
    assert.equal(english.money('49.5', 'EUR'), '€49.50');
    assert.equal(english.money('1200.00', 'JPY'), '¥1,200');
    assert.equal(english.bareAmount('49.504'), '49.504');
  });
});
