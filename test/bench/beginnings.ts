import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { oneLine } from '../../src/base/text';
import { RowBeginnings } from '../../src/features/tree/model/beginnings';
import { longestTurn, type Measurement } from './measure';

const count = 10_000;
const pageSize = 50;
const rounds = 3;
const season = 'Saison 2025 - 2026';
const kinds = ['Ligue 1 Uber Eats', 'CLASSIC TOUR', 'Coupe de France'];

interface Row {
  readonly id: string;
  readonly label: string;
}

const rows: readonly Row[] = Array.from({ length: count }, (_none, index) => ({
  id: `/b/${index}`,
  label: `${season} - ${kinds[index % kinds.length]} - OL / CLUB ${(index * 7919) % count} - Virage Nord`,
}));

/** As the tree reads a row's name. */
const nameOf = ({ id, label }: Row): { id: string; name: string } => ({ id, name: oneLine(label, 200) });

/** What tells 10,000 rows with long beginnings apart: page by page while they arrive, and all at once. */
export async function benchBeginnings(): Promise<readonly Measurement[]> {
  const turns = { pages: Infinity, once: Infinity };
  for (let round = 0; round < rounds; round++) {
    const paged = new RowBeginnings();
    turns.pages = Math.min(
      turns.pages,
      await longestTurn(async () => {
        for (let end = pageSize; end <= count; end += pageSize) {
          await paged.note('list', rows.slice(0, end), nameOf);
          await setImmediate();
        }
      }),
    );
    const whole = new RowBeginnings();
    turns.once = Math.min(turns.once, await longestTurn(() => whole.note('list', rows, nameOf)));
    assert.ok(rows.every((row) => whole.split(nameOf(row)).own.startsWith('OL / CLUB')));
  }
  const note = `longest turn of the event loop, best of ${rounds}`;
  const limit = { atMost: 50 };
  return [
    { what: `names of ${count} rows, page by page`, value: turns.pages, unit: 'ms', limit, note },
    { what: `names of ${count} rows at once`, value: turns.once, unit: 'ms', limit, note },
  ];
}
