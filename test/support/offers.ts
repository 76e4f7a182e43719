import type { CatalogModel } from '../../src/catalogs/catalogModel';
import type { ResourceNode } from '../../src/catalogs/nodes';
import { childOf, readerOf } from './catalogs';

/** A catalog with one product base and one product, and what else is answered. */
export function world(answers: Readonly<Record<string, unknown>>): ReturnType<typeof readerOf> {
  return readerOf({
    '/catalogs': { member: [{ '@id': '/c/1', '@type': 'TicketingCatalog' }] },
    '/c/1/product_bases': { member: [{ '@id': '/c/1/product_bases/b', name: 'Base' }] },
    '/c/1/product_bases/b/products': { member: [{ '@id': '/c/1/products/p', id: 'p', name: 'Product' }] },
    ...answers,
  });
}

/** The node of that product. */
export async function productOf(model: CatalogModel): Promise<ResourceNode> {
  const base = await childOf(model, await childOf(model, undefined, '/c/1'), '/product_bases/b');
  return childOf(model, base, '/products/p');
}

/** An offer of that catalog. */
export const offer = (id: string, date: unknown, more = {}): object => ({
  '@id': `/c/1/offers/${id}`,
  date,
  ...more,
});
