import type { CatalogModel } from '../../src/catalogs/catalogModel';
import type { CatalogNode, ResourceNode } from '../../src/catalogs/nodes';
import { localDay } from '../../src/base/days';
import { childOf, readerOf } from './catalogs';
import { FakeClock } from './fakeClock';

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

/** Where all offers of that product are read, by date. */
export const offers = '/c/1/offers?product%5B%5D=p&order%5Bdate%5D=asc';

/** The day of the clock that models have here. */
export const today = localDay(new FakeClock().now());
/** Where those from a day on are. */
export const offersFrom = (day: string): string =>
  `/c/1/offers?product%5B%5D=p&date%5Bafter%5D=${day}&order%5Bdate%5D=asc`;

/** Labels of groups and resources all the way down, as far as it takes no request. */
export async function outline(model: CatalogModel, nodes: readonly CatalogNode[]): Promise<unknown[]> {
  return Promise.all(
    nodes.map(async (node) =>
      node.kind === 'group'
        ? [node.value, await outline(model, await model.children(node))]
        : node.kind === 'resource'
          ? node.resource.iri
          : node.kind,
    ),
  );
}
