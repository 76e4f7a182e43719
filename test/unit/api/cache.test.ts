import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { RequestFailure } from '../../../src/base/failure';
import {
  token,
  useMachine,
  versionOf,
  type Machine,
  type VersionedServer,
} from '../../support/cachingMachine';
import { start } from '../../support/fakeClock';
import { accountAt, awkwardSecret, failureFrom, writingsOf } from '../../support/fixtures';
import { reply } from '../../support/scriptedServer';
import { hour } from '../../support/time';

describe('reading through the cache', () => {
  let server: VersionedServer;
  let machine: Machine;
  useMachine((made) => ({ server, machine } = made));

  const folders = (): Promise<string[]> => readdir(machine.folder).catch(() => []);

  it('asks once, and after a restart not at all', async () => {
    const first = await machine.read('/v1/a');
    await machine.clock.advance(23 * hour);
    const again = await machine.read('/v1/a');
    assert.deepEqual([versionOf(first), versionOf(again)], [1, 1]);
    assert.deepEqual([first.readAt, again.readAt], [start, start]);
    assert.equal(again.url, `${server.origin}/v1/a`);
    assert.equal(again.newer, undefined);
    assert.equal((await machine.read(`${server.origin}/v1/a`)).readAt, start);
    assert.equal(server.requests.length, 1);
  });

  it('keeps the list of catalogs, page by page', async () => {
    await machine.read('?page=1');
    await machine.read('?page=1');
    await machine.read('?page=2');
    assert.equal(server.requests.length, 2);
  });

  it('shows what is old at once, and what became of it after', async () => {
    await machine.read('/v1/a');
    await machine.clock.advance(24 * hour);
    server.version = 2;
    const old = await machine.read('/v1/a');
    assert.deepEqual([versionOf(old), old.readAt], [1, start]);
    const newer = await old.newer;
    assert.ok(newer !== undefined);
    assert.deepEqual([versionOf(newer), newer.readAt], [2, start + 24 * hour]);
    assert.equal(server.requests.at(-1)?.headers['if-none-match'], 'W/"1"');
    assert.deepEqual([versionOf(await machine.read('/v1/a')), server.requests.length], [2, 2]);
  });

  it('gives the very same answer where nothing changed, and counts it as read now', async () => {
    for (const withTags of [true, false]) {
      if (!withTags) {
        server.script = reply({ version: 1 });
      }
      const iri = `/v1/${String(withTags)}`;
      await machine.read(iri);
      await machine.clock.advance(25 * hour);
      const { reader, store } = machine.openWindow();
      const old = await reader.get(iri);
      const newer = await old.newer;
      assert.ok(newer !== undefined && newer.json === old.json);
      assert.equal(newer.failure, undefined);
      await store.settled();
      assert.deepEqual([(await machine.read(iri)).readAt, newer.readAt], Array(2).fill(machine.clock.now()));
    }
    assert.equal(server.requests.length, 4);
  });

  it('takes a time to come, of a clock since set right, for old', async () => {
    await machine.read('/v1/a');
    machine.clock.setWallClock(-2 * hour);
    await machine.read('/v1/a');
    assert.equal(server.requests.length, 2);
  });

  describe('while the server cannot be reached', () => {
    for (const [what, breakIt] of [
      ['nobody listens', () => server.close()],
      ['the server fails', () => void (server.script = reply('', 500, { 'retry-after': '0' }))],
      ['somebody else answers', () => void (server.script = reply('<html>Please log in to the Wi-Fi'))],
      [
        'there is no token to be had',
        () => void (machine.tokenFailure = new RequestFailure({ kind: 'hostNotFound' })),
      ],
    ] as const) {
      it(`shows what is kept, with its age: ${what}`, async () => {
        await machine.read('/v1/a');
        await machine.clock.advance(100 * hour);
        await breakIt();
        const old = await machine.read('/v1/a');
        assert.deepEqual([versionOf(old), old.readAt], [1, start]);
        const still = await old.newer;
        assert.ok(still !== undefined && still.json === old.json && still.readAt === start);
        assert.notEqual(still.failure, undefined);
        const wanted = await machine.read('/v1/a', undefined, 'renewed');
        assert.deepEqual([versionOf(wanted), wanted.readAt], [1, start]);
        assert.notEqual(wanted.failure, undefined);
      });
    }

    it('says why, where nothing is kept', async () => {
      await server.close();
      assert.equal((await failureFrom(machine.read('/v1/a'))).kind, 'connectionRefused');
    });
  });

  it('tells a refusal, and keeps what was refused no longer', async () => {
    for (const status of [403, 404, 410]) {
      await machine.read('/v1/a');
      server.script = reply({ detail: 'no' }, status);
      assert.equal((await failureFrom(machine.read('/v1/a', undefined, 'renewed'))).status, status);
      assert.equal((await failureFrom(machine.read('/v1/a'))).status, status);
      server.script = reply({ version: 1 });
    }
    await machine.read('/v1/a');
    await machine.clock.advance(25 * hour);
    server.script = reply({ detail: 'no' }, 404);
    const old = await machine.read('/v1/a');
    assert.equal((await old.newer)?.failure?.kind, 'apiNotFound');
    assert.deepEqual(await machine.files(), []);
  });

  it('keeps what an account without token cannot ask for, and says why', async () => {
    await machine.read('/v1/a');
    machine.tokenFailure = new RequestFailure({ kind: 'wrongSecret' });
    assert.equal((await failureFrom(machine.read('/v1/a', undefined, 'renewed'))).kind, 'wrongSecret');
    assert.equal(versionOf(await machine.read('/v1/a')), 1);
  });

  it('goes past the cache once for each address after a renewal, and keeps what it finds', async () => {
    await machine.read('/v1/a');
    const { reader, store } = machine.openWindow();
    reader.renew();
    server.version = 2;
    assert.equal(versionOf(await reader.get('/v1/a')), 2);
    assert.equal(versionOf(await reader.get('/v1/a')), 2);
    await reader.get('/v1/b');
    await reader.get('/v1/b');
    assert.equal(server.requests.length, 3);
    await store.settled();
    assert.equal(versionOf(await machine.read('/v1/a')), 2);
    assert.equal(server.requests.length, 3);
    reader.renew();
    await reader.get('/v1/a');
    assert.equal(server.requests.length, 4);
    await store.settled();
  });

  it('keeps neither availability nor price, nor what is wanted live', async () => {
    for (const [iri, freshness] of [
      ['/v1/c/offers/1/availability', undefined],
      ['/v1/c/offers/1/price', undefined],
      ['/v1/c/offers/1/price/?x=1', undefined],
      ['/v1/c/offers/1', 'live'],
    ] as const) {
      const before = server.requests.length;
      await machine.read(iri, undefined, freshness);
      const again = await machine.read(iri, undefined, freshness);
      assert.equal(server.requests.length, before + 2, iri);
      assert.equal(server.requests.at(-1)?.headers['if-none-match'], undefined);
      assert.equal(again.newer, undefined);
    }
    assert.deepEqual(await machine.files(), []);
  });

  it('keeps nothing at all for 0 hours, and removes what was kept', async () => {
    await machine.read('/v1/a');
    assert.equal((await machine.files()).length, 1);
    machine.hours = 0;
    await machine.read('/v1/a');
    await machine.read('/v1/a');
    assert.deepEqual([server.requests.length, await machine.files()], [3, []]);
    machine.hours = 1;
    await machine.read('/v1/a');
    await machine.clock.advance(hour - 1);
    await machine.read('/v1/a');
    assert.equal(server.requests.length, 4);
  });

  it('shows nothing of another account, environment or language', async () => {
    const account = accountAt(server.origin);
    const others: (() => void)[] = [
      () => (machine.account = { ...account, clientId: 'another' }),
      () => (machine.account = { ...account, environment: 'Another' }),
      () => (machine.account = { ...account, tokenEndpoint: `${server.origin}/realms/other/token` }),
      () => (machine.account = { ...account, scope: 'other' }),
      () => (machine.language = 'fr'),
    ];
    await machine.read('/v1/a');
    for (const [index, change] of others.entries()) {
      change();
      await machine.read('/v1/a');
      assert.equal(server.requests.length, index + 2);
    }
    Object.assign(machine, { account, language: 'en' });
    await machine.read('/v1/a');
    assert.equal(server.requests.length, others.length + 1);
  });

  it('knows an account by its endpoints and its name, whatever its secret is now', async () => {
    await machine.read('/v1/a');
    machine.account = { ...accountAt(server.origin), clientSecret: 'another' };
    await machine.read('/v1/a');
    assert.equal(server.requests.length, 1);
  });

  it('keeps no answer that came after the account or the language had changed', async () => {
    for (const change of [
      () => (machine.account = undefined),
      () => (machine.account = accountAt(server.origin, { clientId: 'another' })),
      () => (machine.language = 'fr'),
      () => (machine.hours = 0),
    ]) {
      Object.assign(machine, { account: accountAt(server.origin), language: 'en', hours: 24 });
      server.script = (request, response) => {
        change();
        reply({ version: 1 })(request, response);
      };
      await machine.read('/v1/a');
      assert.deepEqual(await machine.files(), []);
    }
  });

  it('forgets the accounts of one environment and of no other', async () => {
    await machine.read('/v1/a');
    machine.account = accountAt(server.origin, { environment: 'Another' });
    await machine.read('/v1/a');
    assert.equal((await folders()).length, 2);
    await machine.openWindow().reader.forget('Test');
    assert.equal((await folders()).length, 1);
    await machine.read('/v1/a');
    assert.equal(server.requests.length, 2);
    machine.account = accountAt(server.origin);
    await machine.read('/v1/a');
    assert.equal(server.requests.length, 3);
  });

  it('asks nobody but the API, also with a full cache', async () => {
    await machine.read('/v1/a');
    assert.equal((await failureFrom(machine.read('http://localhost:1/v1/a'))).kind, 'apiForeignOrigin');
    machine.account = undefined;
    assert.equal((await failureFrom(machine.read('/v1/a'))).kind, 'signedOut');
  });

  it('asks again where its files are damaged', async () => {
    await machine.read('/v1/a');
    await writeFile((await machine.files())[0]!, 'damaged');
    assert.equal(versionOf(await machine.read('/v1/a')), 1);
    assert.equal(versionOf(await machine.read('/v1/a')), 1);
    assert.equal(server.requests.length, 2);
  });

  it('can be cancelled, and then keeps nothing', async () => {
    server.script = () => undefined;
    assert.equal((await failureFrom(machine.read('/v1/a', AbortSignal.abort()))).kind, 'cancelled');
    assert.deepEqual(await machine.files(), []);
  });

  it('asks behind a few at a time, and gives up when its window closes', async () => {
    const iris = Array.from({ length: 12 }, (_each, index) => `/v1/${index}`);
    for (const iri of iris) {
      await machine.read(iri);
    }
    await machine.clock.advance(25 * hour);
    const isLive = (url: string): boolean => url.startsWith('/v1/live');
    server.script = (request, response) =>
      isLive(request.url) ? reply({ version: 1 })(request, response) : undefined;
    const { reader } = machine.openWindow();
    const old = await Promise.all(iris.map((iri) => reader.get(iri)));
    const asked = (): number => server.requests.filter(({ url }) => !isLive(url)).length;
    for (let turn = 0; turn < 5 || asked() < iris.length + 3; turn++) {
      // What was sent before this has arrived when this is answered.
      await reader.get(`/v1/live/${turn}`, undefined, 'live');
    }
    assert.equal(asked(), iris.length + 3);
    reader.dispose();
    for (const { newer } of old) {
      assert.notEqual((await newer)?.failure, undefined);
    }
    assert.equal(asked(), iris.length + 3);
  });

  it('hands out all it keeps for this account and language, without a request', async () => {
    await machine.read('/v1/a');
    await machine.read('?page=1');
    machine.language = 'fr';
    await machine.read('/v1/b');
    machine.language = 'en';
    await machine.clock.advance(100 * hour);
    const urls: string[] = [];
    for await (const { url, readAt } of machine.openWindow().reader.kept()) {
      assert.equal(readAt, start);
      urls.push(new URL(url).pathname);
    }
    assert.deepEqual(urls.sort(), ['/v1/a', '/v1/ticketing/catalogs']);
    assert.equal(server.requests.length, 3);
  });

  it('writes no secret and no token to the disk', async () => {
    await machine.read('/v1/a');
    await machine.read('?page=1');
    for (const file of await machine.files()) {
      const text = file + gunzipSync(await readFile(file)).toString();
      for (const secret of [token, ...writingsOf(awkwardSecret)]) {
        assert.ok(!text.includes(secret));
      }
    }
  });
});
