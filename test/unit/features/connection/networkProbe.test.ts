import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import tls, {
  getCACertificates,
  setDefaultCACertificates,
  type ConnectionOptions,
  type TLSSocket,
} from 'node:tls';
import type { ServiceAccount } from '../../../../src/auth/serviceAccount';
import { CertificateAuthority, selfSigned } from '../../../support/certificates';
import { settled } from '../../../support/fakeClock';
import { accountAt } from '../../../support/fixtures';
import { closeServers, reply, startServer } from '../../../support/scriptedServer';
import { reportLanguage } from '../../../support/plainEditor';
import { check, factOf, stepOf } from '../../../support/serviceCheck';
import { removeFolders, temporaryFolder } from '../../../support/temporaryFolder';
import { connectionReport } from '../../../../src/features/connection/model/report';

describe('the look at the network', function () {
  this.timeout(30_000);
  let folder: string;

  before(async () => {
    folder = await temporaryFolder();
  });
  afterEach(closeServers);
  after(removeFolders);

  it('tells TLS version, issuer and days left, and that a certificate is not trusted', async () => {
    const tls = selfSigned(folder, { names: 'DNS:localhost,IP:127.0.0.1' });
    const server = await startServer(reply({}), { tls });
    const result = await check(accountAt(server.origin));
    const network = stepOf(result, 'network');
    assert.deepEqual(factOf(network, 'tls'), ['TLSv1.3']);
    assert.deepEqual(factOf(network, 'certificate'), ['Self-signed', 1]);
    assert.equal(network.outcome, 'fails');
    assert.deepEqual(
      [network.failure?.kind, network.failure?.code],
      ['certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    );
    assert.equal(stepOf(result, 'clientCredentials').failure?.kind, 'certificate');
    const report = connectionReport(result, reportLanguage('en'));
    assert.match(report, /^\| Network to `[^`]+` \| ✗\sfails \| .*Issuer of the certificate: `Self-signed`/m);
    assert.match(report, /^- Network to `[^`]+` – The certificate of the server is not trusted/m);
    assert.deepEqual(server.requests, [], 'nothing is sent to a server that is not trusted');
  });

  for (const [what, certificate, code, ended] of [
    ['has expired', { names: 'IP:127.0.0.1', expired: true }, 'CERT_HAS_EXPIRED', [1]],
    ['is for another host', { names: 'DNS:other.example' }, 'ERR_TLS_CERT_ALTNAME_INVALID', undefined],
  ] as const) {
    it(`tells of a certificate of an authority that is trusted, which ${what}`, async () => {
      const authority = CertificateAuthority.create(folder, 'Test authority');
      const server = await startServer(reply({}), { tls: authority.issue(certificate) });
      const trusted = getCACertificates();
      setDefaultCACertificates([...trusted, readFileSync(authority.file, 'utf8')]);
      try {
        const network = stepOf(await check(accountAt(server.origin)), 'network');
        assert.deepEqual([network.failure?.kind, network.failure?.code], ['certificate', code]);
        assert.deepEqual(factOf(network, 'certificateEnded'), ended);
      } finally {
        setDefaultCACertificates(trusted);
      }
    });
  }

  it('takes the word of the requests where they get there by another way', async () => {
    const tls = selfSigned(folder, { names: 'IP:127.0.0.1' });
    const server = await startServer(reply({}, 401), { tls });
    const result = await check(accountAt(server.origin), {
      fetch: () => Promise.resolve(new Response('{"error":"invalid_client"}', { status: 401 })),
    });
    const network = stepOf(result, 'network');
    assert.deepEqual([network.outcome, network.failure], ['works', undefined]);
    assert.deepEqual(factOf(network, 'requestsSucceed'), ['DEPTH_ZERO_SELF_SIGNED_CERT']);
  });

  it('tells that a name does not resolve, and that nobody listens', async () => {
    const nowhere = stepOf(await check(accountAt('https://nowhere.invalid')), 'network');
    assert.deepEqual([nowhere.subject, nowhere.failure?.kind], ['nowhere.invalid', 'hostNotFound']);
    const server = await startServer(reply({}));
    const closed = server.origin.replace('http:', 'https:');
    await closeServers();
    assert.equal(stepOf(await check(accountAt(closed)), 'network').failure?.kind, 'connectionRefused');
  });

  it('says what cannot be seen behind a proxy, and guesses nothing', async () => {
    const result = await check(accountAt('https://nowhere.invalid'), {
      proxyOf: () => ({ host: 'proxy.example:3128', source: 'http.proxy' }),
    });
    assert.deepEqual(
      stepOf(result, 'network').facts.map(({ name }) => name),
      ['proxied', 'proxyHides'],
    );
  });

  describe('a name that is looked up for long', () => {
    const { connect } = tls;
    const { lookup } = dns;
    afterEach(() => {
      tls.connect = connect;
      dns.lookup = lookup;
    });

    it('is not waited for when the check is cancelled, and nobody is asked to shake hands', async () => {
      const abortion = new AbortController();
      let found = (_addresses: LookupAddress[]): void => undefined;
      let shakes = 0;
      dns.lookup = (() => {
        setImmediate(() => abortion.abort());
        return new Promise<LookupAddress[]>((resolve) => (found = resolve));
      }) as unknown as typeof lookup;
      tls.connect = ((options: ConnectionOptions) => (shakes++, connect(options))) as typeof connect;
      const result = await check(accountAt('https://slow.test'), {}, abortion.signal);
      assert.equal(stepOf(result, 'network').obstacle, 'cancelled');
      found([{ address: '127.0.0.1', family: 4 }]);
      await settled();
      assert.equal(shakes, 0);
    });
  });

  describe('a server that never shakes hands', () => {
    const { connect } = tls;
    let silent: Server;
    let account: ServiceAccount;
    let asked: Promise<unknown>;

    beforeEach(async () => {
      silent = createServer().listen(0, '127.0.0.1');
      asked = once(silent, 'connection');
      await once(silent, 'listening');
      account = accountAt(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    });
    afterEach(() => {
      tls.connect = connect;
      silent.close();
    });

    it('is let go of when the check is cancelled', async () => {
      const abortion = new AbortController();
      const outcome = check(account, {}, abortion.signal);
      await asked;
      abortion.abort();
      const { facts, outcome: of, obstacle } = stepOf(await outcome, 'network');
      assert.deepEqual([of, obstacle, facts], ['notTried', 'cancelled', []]);
    });

    it('is waited for ten seconds', async () => {
      // A socket keeps the time by itself, whatever clock there is: its limit is looked at, and told to be over.
      let socket: TLSSocket | undefined;
      tls.connect = ((options: ConnectionOptions) => (socket = connect(options))) as typeof connect;
      const outcome = check(account, { fetch: () => Promise.reject(new TypeError('fetch failed')) });
      await asked;
      assert.equal(socket?.timeout, 10_000);
      socket.emit('timeout');
      assert.equal(stepOf(await outcome, 'network').failure?.kind, 'timeout');
    });
  });
});
