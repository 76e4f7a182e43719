import assert from 'node:assert/strict';
import { useMachine, versionOf, type Machine, type VersionedServer } from '../../support/cachingMachine';
import { start } from '../../support/fakeClock';

describe('what of the cache counts as current', () => {
  let server: VersionedServer;
  let machine: Machine;
  useMachine((made) => ({ server, machine } = made));

  it('are offers, tickets and sessions for a minute only; then they come with their age', async () => {
    const selling = [
      '/v1/c/offers?product%5B%5D=p&page=1',
      '/v1/c/offers/1',
      '/v1/c/offers/1/tickets',
      '/v1/c/offers/1/tickets/t/sessions/',
      '/v1/c/events/e/sessions/s',
    ];
    const browsing = [
      '/v1/c/product_bases?of=/offers',
      '/v1/c/product_bases/1/products',
      '/v1/c/products/offers-1',
    ];
    for (const iri of [...selling, ...browsing]) {
      await machine.read(iri);
    }
    server.version = 2;
    await machine.clock.advance(60_000 - 1);
    for (const iri of [...selling, ...browsing]) {
      assert.equal((await machine.read(iri)).newer, undefined, iri);
    }
    await machine.clock.advance(1);
    for (const iri of selling) {
      const old = await machine.read(iri);
      assert.deepEqual([versionOf(old), old.readAt], [1, start], iri);
      assert.equal(versionOf((await old.newer) ?? old), 2, iri);
    }
    for (const iri of browsing) {
      assert.equal((await machine.read(iri)).newer, undefined, iri);
    }
    machine.hours = 10 / 3600;
    await machine.clock.advance(11_000);
    assert.notEqual((await machine.read('/v1/c/offers/1')).newer, undefined);
  });

  it('is told of all that is kept: what is older, or was there before a refresh, is outdated', async () => {
    const { reader, store } = machine.openWindow();
    const outdated = async (): Promise<string[]> => {
      const iris: string[] = [];
      for await (const { url, outdated: isOutdated = false } of reader.kept()) {
        if (isOutdated) iris.push(new URL(url).pathname);
      }
      return iris.sort();
    };
    for (const iri of ['/v1/c/products', '/v1/c/offers']) {
      await reader.get(iri);
    }
    await store.settled();
    assert.deepEqual(await outdated(), []);
    await machine.clock.advance(60_000);
    assert.deepEqual(await outdated(), ['/v1/c/offers']);
    reader.renew();
    assert.deepEqual(await outdated(), ['/v1/c/offers', '/v1/c/products']);
    await reader.get('/v1/c/products');
    await store.settled();
    assert.deepEqual(await outdated(), ['/v1/c/offers']);
    await machine.clock.advance(24 * 3600 * 1000);
    assert.deepEqual(await outdated(), ['/v1/c/offers', '/v1/c/products']);
  });

  it('is what was read since a given time; what was read before is asked for', async () => {
    await machine.read('/v1/a');
    await machine.clock.advance(1000);
    const since = machine.clock.now();
    server.version = 2;
    const asked = await machine.read('/v1/a', undefined, { since });
    assert.deepEqual([versionOf(asked), asked.readAt, asked.newer], [2, since, undefined]);
    await machine.clock.advance(1000);
    assert.equal((await machine.read('/v1/a', undefined, { since })).readAt, since);
    assert.equal(server.requests.length, 2);
    await server.close();
    const later = await machine.read('/v1/a', undefined, { since: machine.clock.now() });
    assert.deepEqual([later.readAt, later.failure?.kind], [since, 'connectionRefused']);
  });
});
