import assert from 'node:assert/strict';
import type { ApiReply, ResourceReader } from '../../../src/api/apiClient';
import { type Failure, RequestFailure } from '../../../src/base/failure';
import { iris, modelOf, resources } from '../../support/catalogs';

const down: Failure = { kind: 'connectionRefused' };
const base = (number: number, name = `Base ${number}`): object => ({
  '@id': `/b/${number}`,
  '@type': 'TicketingProductBase',
  name,
});
const catalog = { '@id': '/c/1', '@type': 'TicketingCatalog', name: 'One' };
const catalogs = { member: [catalog] };
const pageOf = (...member: object[]): object => ({ member, view: {} });

/** A server behind a cache: what is kept is handed out at once, and the server's word when the test wants it. */
class Kept implements ResourceReader {
  readonly asked: string[] = [];
  private readonly answers = new Map<string, (reply: Partial<ApiReply>) => void>();

  constructor(private readonly kept: Readonly<Record<string, unknown>>) {}

  get(iri: string): Promise<ApiReply> {
    const path = iri.split('?')[0]!;
    this.asked.push(path);
    const json = this.kept[path];
    if (json === undefined) return Promise.reject(new RequestFailure(down));
    const old: ApiReply = { json, url: iri, readAt: 1000 };
    const newer = new Promise<ApiReply>((resolve) =>
      this.answers.set(path, (reply) => resolve({ ...old, ...reply })),
    );
    return Promise.resolve({ ...old, newer });
  }

  getCatalogs(query: string): Promise<ApiReply> {
    return this.get(`/catalogs${query}`);
  }

  /** The server's answer to the last question for this path. */
  async answer(path: string, reply: Partial<ApiReply>): Promise<void> {
    this.answers.get(path)!(reply);
    await new Promise(setImmediate);
  }
}

describe('a tree of what was kept', () => {
  it('shows it at once and takes up what the server says behind it, node by node', async () => {
    const reader = new Kept({ '/catalogs': catalogs, '/c/1/product_bases': pageOf(base(1), base(2)) });
    const model = modelOf(reader);
    const [one] = resources(await model.children());
    const before = resources(await model.children(one));
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    await reader.answer('/c/1/product_bases', {
      json: pageOf(base(1), base(2, 'Two'), base(3)),
      readAt: 2000,
    });
    assert.deepEqual(changed, [one]);
    const after = resources(await model.children(one));
    assert.deepEqual(
      after.map(({ resource }) => resource.label),
      ['Base 1', 'Two', 'Base 3'],
    );
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    assert.equal(after[1]!.id, before[1]!.id);
    assert.equal(reader.asked.length, 2);
  });

  it('shows nothing anew where the server says the same', async () => {
    const reader = new Kept({ '/catalogs': catalogs });
    const model = modelOf(reader);
    await model.children();
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    assert.equal(model.readAt, 1000);
    await reader.answer('/catalogs', { json: { member: [{ ...catalog }] }, readAt: 2000 });
    assert.deepEqual(changed, []);
    assert.equal(model.readAt, 2000);
  });

  it('keeps the list below a resource that has changed', async () => {
    const reader = new Kept({ '/catalogs': catalogs, '/c/1/product_bases': pageOf(base(1)) });
    const model = modelOf(reader);
    const [old] = resources(await model.children());
    await model.children(old);
    await reader.answer('/catalogs', { json: { member: [{ ...catalog, name: 'Uno' }] } });
    const [renamed] = resources(await model.children());
    assert.equal(renamed!.resource.label, 'Uno');
    assert.deepEqual(await model.children(old), []);
    const [child] = resources(await model.children(renamed));
    assert.deepEqual([child!.resource.iri, child!.parent], ['/b/1', renamed]);
    assert.deepEqual(reader.asked, ['/catalogs', '/c/1/product_bases']);
  });

  it('drops the pages behind one that now ends the list', async () => {
    const reader = new Kept({
      '/catalogs': { member: [catalog], view: { next: '/p2' } },
      '/p2': { member: [{ ...catalog, '@id': '/c/2' }], view: {} },
    });
    const model = modelOf(reader);
    const [, more] = await model.children();
    await model.loadMore(more!);
    assert.deepEqual(iris(await model.children()), ['/c/1', '/c/2']);
    await reader.answer('/catalogs', { json: { member: [catalog], view: {} } });
    const children = await model.children();
    assert.deepEqual([iris(children), children.length], [['/c/1'], 1]);
  });

  it('knows why the server could not be asked, and asks again for just that', async () => {
    const reader = new Kept({ '/catalogs': catalogs, '/c/1/product_bases': pageOf(base(1)) });
    const model = modelOf(reader);
    const [one] = resources(await model.children());
    await model.children(one);
    await reader.answer('/catalogs', { readAt: 2000 });
    assert.equal(model.standIn, undefined);
    await reader.answer('/c/1/product_bases', { failure: down });
    assert.deepEqual([model.standIn, model.readAt, model.hasPassingFailure], [down, 1000, true]);
    assert.deepEqual(iris(await model.children(one)), ['/b/1']);
    const retry = model.retryPassing();
    await new Promise(setImmediate);
    await reader.answer('/c/1/product_bases', { json: pageOf(base(2)), readAt: 3000 });
    await retry;
    assert.deepEqual([model.standIn, model.readAt, model.hasPassingFailure], [undefined, 2000, false]);
    assert.deepEqual(iris(await model.children(one)), ['/b/2']);
    assert.deepEqual(reader.asked, ['/catalogs', '/c/1/product_bases', '/c/1/product_bases']);
  });

  it('forgets an answer that comes after everything was forgotten', async () => {
    const reader = new Kept({ '/catalogs': catalogs });
    const model = modelOf(reader);
    await model.children();
    model.reset();
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    await reader.answer('/catalogs', { json: { member: [] } });
    assert.deepEqual(changed, []);
  });
});
