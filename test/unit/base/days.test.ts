import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  addYear,
  dayOf,
  daysOf,
  isMonth,
  localDay,
  monthOf,
  nextMidnight,
  weekdayOf,
} from '../../../src/base/days';

const days = fc
  .date({ min: new Date('0001-02-01'), max: new Date('9999-11-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('months and days without time zones', () => {
  it('reads the day a text starts with, and no day that does not exist', () => {
    assert.equal(dayOf('2026-02-28'), '2026-02-28');
    assert.equal(dayOf('2026-02-28T23:30:00+02:00'), '2026-02-28');
    const wrong = [
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      '2026-1-1',
      '0000-01-01',
      '',
      'soon',
    ];
    for (const text of [...wrong, '2026-01-011', ' 2026-01-01']) {
      assert.equal(dayOf(text), undefined, text);
    }
    assert.equal(dayOf('2024-02-29'), '2024-02-29');
  });

  it('knows every month by its days', () => {
    fc.assert(
      fc.property(days, (day) => {
        const month = monthOf(day);
        assert.ok(isMonth(month));
        const all = daysOf(month);
        assert.ok(all.includes(day));
        assert.ok(all.every((each) => dayOf(each) === each));
        assert.equal(dayOf(`${month}-${all.length + 1}`), undefined);
        assert.equal(addDays(all.at(-1)!, 1), `${addMonths(month, 1)}-01`);
      }),
    );
  });

  it('adds days as the calendar has them, and weekdays follow one another', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -20_000, max: 20_000 }), (day, count) => {
        const moved = addDays(day, count);
        if (moved !== day || count === 0) {
          assert.equal(addDays(moved, -count), day);
          assert.equal((((weekdayOf(day) - 1 + count) % 7) + 7) % 7, weekdayOf(moved) - 1);
        }
      }),
    );
    assert.deepEqual([weekdayOf('2024-01-01'), weekdayOf('2024-01-07')], [1, 7]);
  });

  it('adds months and stays within the years there are', () => {
    assert.deepEqual(
      [1, 2, 12, -11, -12].map((count) => addMonths('2026-11', count)),
      ['2026-12', '2027-01', '2027-11', '2025-12', '2025-11'],
    );
    assert.equal(addMonths('0001-01', -1), '0001-01');
    assert.equal(addMonths('9999-12', 1), '9999-12');
    assert.equal(addDays('9999-12-31', 1), '9999-12-31');
    assert.equal(addDays('0001-01-01', -1), '0001-01-01');
  });

  it('goes a year on', () => {
    assert.deepEqual(['2026-11-25', '2024-02-29', '2027-03-01', '2026-12-31'].map(addYear), [
      '2027-11-25',
      '2025-02-28',
      '2028-03-01',
      '2027-12-31',
    ]);
  });

  describe('where the clocks change', () => {
    const zone = process.env['TZ'];
    before(() => (process.env['TZ'] = 'Europe/Paris'));
    after(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });

    it('are the days of the calendar on the wall', () => {
      // Half past midnight in Paris, and half past eleven in the evening; in between the clocks go back and forth.
      assert.equal(localDay(Date.parse('2026-10-10T00:30:00+02:00')), '2026-10-10');
      assert.equal(addDays(localDay(Date.parse('2026-10-10T00:30:00+02:00')), 30), '2026-11-09');
      assert.equal(addDays(localDay(Date.parse('2026-03-10T23:30:00+01:00')), 30), '2026-04-09');
    });
  });

  it('knows the day that it is here, and when the next one begins', () => {
    const evening = new Date(2026, 10, 24, 23, 30).getTime();
    assert.equal(localDay(evening), '2026-11-24');
    assert.equal(nextMidnight(evening) - evening, 30 * 60_000);
    assert.equal(localDay(nextMidnight(evening)), '2026-11-25');
    assert.equal(localDay(nextMidnight(evening) - 1), '2026-11-24');
  });
});
