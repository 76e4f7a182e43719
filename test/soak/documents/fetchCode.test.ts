import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fetchCode } from '../../../src/features/documents/model/fetchCode';
import { closeServers, reply, startServer, type ScriptedServer } from '../../support/scriptedServer';
import { askedOf, hostileTails, urlAt } from './hostileAddresses';

const token = 'aaaa.bbbb-cc_c.dddd';

describe('a read as JavaScript fetch', () => {
  let server: ScriptedServer;
  before(async () => {
    server = await startServer(reply({ fine: true }));
  });
  after(closeServers);

  /** Runs code as a module of its own, as a person who pasted it. */
  const output = async (code: string): Promise<string> => {
    const variables = { ...process.env, KORUSTICKET_TOKEN: token };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', `${code}console.log(JSON.stringify(resource));`],
      { env: variables },
    );
    return stdout.trim();
  };

  it('asks what the extension asks, with the token of the environment', async () => {
    const code = fetchCode({ url: `${server.origin}/v1/x?date[after]=2026-01-01#part`, language: 'fr-FR' });
    assert.ok(!code.includes(token));
    assert.equal(await output(code), '{"fine":true}');
    const { method, url, headers } = server.requests.at(-1)!;
    assert.deepEqual([method, url], ['GET', '/v1/x?date[after]=2026-01-01']);
    assert.equal(headers.accept, 'application/ld+json');
    assert.equal(headers['accept-language'], 'fr-FR');
    assert.equal(headers.authorization, `Bearer ${token}`);
  });

  it('is one request, whatever the address and the language', async function () {
    this.timeout(60_000);
    for (const tail of [...hostileTails, '/"+process.exit(7)+"', '/`${process.exit(7)}`\\']) {
      const url = urlAt(server.origin, tail);
      assert.ok(url);
      const before = server.requests.length;
      assert.equal(await output(fetchCode({ url, language: 'fr"; process.exit(7); "`${' })), '{"fine":true}');
      assert.equal(server.requests.length, before + 1);
      assert.equal(server.requests.at(-1)!.url, askedOf(url));
    }
  });

  it('throws what a refusal says', async () => {
    server.script = reply({ detail: 'No such offer' }, 404);
    await assert.rejects(
      output(fetchCode({ url: `${server.origin}/v1/x`, language: 'fr' })),
      /404: .*No such offer/,
    );
  });
});
