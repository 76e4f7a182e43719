import assert from 'node:assert/strict';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Failure } from '../../src/base/failure';
import type { Network } from '../../src/api/network.lazy';
import { startConnectProxy, type ConnectProxy } from '../support/connectProxy';
import { selfSigned, type Certificate } from '../support/certificates';
import { closeServers, reply, startServer, type Script } from '../support/scriptedServer';
import { hostNetwork, outcome, resetHttpSettings, setHttpSetting } from './support/network';
import { authority, certificateFolder, environmentHost, excludedHost } from './support/surroundings';

const host = 'keycloak.test';
const names = `DNS:${host},DNS:${environmentHost},DNS:${excludedHost},IP:127.0.0.1`;

describe('requests in the extension host', () => {
  let network: Network;
  const proxies: ConnectProxy[] = [];

  before(async () => (network = await hostNetwork()));
  afterEach(async () => {
    await resetHttpSettings();
    await closeServers();
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  });

  const get = (url: string): Promise<number | Failure> =>
    outcome(network.api({ method: 'GET', url, headers: {} }));
  const kindOf = async (url: string): Promise<number | string> => {
    const result = await get(url);
    return typeof result === 'number' ? result : result.kind;
  };
  const proxyOf = async (options: Parameters<typeof startConnectProxy>[0]): Promise<ConnectProxy> => {
    const proxy = await startConnectProxy(options);
    proxies.push(proxy);
    return proxy;
  };

  describe('by a proxy, where nothing but the proxy knows the host', () => {
    let port: string;

    beforeEach(async () => {
      const server = await startServer(reply({}), { tls: authority('system').issue({ names }) });
      port = new URL(server.origin).port;
    });

    it('of HTTPS_PROXY, with its credentials, but for what NO_PROXY names', async () => {
      assert.equal(await kindOf(`https://${environmentHost}:${port}/`), 200);
      assert.equal(await kindOf(`https://${excludedHost}:${port}/`), 'hostNotFound');
    });

    it('of the setting http.proxy, but for http.noProxy', async () => {
      const proxy = await proxyOf({ knows: host });
      await setHttpSetting('proxy', `http://${proxy.authority}`);
      assert.equal(await kindOf(`https://${host}:${port}/`), 200);
      assert.deepEqual(proxy.asked, [`${host}:${port}`]);
      await setHttpSetting('noProxy', [host]);
      assert.equal(await kindOf(`https://${host}:${port}/`), 'hostNotFound');
      assert.equal(proxy.asked.length, 1);
    });

    it('not where http.proxySupport is off', async () => {
      const proxy = await proxyOf({ knows: host });
      await setHttpSetting('proxy', `http://${proxy.authority}`);
      await setHttpSetting('proxySupport', 'off');
      assert.equal(await kindOf(`https://${host}:${port}/`), 'hostNotFound');
      assert.deepEqual(proxy.asked, []);
    });

    it('that wants credentials: with those of the setting, and told so with others or none', async () => {
      const proxy = await proxyOf({ knows: host, credentials: 'someone:p@ss word' });
      await setHttpSetting('proxy', `http://someone:p%40ss%20word@${proxy.authority}`);
      assert.equal(await kindOf(`https://${host}:${port}/`), 200);
      for (const user of ['', 'someone:wrong@']) {
        await setHttpSetting('proxy', `http://${user}${proxy.authority}`);
        const failure = await get(`https://${host}:${port}/`);
        assert.ok(typeof failure !== 'number');
        assert.deepEqual([failure.kind, failure.status], ['proxy', 407]);
      }
    });

    it('that refuses, or is not there', async () => {
      const proxy = await proxyOf({ knows: host, refuses: 502 });
      await setHttpSetting('proxy', `http://${proxy.authority}`);
      assert.equal(await kindOf(`https://${host}:${port}/`), 'proxy');
      const gone = await startConnectProxy({ knows: host });
      await gone.close();
      await setHttpSetting('proxy', `http://${gone.authority}`);
      assert.equal(await kindOf(`https://${host}:${port}/`), 'proxy');
    });
  });

  describe('over TLS', () => {
    it('trust an authority of the system, and no other', async () => {
      const system = await startServer(reply({}), { tls: authority('system').issue({ names }) });
      const unknown = await startServer(reply({}), { tls: authority('private').issue({ names }) });
      assert.equal(await kindOf(system.origin), 200);
      assert.equal(await kindOf(unknown.origin), 'certificate');
    });

    it('trust NODE_EXTRA_CA_CERTS where http.systemCertificates is off', async () => {
      const extra = await startServer(reply({}), { tls: authority('extra').issue({ names }) });
      await setHttpSetting('systemCertificates', false);
      assert.equal(await kindOf(extra.origin), 200);
    });

    const bad: readonly [what: string, tls: () => Certificate, code: string][] = [
      ['expired', () => authority('system').issue({ names, expired: true }), 'CERT_HAS_EXPIRED'],
      [
        'for another host',
        () => authority('system').issue({ names: 'DNS:other.test' }),
        'ERR_TLS_CERT_ALTNAME_INVALID',
      ],
      ['self-signed', () => selfSigned(certificateFolder(), { names }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ];
    for (const [what, tls, code] of bad) {
      it(`refuse a certificate that is ${what}`, async () => {
        const server = await startServer(reply({}), { tls: tls() });
        const failure = await get(server.origin);
        assert.ok(typeof failure !== 'number');
        assert.deepEqual([failure.kind, failure.code], ['certificate', code]);
        assert.equal(server.requests.length, 0);
      });
    }
  });

  const compressed = (encoding: string, body: Buffer): Script => {
    return (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body);
  };
  const text = JSON.stringify({ hello: 'wörld' });

  for (const [encoding, body] of [
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
  ] as const) {
    it(`read an answer in ${encoding}`, async () => {
      const { origin } = await startServer(compressed(encoding, body));
      const { body: received } = await network.api({ method: 'GET', url: origin, headers: {} });
      assert.equal(Buffer.from(received).toString(), text);
    });
  }

  it('reach a server on the loopback address of IPv6', async () => {
    const { origin } = await startServer(reply({}), { host: '::1' });
    assert.equal(await kindOf(origin), 200);
  });

  it('end early where an answer unpacks to more than 10 MB', async () => {
    const { origin } = await startServer(compressed('gzip', gzipSync(Buffer.alloc(11 * 1024 * 1024))));
    assert.equal(await kindOf(origin), 'tooLarge');
  });

  it('tell a connection that was reset', async () => {
    const { origin } = await startServer((_request, response) => response.socket?.resetAndDestroy());
    assert.equal(await kindOf(origin), 'connectionLost');
  });

  it('leave a fetch of another extension as it was', async () => {
    const { origin } = await startServer(reply({ other: true }));
    await network.api({ method: 'GET', url: origin, headers: {} });
    assert.deepEqual(await (await fetch(origin)).json(), { other: true });
  });
});
