import assert from 'node:assert/strict';
import { bench, closeAll, credentials, get, post, reader, refresh, signIn } from './client';

const prefix = '/v1/ticketing/catalogs';

describe('sandbox: faults', () => {
  afterEach(closeAll);

  it('answers what a fault says, as often as it says, where it says', async () => {
    const { sandbox } = await bench();
    const read = await reader(sandbox);
    sandbox.faults.set({
      on: 'token',
      status: 503,
      body: '<html>',
      contentType: 'text/html',
      headers: { 'retry-after': '7' },
      times: 2,
    });
    for (const _attempt of [1, 2]) {
      const answer = await signIn(sandbox.account);
      const headers = ['retry-after', 'content-type'].map((name) => answer.headers.get(name));
      assert.deepEqual([answer.status, ...headers], [503, '7', 'text/html']);
    }
    assert.equal((await signIn(sandbox.account)).status, 200);
    sandbox.faults.set({ on: 'api', body: { hello: 1 }, match: /product_bases.*page=2/ });
    assert.equal((await read(prefix)).body['totalItems'], 3);
    const path = `${prefix}/0194abdc-3a71-72b0-a9b9-89d4be0cd73e/product_bases`;
    assert.deepEqual((await read(`${path}?page=2`)).body, { hello: 1 });
    assert.equal((await signIn(sandbox.account)).status, 200);
    sandbox.faults.clear();
    assert.equal((await read(`${path}?page=2`)).body['@type'], 'Collection');
  });

  it('can hit refreshes only, and revocations only', async () => {
    const { sandbox } = await bench();
    const { body } = await signIn(sandbox.account);
    sandbox.faults.set([
      { on: 'token', grantType: 'refresh_token', status: 500 },
      { on: 'revoke', status: 502 },
    ]);
    assert.equal((await refresh(sandbox.account, body['refresh_token'])).status, 500);
    assert.equal((await signIn(sandbox.account)).status, 200);
    const revoke = `${sandbox.realm('korusticket').protocolUrl}/revoke`;
    assert.equal((await post(revoke, credentials(sandbox.account))).status, 502);
  });

  it('cuts the connection before the work, after it, or in the middle of the answer', async () => {
    const { sandbox } = await bench();
    for (const [drop, issued] of [
      ['onArrival', 0],
      ['beforeReply', 1],
      ['midBody', 2],
    ] as const) {
      sandbox.faults.set({ on: 'token', drop, times: 1 });
      await assert.rejects(signIn(sandbox.account), TypeError, drop);
      assert.equal(sandbox.issuedTokens.length, issued, drop);
      assert.equal(sandbox.requests.at(-1)!.status, 0, drop);
    }
    assert.equal((await signIn(sandbox.account)).status, 200);
  });

  it('adds headers to an otherwise usual answer', async () => {
    const { sandbox } = await bench();
    const read = await reader(sandbox);
    sandbox.faults.set({ on: 'api', headers: { 'content-language': 'xx' } });
    const answer = await read(prefix);
    assert.deepEqual([answer.status, answer.headers.get('content-language')], [200, 'xx']);
  });

  it('lets go of a delayed request when it is stopped', async () => {
    const { sandbox } = await bench();
    sandbox.faults.set({ on: 'token', delayMs: 3_600_000 });
    const waiting = assert.rejects(signIn(sandbox.account), TypeError);
    // The request is in the log once it has arrived.
    while (sandbox.requests.length === 0) await new Promise(setImmediate);
    await sandbox.stop();
    await waiting;
  });

  it('answers what it delayed, as usual, once that is let go', async () => {
    const { sandbox } = await bench();
    sandbox.faults.set({ on: 'token', delayMs: 3_600_000, status: 500 });
    const waiting = signIn(sandbox.account);
    while (sandbox.requests.length === 0) await new Promise(setImmediate);
    sandbox.faults.release();
    assert.equal((await waiting).status, 200);
    assert.equal((await signIn(sandbox.account)).status, 200);
  });

  it('is steered from another process', async () => {
    const { sandbox } = await bench();
    const { account } = sandbox;
    const control = `${account.apiBaseUrl}/_sandbox`;
    const put = async (path: string, body: unknown): Promise<number> =>
      (await fetch(`${control}/${path}`, { method: 'PUT', body: JSON.stringify(body) })).status;
    assert.equal(await put('faults', { on: 'token', status: 429, match: 'POST .*/token' }), 204);
    assert.equal((await signIn(account)).status, 429);
    assert.equal((await fetch(`${control}/faults`, { method: 'DELETE' })).status, 204);
    const { body } = await signIn(account);
    const log = (await get(`${control}/requests`)).body as {
      requests: { status: number }[];
      issuedTokens: { accessToken: string }[];
    };
    assert.deepEqual(
      log.requests.map(({ status }) => status),
      [429, 200],
    );
    assert.deepEqual(
      log.issuedTokens.map(({ accessToken }) => accessToken),
      [body['access_token']],
    );
    for (const nonsense of [{ on: 'nothing' }, 5, { on: 'api', match: '(' }]) {
      assert.equal(await put('faults', nonsense), 400);
    }
    assert.equal(await put('realms/korusticket', { disableClient: 'distributor' }), 204);
    assert.equal((await signIn(account)).body['error'], 'invalid_client');
    const changes = { enableClient: 'distributor', lifetimes: { accessTokenSeconds: 5 } };
    assert.equal(await put('realms/korusticket', changes), 204);
    const token = (await signIn(account)).body;
    assert.equal(token['expires_in'], 5);
    assert.equal(await put('realms/nowhere', {}), 404);
    assert.equal(await put('catalogs', false), 204);
    const authorization = `Bearer ${String(token['access_token'])}`;
    assert.equal((await get(account.apiBaseUrl + prefix, { authorization })).body['totalItems'], 0);
  });
});
