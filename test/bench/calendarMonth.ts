import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { ApiReply } from '../../src/api/apiClient';
import { systemClock } from '../../src/base/clock';
import { MonthLoader } from '../../src/features/calendar/model/monthLoader';
import type { Measurement } from './measure';

const listed = 7300;
const pageSize = 50;
const rounds = 3;

/** A page of a month that has 7,300 offers of one product. */
async function read(iri: string): Promise<ApiReply> {
  await setTimeout(1);
  const page = Number(new URL(iri, 'https://api.test').searchParams.get('page'));
  const member = Array.from({ length: pageSize }, (_, index) => {
    const number = (page - 1) * pageSize + index;
    return {
      '@id': `/c/offers/${number}`,
      id: String(number),
      date: `2026-12-${String(1 + Math.floor(number / 70)).padStart(2, '0')}`,
      product: { '@id': '/c/products/a', id: 'a', name: 'Adult' },
      price: { amountInclTax: `${10 + (number % 7)}.00`, currency: 'EUR' },
      availableQuantity: number % 90,
    };
  });
  return {
    json: { member, totalItems: listed, view: { next: `/c/offers?page=${page + 1}` } },
    url: iri,
  };
}

/** Opening a month of the calendar with thousands of offers: how long others on the host's one thread have to wait. */
export async function benchCalendarMonth(): Promise<readonly Measurement[]> {
  const slices: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const loader = new MonthLoader(read, '/c', systemClock);
    const loaded = new Promise<void>((done) =>
      loader.onDidChange(({ state }) => {
        if (state.name === 'loading') return;
        assert.equal(state.name, 'loaded');
        done();
      }),
    );
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    loader.want('2026-12', ['/c/products/a']);
    await loaded;
    await setTimeout(10);
    delay.disable();
    slices.push(delay.max / 1e6);
    loader.dispose();
  }
  return [
    {
      what: `longest slice while a calendar month of ${listed} offers opens, best of ${rounds}`,
      value: Math.min(...slices),
      unit: 'ms',
      limit: { atMost: 50 },
      note: slices.map((each) => each.toFixed(1)).join(', '),
    },
  ];
}
