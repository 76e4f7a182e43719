import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowBeginnings, type NamedRow } from '../../../../src/features/tree/model/beginnings';

const rows = (names: readonly string[]): NamedRow[] => names.map((name) => ({ id: name, name }));

/** What each row begins with where all of a list is there at once, and what stands behind it. */
function splits(...names: string[]): [own: string, shared: string][] {
  const beginnings = new RowBeginnings();
  beginnings.note(rows(names));
  return rows(names).map((row) => {
    const { own, shared } = beginnings.split(row);
    return [own, shared];
  });
}

const season = 'Saison 2025 - 2026';
const league = `${season} - Ligue 1 Uber Eats`;

describe('the rows of a list whose names share a long beginning', () => {
  it('begin with the part that differs', () => {
    assert.deepEqual(splits(`${league} - OL / FC LORIENT`, `${season} - CLASSIC TOUR`), [
      ['Ligue 1 Uber Eats - OL / FC LORIENT', season],
      ['CLASSIC TOUR', season],
    ]);
    assert.deepEqual(
      splits(`${league} - OL / FC LORIENT`, `${league} - OL / FC LENS`, `${season} - CLASSIC TOUR`),
      [
        ['OL / FC LORIENT', league],
        ['OL / FC LENS', league],
        ['CLASSIC TOUR', season],
      ],
    );
  });

  it('keep what comes shortly before it, which may be what tells them from a third', () => {
    assert.deepEqual(
      splits(
        `${league} - OL / PSG - Virage Nord`,
        `${league} - OL / PSG - Virage Sud`,
        `${league} - OL / OM - Virage Nord`,
      ).map(([own]) => own),
      ['OL / PSG - Virage Nord', 'OL / PSG - Virage Sud', 'OL / OM - Virage Nord'],
    );
  });

  it('begin with a whole word where nothing parts the names', () => {
    assert.deepEqual(
      splits('Billet adulte journée entière réduit', 'Billet adulte journée entière réservé'),
      [
        ['réduit', 'Billet adulte journée entière'],
        ['réservé', 'Billet adulte journée entière'],
      ],
    );
    assert.deepEqual(
      splits('Guided tour - Jardins d’Aubépine 8', 'Guided tour - Jardins d’Aubépine 86').map(([own]) => own),
      ['Jardins d’Aubépine 8', 'Jardins d’Aubépine 86'],
    );
  });

  it('are as they are where a name is the beginning of another, is there twice, or stands alone', () => {
    assert.deepEqual(splits(`${league} - OL / PSG`, `${league} - OL / PSG - Virage Nord`), [
      [`${league} - OL / PSG`, ''],
      ['OL / PSG - Virage Nord', league],
    ]);
    assert.deepEqual(splits(league, league), [
      [league, ''],
      [league, ''],
    ]);
    assert.deepEqual(splits(league), [[league, '']]);
  });

  it('are as they are where little is shared, or what differs can be seen without', () => {
    for (const names of [
      ['Guided tour - Jardins d’Aubépine 8', 'Guided tour - Citadelle 9'],
      ['Puy du Fou 1 jour Adulte', 'Puy du Fou 1 jour Adulte + Cinéscénie Argent'],
      ['Billetterie - Puy du Fou', 'Pass Emotion - Pass Emotion'],
    ]) {
      assert.deepEqual(
        splits(...names).map(([own]) => own),
        names,
      );
    }
  });

  it('stay as they are while more of the list arrives, until all is forgotten or a name changes', () => {
    const beginnings = new RowBeginnings();
    const [first, second, third] = rows([
      `${league} - OL / PSG`,
      `${league} - OL / OM`,
      `${league} - OL / FC`,
    ]);
    assert.ok(first && second && third);
    beginnings.note([first]);
    beginnings.note([first, second, third]);
    assert.deepEqual(
      [first, second, third].map((row) => beginnings.split(row).own),
      [first.name, 'OL / OM', 'OL / FC'],
    );
    const renamed = { ...first, name: `${league} - OL / PSG, reported` };
    assert.equal(beginnings.split(renamed).own, renamed.name);
    beginnings.note([renamed, second, third]);
    assert.equal(beginnings.split(renamed).own, 'OL / PSG, reported');
    beginnings.forget();
    beginnings.note([first, second, third]);
    assert.equal(beginnings.split(first).own, 'OL / PSG');
  });

  it('lose no letter of any name', () => {
    const part = fc.constantFrom(
      'Saison 2025 - 2026',
      'Ligue 1 Uber Eats',
      'OL / FC',
      'adulte',
      '-',
      ' ',
      '12',
      ': ',
    );
    const name = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(' - '));
    fc.assert(
      fc.property(fc.array(fc.oneof(name, fc.string()), { maxLength: 20 }), (names) => {
        const letters = (text: string): string => text.replace(/[\s\-–—:;·|/,]/g, '');
        splits(...names).forEach(([own, shared], index) => {
          assert.equal(letters(shared + own), letters(names[index] ?? ''));
          assert.ok(own !== '' || names[index] === '');
        });
      }),
    );
  });
});
