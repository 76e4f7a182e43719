import assert from 'node:assert/strict';
import fc from 'fast-check';
import { epochDay, isoDate, parisTime, parseDay, weekday } from '../../sandbox/calendar';
import { idKinds, makeId, readId, type IdKind } from '../../sandbox/identifiers';
import { concat, fromArray, reversed, sequenceOf, slice } from '../../sandbox/sequence';
import { chooseLanguage } from '../../sandbox/texts';

const kinds = Object.keys(idKinds) as IdKind[];

describe('sandbox: building blocks', () => {
  it('joins and turns sequences as arrays do', () => {
    const lists = fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(lists, fc.nat(40), fc.nat(40), (parts, from, count) => {
        const joined = concat(parts.map(fromArray));
        const flat = parts.flat();
        assert.deepEqual(slice(joined, 0, joined.length), flat);
        assert.deepEqual(slice(joined, from, count), flat.slice(from, from + count));
        assert.deepEqual(slice(reversed(joined), 0, flat.length), flat.toReversed());
      }),
    );
  });

  it('makes only the members of the page, however far away', () => {
    const made: number[] = [];
    const long = sequenceOf(10_000_000, (index) => {
      made.push(index);
      return index;
    });
    slice(concat([long, long]), 19_999_990, 50);
    assert.deepEqual(
      made,
      Array.from({ length: 10 }, (_, index) => 9_999_990 + index),
    );
  });

  it('reads from an identifier what was written into it', () => {
    const parts = fc.record(
      {
        kind: fc.constantFrom(...kinds),
        catalog: fc.nat(255),
        item: fc.nat(2 ** 28 - 1),
        day: fc.nat(2 ** 20 - 1),
        ticket: fc.nat(15),
        session: fc.nat(255),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(parts, fc.nat(2 ** 41), (place, createdAt) => {
        const id = makeId(place, createdAt);
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.equal(parseInt(id.slice(0, 13).replace('-', ''), 16), createdAt);
        assert.deepEqual(readId(id), place);
      }),
    );
    assert.equal(readId('0194abdc-3a71-72b0-a9b9-89d4be0cd73e'), undefined);
  });

  it('reads the dates that it writes, and no others', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }), (day) => parseDay(isoDate(day)) === day));
    for (const text of ['2026-02-30', '2026-13-01', '26-01-01', 'tomorrow', '']) {
      assert.equal(parseDay(text), undefined, text);
    }
    assert.equal(weekday(parseDay('2026-01-01')!), 4);
    assert.equal(epochDay(Date.parse('2026-01-01T23:59:59Z')), parseDay('2026-01-01'));
  });

  it('writes Paris times with the offset of the day', () => {
    assert.equal(parisTime(parseDay('2025-06-07')!, 20), '2025-06-07T20:00:00+02:00');
    assert.equal(parisTime(parseDay('2026-01-18')!, 15), '2026-01-18T15:00:00+01:00');
  });

  it('chooses the language that is wanted most', () => {
    const choices: readonly [string | undefined, string][] = [
      [undefined, 'fr'],
      ['en', 'en'],
      ['en-GB,en;q=0.9', 'en'],
      ['de, en;q=0.5, fr;q=0.8', 'fr'],
      ['fr;q=0, en;q=0.1', 'en'],
      ['de', 'fr'],
      ['*', 'fr'],
    ];
    for (const [header, language] of choices) assert.equal(chooseLanguage(header), language, header);
  });
});
