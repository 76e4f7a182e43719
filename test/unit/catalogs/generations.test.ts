import assert from 'node:assert/strict';
import type { ApiReply } from '../../../src/api/apiClient';
import { AccountWatch } from '../../../src/features/tree/recovery';
import type { ServiceAccount } from '../../../src/auth/serviceAccount';
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

describe('the account the catalogs belong to', () => {
  const one = { environment: 'One' } as ServiceAccount;
  const two = { environment: 'Two' } as ServiceAccount;
  const watching = (): { follow: AccountWatch['follow']; model: { rootFailed: boolean; resets: number } } => {
    const model = {
      rootFailed: false,
      resets: 0,
      reset: () => void (model.resets++, (model.rootFailed = false)),
    };
    const watch = new AccountWatch(model);
    return { follow: (account, state) => watch.follow(account, state), model };
  };

  it('does not void what was asked for while it was being loaded', () => {
    const { follow, model } = watching();
    for (const state of ['acquiring', 'valid', 'valid']) follow(one, state);
    assert.equal(model.resets, 0);
  });

  it('voids what belongs to another one, or to none', () => {
    const { follow, model } = watching();
    follow(one, 'valid');
    follow(two, 'acquiring');
    assert.equal(model.resets, 1);
    follow(two, 'valid');
    assert.equal(model.resets, 1);
    follow(undefined, 'signedOut');
    assert.equal(model.resets, 2);
  });

  it('has what failed read again once there is a token, and only then', () => {
    const { follow, model } = watching();
    model.rootFailed = true;
    follow(undefined, 'signedOut');
    assert.equal(model.resets, 0);
    follow(one, 'acquiring');
    assert.equal(model.resets, 1);
    model.rootFailed = true;
    follow(one, 'retrying');
    assert.equal(model.resets, 1);
    follow(one, 'valid');
    assert.equal(model.resets, 2);
    // The server is down though the token is good: it is not asked again at every event.
    model.rootFailed = true;
    for (let event = 0; event < 5; event++) follow(one, 'valid');
    assert.equal(model.resets, 2);
  });
});
