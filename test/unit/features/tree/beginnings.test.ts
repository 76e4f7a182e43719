import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { RowBeginnings, type NamedRow } from '../../../../src/features/tree/model/beginnings';

const rows = (names: readonly string[]): NamedRow[] => names.map((name) => ({ id: name, name }));

const note = (beginnings: RowBeginnings, list: readonly NamedRow[]): Promise<void> =>
  beginnings.note('list', list, (row) => row);

/** What each row begins with where all of a list is there at once, and what stands behind it. */
async function splits(...names: string[]): Promise<[own: string, shared: string][]> {
  const beginnings = new RowBeginnings();
  await note(beginnings, rows(names));
  return rows(names).map((row) => {
    const { own, shared } = beginnings.split(row);
    return [own, shared];
  });
}

const owns = async (...names: string[]): Promise<string[]> => (await splits(...names)).map(([own]) => own);

const season = 'Saison 2025 - 2026';
const league = `${season} - Ligue 1 Uber Eats`;

describe('the rows of a list whose names share a long beginning', () => {
  it('begin with the part that differs', async () => {
    assert.deepEqual(await splits(`${league} - OL / FC LORIENT`, `${season} - CLASSIC TOUR`), [
      ['Ligue 1 Uber Eats - OL / FC LORIENT', season],
      ['CLASSIC TOUR', season],
    ]);
    assert.deepEqual(
      await splits(`${league} - OL / FC LORIENT`, `${league} - OL / FC LENS`, `${season} - CLASSIC TOUR`),
      [
        ['OL / FC LORIENT', league],
        ['OL / FC LENS', league],
        ['CLASSIC TOUR', season],
      ],
    );
  });

  it('keep what comes shortly before it, which may be what tells them from a third', async () => {
    assert.deepEqual(
      await owns(
        `${league} - OL / PSG - Virage Nord`,
        `${league} - OL / PSG - Virage Sud`,
        `${league} - OL / OM - Virage Nord`,
      ),
      ['OL / PSG - Virage Nord', 'OL / PSG - Virage Sud', 'OL / OM - Virage Nord'],
    );
  });

  it('begin with a whole word where nothing parts the names', async () => {
    assert.deepEqual(
      await splits('Billet adulte journée entière réduit', 'Billet adulte journée entière réservé'),
      [
        ['réduit', 'Billet adulte journée entière'],
        ['réservé', 'Billet adulte journée entière'],
      ],
    );
    assert.deepEqual(
      await owns('Guided tour - Jardins d’Aubépine 8', 'Guided tour - Jardins d’Aubépine 86'),
      ['Jardins d’Aubépine 8', 'Jardins d’Aubépine 86'],
    );
  });

  it('are as they are where a name is the beginning of another, is there twice, or stands alone', async () => {
    assert.deepEqual(await splits(`${league} - OL / PSG`, `${league} - OL / PSG - Virage Nord`), [
      [`${league} - OL / PSG`, ''],
      ['OL / PSG - Virage Nord', league],
    ]);
    assert.deepEqual(await splits(league, league), [
      [league, ''],
      [league, ''],
    ]);
    assert.deepEqual(await splits(league), [[league, '']]);
  });

  it('are as they are where little is shared, or what differs can be seen without', async () => {
    for (const names of [
      ['Guided tour - Jardins d’Aubépine 8', 'Guided tour - Citadelle 9'],
      ['Puy du Fou 1 jour Adulte', 'Puy du Fou 1 jour Adulte + Cinéscénie Argent'],
      ['Billetterie - Puy du Fou', 'Pass Emotion - Pass Emotion'],
    ]) {
      assert.deepEqual(await owns(...names), names);
    }
  });

  it('stay as they are while more of the list arrives, until all is forgotten or a name changes', async () => {
    const beginnings = new RowBeginnings();
    const [first, second, third] = rows([
      `${league} - OL / PSG`,
      `${league} - OL / OM`,
      `${league} - OL / FC`,
    ]);
    assert.ok(first && second && third);
    await note(beginnings, [first]);
    await note(beginnings, [first, second, third]);
    assert.deepEqual(
      [first, second, third].map((row) => beginnings.split(row).own),
      [first.name, 'OL / OM', 'OL / FC'],
    );
    const renamed = { ...first, name: `${league} - OL / PSG, reported` };
    assert.equal(beginnings.split(renamed).own, renamed.name);
    await note(beginnings, [renamed, second, third]);
    assert.equal(beginnings.split(renamed).own, 'OL / PSG, reported');
    beginnings.forget();
    await note(beginnings, [first, second, third]);
    assert.equal(beginnings.split(first).own, 'OL / PSG');
  });

  it('lose no letter of any name', async () => {
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
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(name, fc.string()), { maxLength: 20 }), async (names) => {
        const letters = (text: string): string => text.replace(/[\s\-–—:;·|/,]/g, '');
        (await splits(...names)).forEach(([own, shared], index) => {
          assert.equal(letters(shared + own), letters(names[index] ?? ''));
          assert.ok(own !== '' || names[index] === '');
        });
      }),
    );
  });

  describe('in a list of ten thousand', () => {
    const kinds = ['Ligue 1 Uber Eats', 'CLASSIC TOUR', 'Coupe de France'];
    const many = rows(
      Array.from(
        { length: 10_000 },
        (_none, index) => `${season} - ${kinds[index % 3]} - OL / CLUB ${(index * 7919) % 10_000}`,
      ),
    );

    it('are read once, however many pages follow', async () => {
      const beginnings = new RowBeginnings();
      let read = 0;
      for (let end = 50; end <= 1000; end += 50) {
        await beginnings.note('list', many.slice(0, end), (row) => {
          read++;
          return row;
        });
      }
      assert.equal(read, 1000);
    });

    it('begin as if they had been there from the start, where they come at once', async () => {
      const beginnings = new RowBeginnings();
      await note(beginnings, many);
      assert.ok(many.every((row) => /^OL \/ CLUB \d+$/.test(beginnings.split(row).own)));
    });

    it('let others have their turn', async () => {
      let [read, most, isDone] = [0, 0, false];
      const noting = new RowBeginnings().note('list', many, (row) => {
        read++;
        return row;
      });
      void noting.then(() => (isDone = true));
      for (let before = 0; !isDone; before = read) {
        await setImmediate();
        most = Math.max(most, read - before);
      }
      assert.deepEqual([read, most <= 1000], [10_000, true], `${most} in one turn`);
    });

    it('forget those that are gone, and wait for those that are being read', async () => {
      const beginnings = new RowBeginnings();
      const [first, second] = rows([`${league} - OL / PSG`, `${league} - OL / OM`]);
      assert.ok(first && second);
      await note(beginnings, [first, second]);
      // Its only like is gone by the time it has another name.
      const alone = { id: first.id, name: `${league} - OL / PARIS` };
      await note(beginnings, [alone]);
      assert.equal(beginnings.split(alone).own, alone.name);
      void note(beginnings, many);
      await note(beginnings, many.slice(0, 1));
      assert.equal(beginnings.split(many[0]!).own, 'OL / CLUB 0');
    });
  });
});
