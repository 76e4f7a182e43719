import assert from 'node:assert/strict';
import type { CatalogModel } from '../../src/catalogs/catalogModel';
import { locate } from '../../src/catalogs/locate';
import { irisTo } from '../../src/catalogs/nodes';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { iris, modelOf, resources, sandboxApi } from '../support/catalogs';

describe('a catalog of 10,000 product bases', () => {
  let sandbox: Sandbox;
  let model: CatalogModel;

  before(async () => (sandbox = await startSandbox()));
  after(() => sandbox.close());
  beforeEach(async () => {
    model = modelOf(await sandboxApi(sandbox));
  });

  it('is loaded page by page, each once, with ids that stay', async function () {
    this.timeout(30_000);
    const large = resources(await model.children())[2]!;
    let nodes = await model.children(large);
    const first = nodes[0]!.id;
    let loads = 1;
    for (let more = nodes.at(-1)!; more.kind === 'loadMore'; more = nodes.at(-1)!) {
      assert.deepEqual([more.loaded, more.total], [loads * 50, 10_000]);
      await model.loadMore(more);
      nodes = await model.children(large);
      loads++;
    }
    assert.equal(loads, 200);
    assert.equal(nodes.length, 10_000);
    assert.equal(new Set(nodes.map(({ id }) => id)).size, 10_000);
    assert.equal(nodes[0]!.id, first);
    const asked = sandbox.requests.filter(({ url }) => url.includes('/product_bases?'));
    assert.equal(new Set(asked.map(({ url }) => url)).size, asked.length);
    model.reset();
    const again = resources(await model.children())[2]!;
    assert.equal(again.id, large.id);
    assert.equal((await model.children(again))[0]!.id, first);
  });

  it('is gone through side by side on the way to a resource', async function () {
    this.timeout(120_000);
    const { signal } = new AbortController();
    const other = modelOf(await sandboxApi(sandbox));
    const large = resources(await other.children())[2]!;
    await other.loadAll(large, { signal });
    const last = iris(await other.children(large)).at(-1)!;
    assert.deepEqual(irisTo(await locate(model, [last], signal)), [large.resource.iri, last]);
  });
});
