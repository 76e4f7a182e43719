import assert from 'node:assert/strict';
import { daysOf } from '../../../../src/base/days';
import type { AnswerReader } from '../../../../src/features/export/model/pages';
import { nextDays, nextYear } from '../../../../src/features/export/model/ranges';
import { CatalogExport } from '../../../../src/features/export/model/records';
import { readResource } from '../../../../src/api/resource';

const catalog = readResource({ '@id': '/c/1', '@type': 'TicketingCatalog' });

/** Where a server puts offers without a day in a list by date, if it knows that order at all. */
type Ends = 'first when rising' | 'last when rising' | 'always last' | 'unordered';

interface Service {
  readonly days: readonly (string | null)[];
  readonly ends: Ends;
  /** Filters by date let offers without a day pass. */
  readonly passes?: boolean;
  /** Takes no notice of filters by date. */
  readonly ignores?: boolean;
}

/** A service with one offer for each of some days, or for none, named by its place. */
function serviceOf({ days, ends, passes = false, ignores = false }: Service): {
  read: AnswerReader;
  asked: string[];
} {
  const offers = days.map((date, index) => ({ '@id': `/o/${index}`, date }));
  const asked: string[] = [];
  const read: AnswerReader = (iri) => {
    const [path, query = ''] = iri.split('?');
    if (path !== '/c/1/offers') return Promise.resolve({ json: { member: [], totalItems: 0 } });
    asked.push(query);
    const wanted = new URLSearchParams(query);
    const from = wanted.get('date[after]');
    const until = wanted.get('date[strictly_before]');
    const found = offers.filter(
      ({ date }) =>
        ignores ||
        (date === null
          ? passes || (from === null && until === null)
          : date >= (from ?? '') && date < (until ?? '9999')),
    );
    const order = wanted.get('order[date]');
    if (order !== null && ends !== 'unordered') {
      const sign = order === 'asc' ? 1 : -1;
      const undatedSign = ends === 'always last' ? 1 : ends === 'last when rising' ? sign : -sign;
      found.sort((one, other) =>
        one.date === null || other.date === null
          ? undatedSign * (Number(one.date === null) - Number(other.date === null))
          : sign * (one.date < other.date ? -1 : 1),
      );
    }
    const [page, size] = [Number(wanted.get('page')), Number(wanted.get('itemsPerPage'))];
    const member = found.slice((page - 1) * size, page * size);
    return Promise.resolve({ json: { member, totalItems: found.length } });
  };
  return { read, asked };
}

async function exported(service: Service): Promise<{ offers: string[]; leftOut: number; asked: string[] }> {
  const { read, asked } = serviceOf(service);
  const offers = nextDays('2026-11-28', 30);
  const run = new CatalogExport(read, { catalog, pageSize: 2, withDisabled: false, offers, since: 0 });
  const iris: string[] = [];
  for await (const { resource } of run.records()) {
    if (resource.iri !== '/c/1') iris.push(resource.iri!);
  }
  assert.equal(run.progress.offers, iris.length);
  return { offers: iris, leftOut: run.progress.offersLeftOut, asked };
}

describe('the days of an export', () => {
  it('are as many as they are called, today the first', () => {
    assert.deepEqual(nextDays('2026-11-28', 30), { from: '2026-11-28', to: '2026-12-27' });
    assert.deepEqual(nextDays('2024-02-29', 1), { from: '2024-02-29', to: '2024-02-29' });
  });

  it('are those of twelve months, which end on the day before the one they began on', () => {
    assert.deepEqual(nextYear('2026-11-28'), { from: '2026-11-28', to: '2027-11-27' });
    assert.deepEqual(nextYear('2027-03-01'), { from: '2027-03-01', to: '2028-02-29' });
    assert.deepEqual(nextYear('2026-01-01'), { from: '2026-01-01', to: '2026-12-31' });
    assert.deepEqual(nextYear('2024-02-29'), { from: '2024-02-29', to: '2025-02-28' });
  });

  const december = daysOf('2026-12');
  const around = ['2026-11-27', '2026-11-28', ...december];
  for (const ends of ['first when rising', 'last when rising'] as const) {
    it(`hold offers that are not tied to a day, ${ends}, each once`, async () => {
      const days = [null, null, ...around, null];
      const { offers, leftOut } = await exported({ days, ends });
      const inRange = days.flatMap((day, index) =>
        day === null || (day >= '2026-11-28' && day <= '2026-12-27') ? [`/o/${index}`] : [],
      );
      assert.deepEqual([...offers].sort(), inRange.sort());
      assert.equal(leftOut, 0);
    });
  }

  it('hold them once where the filter by date lets them pass', async () => {
    const { offers, leftOut } = await exported({
      days: [null, ...around],
      ends: 'first when rising',
      passes: true,
    });
    assert.equal(offers.filter((iri) => iri === '/o/0').length, 1);
    assert.equal(leftOut, 0);
  });

  it('are those also where a server takes no notice of them', async () => {
    const { offers, leftOut } = await exported({ days: [null, ...around], ends: 'unordered', ignores: true });
    assert.deepEqual([offers.length, new Set(offers).size, leftOut], [29, 29, 0]);
    assert.equal(offers.includes('/o/1'), false);
  });

  it('hold each once where a server knows no order', async () => {
    const { offers, leftOut } = await exported({ days: [null, ...around, null], ends: 'unordered' });
    assert.deepEqual([offers.length, new Set(offers).size, leftOut], [29, 29, 1]);
  });

  it('tell how many of them could not be found', async () => {
    for (const ends of ['always last', 'unordered'] as const) {
      const { offers, leftOut } = await exported({ days: [...around, null, null, null], ends });
      assert.deepEqual([offers.length, leftOut], [28, 3], ends);
    }
  });

  it('cost one request more where every offer has a day', async () => {
    const { offers, asked } = await exported({ days: around, ends: 'first when rising' });
    assert.equal(offers.length, 28);
    assert.equal(asked.filter((query) => query.includes('order')).length, 0);
  });
});
