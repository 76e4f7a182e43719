import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApiReply } from '../../../src/api/apiClient';
import type { CatalogModel } from '../../../src/catalogs/catalogModel';
import type { ResourceNode } from '../../../src/catalogs/nodes';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { iris, modelOf, readerOf, resources, sandboxApi } from '../../support/catalogs';

const catalog = { '@id': '/c/1', '@type': 'TicketingCatalog', name: 'One' };

describe('the tree of catalogs', () => {
  it('asks for the page size that is set, and for nothing twice', async () => {
    const { reader, asked } = readerOf({
      '/catalogs': { member: [catalog] },
      '/c/1/product_bases': { member: [] },
    });
    const model = modelOf(reader, 7);
    const [first] = resources(await model.children());
    await Promise.all([model.children(), model.children(first), model.children(first)]);
    assert.deepEqual(asked, ['/catalogs?page=1&itemsPerPage=7', '/c/1/product_bases?page=1&itemsPerPage=7']);
  });

  it('says where a list is empty, failed or has more', async () => {
    const { reader } = readerOf({
      '/catalogs': {
        member: [catalog, { ...catalog, '@id': '/c/2' }],
        totalItems: 5,
        view: { next: '/more' },
      },
      '/c/1/product_bases': { member: [], totalItems: 0 },
    });
    const model = modelOf(reader);
    const [one, two, more] = await model.children();
    assert.deepEqual(more, { kind: 'loadMore', id: 'Test more', parent: undefined, loaded: 2, total: 5 });
    const empty = await model.children(one as ResourceNode);
    assert.deepEqual(
      empty.map(({ kind, parent }) => [kind, parent]),
      [['empty', one]],
    );
    // This server has no such list: no failure, and nothing to try again.
    const absent = await model.children(two as ResourceNode);
    assert.deepEqual(
      absent.map(({ kind, parent }) => [kind, parent]),
      [['absent', two]],
    );
    assert.equal(model.hasPassingFailure, false);
    assert.equal(model.hasChildren(one!), true);
    assert.equal(model.hasChildren(more), false);
  });

  it('reads no list below what has none', async () => {
    const { reader, asked } = readerOf({
      '/catalogs': { member: [{ '@id': '/x', '@type': 'TicketingProduct' }] },
    });
    const model = modelOf(reader);
    const [leaf] = resources(await model.children());
    assert.equal(model.hasChildren(leaf!), false);
    assert.deepEqual(await model.children(leaf), []);
    assert.equal(asked.length, 1);
  });

  it('tells whose children changed after more was loaded', async () => {
    const { reader } = readerOf({
      '/catalogs': { member: [catalog] },
      '/c/1/product_bases': { member: [{ '@id': '/b/1' }], view: { next: '/b?page=2' } },
      '/b': { member: [{ '@id': '/b/2' }], view: {} },
    });
    const model = modelOf(reader);
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    const [one] = resources(await model.children());
    const [, more] = await model.children(one);
    await model.loadMore(more!);
    assert.deepEqual(changed, [one]);
    assert.deepEqual(iris(await model.children(one)), ['/b/1', '/b/2']);
  });

  it('tries again what failed, when asked', async () => {
    const answers: Record<string, unknown> = {};
    const { reader } = readerOf(answers);
    const model = modelOf(reader);
    const [failed] = await model.children();
    assert.equal(failed?.kind, 'failure');
    assert.equal(model.rootFailed, true);
    answers['/catalogs'] = { member: [catalog] };
    await model.loadMore(failed);
    assert.equal(model.rootFailed, false);
    assert.equal((await model.children())[0]?.kind, 'resource');
  });

  it('forgets everything at a reset, and what is under way is void', async () => {
    const answers: ((reply: ApiReply) => void)[] = [];
    const get = (): Promise<ApiReply> => new Promise((resolve) => answers.push(resolve));
    const model = modelOf({ get, getCatalogs: get });
    const changed: unknown[] = [];
    const before = model.children();
    model.onDidChange((node) => changed.push(node));
    const more = model.loadMore({
      kind: 'failure',
      id: 'x',
      parent: undefined,
      failure: { kind: 'timeout' },
    });
    model.reset();
    assert.deepEqual(changed, [undefined]);
    const after = model.children();
    assert.equal(answers.length, 2);
    answers[0]!({ json: { member: [catalog] }, url: '' });
    answers[1]!({ json: { member: [{ ...catalog, '@id': '/c/2' }] }, url: '' });
    await Promise.all([before, more]);
    assert.deepEqual(iris(await after), ['/c/2']);
    assert.deepEqual(iris(await model.children()), ['/c/2']);
    assert.deepEqual(changed, [undefined]);
  });

  it('gives every node an id of its own, whatever the server calls its resources', async () => {
    const name = fc.oneof(
      fc.constantFrom('more', 'failure', 'empty', '#0', '#1', '/a', '/a /b', '/b', ' ', '/a/'),
      fc.string({ maxLength: 4 }),
    );
    const member = fc.oneof(
      name.map((id) => ({ '@id': id })),
      name.map((id) => ({ name: id })),
      name,
      fc.integer(),
    );
    const list = fc.array(member, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(list, list, fc.boolean(), async (catalogs, below, hasMore) => {
        const view = hasMore ? { next: '/next' } : {};
        const model = modelOf({
          get: () => Promise.resolve({ json: { member: below, view }, url: '' }),
          getCatalogs: () => Promise.resolve({ json: { member: catalogs, view }, url: '' }),
        });
        const top = await model.children();
        const children = await Promise.all(resources(top).map((each) => model.children(each)));
        const ids = [...top, ...children.flat()].map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length, JSON.stringify(ids));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the tree of catalogs over the look-alike service', () => {
  let sandbox: Sandbox;
  let model: CatalogModel;
  before(async () => {
    sandbox = await startSandbox();
    model = modelOf(await sandboxApi(sandbox));
  });
  after(() => sandbox.close());

  it('goes from catalog to product base to product', async () => {
    const catalogs = resources(await model.children());
    assert.deepEqual(
      catalogs.map(({ role }) => role),
      ['catalog', 'catalog', 'catalog'],
    );
    const bases = resources(await model.children(catalogs[0]));
    assert.ok(bases.length > 0 && bases.every(({ role }) => role === 'productBase'));
    const products = resources(await model.children(bases[0]));
    assert.ok(products.length > 0 && products.every(({ role }) => role === 'product'));
  });

  it('shows that no catalog was granted', async () => {
    sandbox.grantCatalogs(false);
    model.reset();
    assert.deepEqual(
      (await model.children()).map(({ kind }) => kind),
      ['empty'],
    );
    sandbox.grantCatalogs(true);
  });
});
