import assert from 'node:assert/strict';
import type { ApiReply } from '../../../src/api/apiClient';
import { RequestFailure } from '../../../src/base/failure';
import { childOf, iris, modelOf, readerOf, resources } from '../../support/catalogs';

const answers = {
  '/catalogs': { member: [{ '@id': '/c/1', '@type': 'TicketingCatalog' }] },
  '/c/1/product_bases': { member: [{ '@id': '/b/1' }] },
};

describe('what was forgotten', () => {
  it('has no children any more, and brings none back', async () => {
    const { reader, asked } = readerOf(answers);
    const model = modelOf(reader);
    const before = await childOf(model, undefined, '/c/1');
    model.reset();
    assert.deepEqual(await model.children(before), []);
    await model.loadMore({ kind: 'failure', id: 'x', parent: before, failure: { kind: 'timeout' } });
    assert.deepEqual(asked, ['/catalogs?page=1&itemsPerPage=50']);
    assert.deepEqual([...model.loaded()], []);
    const after = await childOf(model, undefined, '/c/1');
    assert.notEqual(after, before);
    assert.equal(after.id, before.id);
    assert.deepEqual(iris(await model.children(after)), ['/b/1']);
  });

  it('ends the requests it is waiting for', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const get = (_iri: string, signal?: AbortSignal): Promise<ApiReply> => {
      signals.push(signal);
      return new Promise((_resolve, reject) => {
        const abort = (): void => reject(new RequestFailure({ kind: 'cancelled' }));
        signal?.addEventListener('abort', abort);
        if (signal?.aborted === true) abort();
      });
    };
    const model = modelOf({ get, getCatalogs: get });
    const asked = model.children();
    model.reset();
    assert.equal(signals[0]?.aborted, true);
    // Who waited gets what is asked for now.
    model.dispose();
    await asked;
    assert.equal(signals.length, 2);
    assert.equal(signals[1]?.aborted, true);
  });
});

describe('what is being asked live', () => {
  it('ends where everything is forgotten', async () => {
    const { reader } = readerOf({ '/catalogs': { member: [{ '@id': '/o/1', '@type': 'TicketingOffer' }] } });
    const get = (_iri: string, signal?: AbortSignal): Promise<ApiReply> =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new RequestFailure({ kind: 'cancelled' })));
      });
    const model = modelOf({ ...reader, get });
    const checked = model.checkAvailability(await childOf(model, undefined, '/o/1'));
    model.reset();
    await assert.rejects(checked, { failure: { kind: 'cancelled' } });
    assert.equal(model.live(await childOf(model, undefined, '/o/1')), undefined);
  });
});

describe('disabled product bases', () => {
  it('are asked for when wanted, and nothing but their lists is read again', async () => {
    const { reader, asked } = readerOf(answers);
    const model = modelOf(reader);
    const catalog = await childOf(model, undefined, '/c/1');
    await model.children(catalog);
    const changed: unknown[] = [];
    model.onDidChange((node) => changed.push(node));
    model.withDisabled = true;
    assert.deepEqual(changed, [catalog]);
    assert.equal(resources(await model.children(catalog)).length, 1);
    model.withDisabled = false;
    await model.children(catalog);
    assert.deepEqual(asked, [
      '/catalogs?page=1&itemsPerPage=50',
      '/c/1/product_bases?page=1&itemsPerPage=50',
      '/c/1/product_bases?withDisabled=true&page=1&itemsPerPage=50',
      '/c/1/product_bases?page=1&itemsPerPage=50',
    ]);
  });
});
