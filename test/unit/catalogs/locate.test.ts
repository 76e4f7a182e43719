import assert from 'node:assert/strict';
import type { CatalogModel } from '../../../src/catalogs/catalogModel';
import { catalogIn, locate, locateDay } from '../../../src/catalogs/locate';
import { irisTo, type ResourceNode } from '../../../src/catalogs/nodes';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { childOf, iris, modelOf, resources, sandboxApi } from '../../support/catalogs';

describe('the catalog in an IRI', () => {
  it('stands before the first list below it, wherever catalogs are', () => {
    for (const catalog of ['/v1/ticketing/catalogs/c', 'https://api.test/catalogs/c', '/v2/kataloge/c']) {
      for (const path of ['offers/o', 'products/p', 'product_bases/b', 'product_bases/b/products/p']) {
        assert.equal(catalogIn(`${catalog}/${path}`), catalog);
      }
      assert.equal(catalogIn(catalog), undefined);
      assert.equal(catalogIn(`${catalog}/offers`), undefined);
    }
    assert.equal(catalogIn(''), undefined);
  });
});

describe('the way to a resource', () => {
  const { signal } = new AbortController();
  let sandbox: Sandbox;
  let model: CatalogModel;
  const park = '/v1/ticketing/catalogs/0194abdc-3a71-72b0-a9b9-89d4be0cd73e';

  before(async () => (sandbox = await startSandbox()));
  after(() => sandbox.close());
  beforeEach(async () => {
    model = modelOf(await sandboxApi(sandbox), 50);
  });

  /** The IRIs of what is found, from the top. */
  const way = async (...path: string[]): Promise<string[]> => irisTo(await locate(model, path, signal));

  /** The first product base of a catalog whose IRI has this text, in another model. */
  async function firstBase(catalog: string, other = modelOf(model['api'])): Promise<ResourceNode> {
    return resources(await other.children(await childOf(other, undefined, catalog)))[0]!;
  }

  it('is found by the IRI alone where the IRI names it', async () => {
    const base = (await firstBase(park)).resource.iri!;
    assert.deepEqual(await way(park), [park]);
    assert.deepEqual(await way(base), [park, base]);
    const option = await way(`${base}/options/price_type`);
    assert.deepEqual(option, [park, base, `${base}/options/price_type`]);
    const node = await locate(model, [option.at(-1)!], signal);
    const [value] = iris(await model.children(node));
    assert.deepEqual(await way(value!), [...option, value]);
  });

  it('is found by the IRIs before it, down to the session', async () => {
    const base = await firstBase(park);
    const path = [park, base.resource.iri!];
    const descend = async (pick: (node: ResourceNode) => boolean): Promise<ResourceNode> => {
      const parent = await locate(model, path, signal);
      const children = await model.children(parent);
      const below = await Promise.all(
        children.map(async (each) =>
          each.kind === 'group' && each.group === 'month'
            ? (
                await Promise.all((await model.children(each)).map((day) => model.children(day as never)))
              ).flat()
            : [each],
        ),
      );
      const found = resources(below.flat()).find(pick)!;
      path.push(found.resource.iri!);
      return found;
    };
    await descend(({ role }) => role === 'product');
    const choosesSession = ({ resource }: ResourceNode): boolean =>
      JSON.stringify(resource.raw).includes('"dateAccess":false');
    await descend((node) => node.role === 'offer' && choosesSession(node));
    await descend((node) => node.role === 'ticket' && choosesSession(node));
    await descend(({ role }) => role === 'session');
    model.reset();
    const session = await locate(model, path, signal);
    assert.equal(session?.role, 'session');
    assert.deepEqual(irisTo(session), path);
    // Now that it is loaded, its own IRI is enough; and so it is for what lies below something loaded.
    assert.deepEqual(await way(path.at(-1)!), path);
    const [seen] = [...model.loaded()].filter(({ role }) => role === 'session');
    assert.deepEqual(seen?.path, path);
  });

  it('is not looked for at random', async () => {
    const before = sandbox.requests.length;
    for (const iri of [
      '',
      '/',
      'x',
      '/v1/ticketing',
      `${park}/products/none`,
      `${park}/offers/none/tickets/none`,
    ]) {
      assert.deepEqual(await way(iri), [], iri);
    }
    assert.equal(sandbox.requests.length, before);
    assert.deepEqual(await way(`${park}/product_bases/none`), []);
  });

  it('leads to a day of a product, reading no further than that day', async () => {
    const base = await firstBase(park, model);
    const product = resources(await model.children(base)).find(({ role }) => role === 'product')!;
    const first = await model.children(product);
    assert.equal(first.at(-1)?.kind, 'loadMore');
    const wanted = new Date(Date.now() + 80 * 86_400_000);
    // The park is closed on Tuesdays.
    if (wanted.getUTCDay() === 2) wanted.setUTCDate(wanted.getUTCDate() + 1);
    const day = wanted.toISOString().slice(0, 10);
    const found = await locateDay(model, product, day, signal);
    assert.equal(found?.value, day);
    assert.equal(resources(await model.children(found)).length, 1);
    assert.equal(found.parent.kind === 'group' && found.parent.value, day.slice(0, 7));
    assert.equal((await model.children(product)).at(-1)?.kind, 'loadMore');
    assert.equal(await locateDay(model, product, '1999-01-01', signal), undefined);
    assert.equal(await locateDay(model, product, '2999-01-01', signal), undefined);
  });
});
