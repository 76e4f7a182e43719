import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { ApiReply, ResourceReader } from '../../src/api/apiClient';
import { systemClock } from '../../src/base/clock';
import type { CatalogModel } from '../../src/catalogs/catalogModel';
import { locate } from '../../src/catalogs/locate';
import type { CatalogNode, ResourceNode } from '../../src/catalogs/nodes';
import { childOf, modelOf } from '../support/catalogs';
import { longestTurn, type Measurement } from './measure';

const count = 10_000;
const perDay = 3;
const pageSize = 50;
const rounds = 3;
const catalog = '/v1/ticketing/catalogs/c';
const product = `${catalog}/product_bases/b/products/p`;

/** A catalog with one product of 10,000 offers, three a day, each page answered in a turn of its own. */
const reader: ResourceReader = {
  get: (iri) => answer(iri),
  getCatalogs: () => answer('catalogs'),
};

async function answer(url: string): Promise<ApiReply> {
  await setImmediate();
  const page = Number(/[?&]page=(\d+)/.exec(url)?.[1] ?? 1);
  const list = (...member: object[]): object => ({ member, totalItems: member.length });
  const json = url.includes('/offers')
    ? {
        totalItems: count,
        member: Array.from({ length: pageSize }, (_, index) => offerAt((page - 1) * pageSize + index)),
      }
    : url.includes('/products?')
      ? list({ '@id': product, '@type': 'TicketingProduct', name: 'One day' })
      : url.includes('/product_bases?')
        ? list({ '@id': `${catalog}/product_bases/b`, '@type': 'TicketingProductBase', name: 'Base' })
        : list({ '@id': catalog, '@type': 'TicketingCatalog', name: 'Catalog' });
  return { url, json };
}

function offerAt(index: number): object {
  return {
    '@id': `${catalog}/offers/${index}`,
    '@type': 'TicketingOffer',
    date: new Date(Date.UTC(2026, 0, 1 + Math.floor(index / perDay))).toISOString().slice(0, 10),
    price: { amountInclTax: `${index % 90}.00`, currency: 'eur' },
    product: { '@id': product },
    availableQuantity: index % 50,
  };
}

async function openAll(model: CatalogModel, node: CatalogNode): Promise<void> {
  for (const child of node.kind === 'group' || node.kind === 'resource' ? await model.children(node) : []) {
    // The view asks for each by a message of its own.
    await setImmediate();
    if (child.kind === 'group') await openAll(model, child);
  }
}

/** The offers of one product, 10,000 of them: loading, opening all months and days, and going to one that is loaded. */
export async function benchOffers(): Promise<readonly Measurement[]> {
  const turns = { load: Infinity, months: Infinity, open: Infinity, locate: Infinity };
  for (let round = 0; round < rounds; round++) {
    const model = modelOf(reader, pageSize, systemClock);
    const base = await childOf(model, await childOf(model, undefined, catalog), 'product_bases');
    const node: ResourceNode = await childOf(model, base, product);
    const measure = async (what: keyof typeof turns, work: () => Promise<void>): Promise<void> => {
      turns[what] = Math.min(turns[what], await longestTurn(work));
    };
    const { signal } = new AbortController();
    await measure('load', () =>
      model.loadAll(node, {
        signal,
        // As the tree does: what has come is shown.
        onProgress: () => void model.children(node),
      }),
    );
    const months = await model.children(node);
    await measure('months', async () => {
      await model.children(months.at(-1) as ResourceNode);
    });
    await measure('locate', async () => {
      const iri = `${catalog}/offers/${count - 1}`;
      assert.equal((await locate(model, [iri], signal))?.resource.iri, iri);
    });
    await measure('open', () => openAll(model, node));
  }
  const note = `longest turn of the event loop, best of ${rounds}`;
  return [
    {
      what: `loading ${count} offers while they are shown`,
      value: turns.load,
      unit: 'ms',
      limit: { atMost: 50 },
      note,
    },
    { what: `a month of ${count} offers`, value: turns.months, unit: 'ms', limit: { atMost: 50 }, note },
    {
      what: `going to one of ${count} loaded offers`,
      value: turns.locate,
      unit: 'ms',
      limit: { atMost: 50 },
      note,
    },
    {
      what: `all months and days of ${count} offers`,
      value: turns.open,
      unit: 'ms',
      limit: { atMost: 50 },
      note,
    },
  ];
}
