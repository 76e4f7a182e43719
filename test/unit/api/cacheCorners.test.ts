import assert from 'node:assert/strict';
import {
  useMachine,
  versionedServer,
  type Machine,
  type VersionedServer,
} from '../../support/cachingMachine';
import { accountAt, failureFrom } from '../../support/fixtures';
import { reply } from '../../support/scriptedServer';
import { hour } from '../../support/time';

describe('the cache', () => {
  let server: VersionedServer;
  let machine: Machine;
  useMachine((made) => ({ server, machine } = made));

  describe('after a switch to another environment', () => {
    it('asks it nothing that was to be asked of the one before, and removes nothing of that', async () => {
      const iris = Array.from({ length: 20 }, (_each, index) => `/v1/${index}`);
      for (const iri of iris) {
        await machine.read(iri);
      }
      await machine.clock.advance(25 * hour);
      const other = await versionedServer();
      other.script = reply({ title: 'Not Found' }, 404);
      const { reader, store } = machine.openWindow();
      const old = await Promise.all(iris.map((iri) => reader.get(iri)));
      machine.account = accountAt(other.origin, { environment: 'Other' });
      for (const { newer } of old) {
        await newer;
      }
      await store.settled();
      assert.equal(other.requests.length, 0);
      assert.equal((await machine.files()).length, iris.length);
    });

    it('asks nothing of an account that came only after the question', async () => {
      await machine.read('/v1/a');
      const { account } = machine;
      machine.account = undefined;
      const { reader } = machine.openWindow();
      const early = failureFrom(reader.get('/v1/a'));
      machine.account = account;
      assert.equal((await early).kind, 'signedOut');
      assert.equal((await machine.read('/v1/a')).url, `${server.origin}/v1/a`);
      assert.equal(server.requests.length, 1);
    });

    it('removes nothing where the refusal comes only then', async () => {
      await machine.read('/v1/a');
      await machine.clock.advance(25 * hour);
      server.script = (request, response) => {
        machine.account = accountAt(server.origin, { environment: 'Other' });
        reply({ title: 'Not Found' }, 404)(request, response);
      };
      await machine.read('/v1/a');
      assert.equal((await machine.files()).length, 1);
    });
  });

  it('keeps what was read while the settings were looked at anew and said the same', async () => {
    server.script = (request, response) => {
      machine.account = accountAt(server.origin);
      reply({ version: 1 })(request, response);
    };
    await machine.read('/v1/a');
    assert.equal((await machine.files()).length, 1);
  });

  it('has on disk what was read, once the end of the window has waited for it', async () => {
    const { reader } = machine.openWindow();
    const iris = Array.from({ length: 20 }, (_each, index) => `/v1/${index}`);
    await Promise.all(iris.map((iri) => reader.get(iri)));
    await reader.settled();
    // As VS Code does it: what there is to wait for first, then everything is given back.
    reader.dispose();
    assert.equal((await machine.files()).length, iris.length);
  });

  it('writes nothing that is not to be stored (RFC 9111 section 5.2.2.5), and keeps nothing older', async () => {
    for (const control of ['no-store', 'private, No-Store', 'max-age=60,no-store']) {
      server.script = reply({ version: 1 });
      await machine.read('/v1/a');
      assert.equal((await machine.files()).length, 1);
      server.script = reply({ version: 2 }, 200, { 'cache-control': control });
      await machine.read('/v1/a', undefined, 'renewed');
      assert.deepEqual(await machine.files(), [], control);
    }
    server.script = reply({ version: 3 }, 200, { 'cache-control': 'no-cache, x="no-store-at-all"' });
    await machine.read('/v1/a');
    assert.equal((await machine.files()).length, 1);
  });

  it('hands out an answer nested deeper than the stack', async () => {
    await machine.read('/v1/a');
    await machine.clock.advance(25 * hour);
    const nested = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    server.script = reply(nested);
    const answer = await (await machine.read('/v1/a')).newer;
    assert.equal(answer?.failure, undefined);
    assert.ok(Array.isArray(answer?.json));
  });

  it('is emptied at once where nothing is to be kept any more', async () => {
    await machine.read('/v1/a');
    machine.hours = 0;
    const { reader } = machine.openWindow();
    await reader.follow();
    assert.deepEqual(await machine.files(), []);
    machine.hours = 1;
    await machine.read('/v1/a');
    await reader.follow();
    assert.equal((await machine.files()).length, 1);
  });
});
