import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayPass, RequestFailure, type TransportFailureKind } from '../../../src/base/failure';
import { errorCodes, transportFailure } from '../../../src/net/transportFailure';

const url = 'https://host.example/path?private=1';

/** As `fetch` throws: the reason lies in the cause. */
function fetchFailed(cause: unknown): TypeError {
  return new TypeError('fetch failed', { cause });
}

function coded(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

function atPort(port: number): Error {
  return Object.assign(coded('ECONNREFUSED'), { port });
}

/** Seen in VS Code 1.139: the proxy's status stands in the innermost message alone. */
function tunnelRefused(status: number): TypeError {
  const innermost = coded('UND_ERR_ABORTED', `Proxy response (${status}) ?.== 200 when HTTP Tunneling`);
  innermost.name = 'AbortError';
  return fetchFailed(new Error('Request was cancelled.', { cause: innermost }));
}

describe('errors on the way to a server', () => {
  const cases: readonly (readonly [string, unknown, TransportFailureKind])[] = [
    ['ENOTFOUND', fetchFailed(coded('ENOTFOUND')), 'hostNotFound'],
    ['EAI_AGAIN', fetchFailed(coded('EAI_AGAIN')), 'hostNotFound'],
    ['ECONNREFUSED', fetchFailed(coded('ECONNREFUSED')), 'connectionRefused'],
    [
      'ECONNREFUSED of several addresses',
      fetchFailed(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])),
      'connectionRefused',
    ],
    ['ECONNRESET', fetchFailed(coded('ECONNRESET')), 'connectionLost'],
    ['EPIPE', coded('EPIPE'), 'connectionLost'],
    ['a socket closed by the other side', fetchFailed(coded('UND_ERR_SOCKET')), 'connectionLost'],
    ['ETIMEDOUT', fetchFailed(coded('ETIMEDOUT')), 'timeout'],
    ['a connect timeout', fetchFailed(coded('UND_ERR_CONNECT_TIMEOUT')), 'timeout'],
    ['our own time limit', new DOMException('x', 'TimeoutError'), 'timeout'],
    ['an abort', new DOMException('x', 'AbortError'), 'cancelled'],
    ['a self-signed certificate', fetchFailed(coded('DEPTH_ZERO_SELF_SIGNED_CERT')), 'certificate'],
    ['a self-signed root', fetchFailed(coded('SELF_SIGNED_CERT_IN_CHAIN')), 'certificate'],
    ['an unknown issuer', fetchFailed(coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')), 'certificate'],
    ['a chain that cannot be verified', fetchFailed(coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE')), 'certificate'],
    ['an expired certificate', fetchFailed(coded('CERT_HAS_EXPIRED')), 'certificate'],
    ['a certificate of another host', fetchFailed(coded('ERR_TLS_CERT_ALTNAME_INVALID')), 'certificate'],
    ['no TLS at all', fetchFailed(coded('ERR_SSL_WRONG_VERSION_NUMBER')), 'notTls'],
    ['old TLS only', fetchFailed(coded('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')), 'notTls'],
    ['a name that nobody serves', fetchFailed(coded('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE')), 'notTls'],
    ['a wish for our certificate', fetchFailed(coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')), 'notTls'],
    ['a handshake that fails while writing', fetchFailed(coded('EPROTO')), 'notTls'],
    ['a certificate not valid yet', fetchFailed(coded('CERT_NOT_YET_VALID')), 'certificate'],
    ['a proxy that refuses', fetchFailed(new Error('Proxy response (407) !== 200')), 'proxy'],
    ['a proxy that asks for a password', fetchFailed(new Error('proxy authentication required')), 'proxy'],
    ['a proxy that refuses, as VS Code tells it', tunnelRefused(407), 'proxy'],
    ['a proxy that refuses connections', fetchFailed(atPort(3128)), 'proxy'],
    [
      'a proxy of several addresses that refuses connections',
      fetchFailed(new AggregateError([atPort(3128), atPort(3128)])),
      'proxy',
    ],
    ['a server that refuses connections', fetchFailed(atPort(443)), 'connectionRefused'],
    [
      'a proxy whose name is unknown',
      fetchFailed(Object.assign(coded('ENOTFOUND'), { hostname: 'proxy.example' })),
      'proxy',
    ],
    [
      'a server whose name is unknown',
      fetchFailed(Object.assign(coded('ENOTFOUND'), { hostname: 'host.example' })),
      'hostNotFound',
    ],
    [
      'a server whose name has the word',
      fetchFailed(coded('ENOTFOUND', 'getaddrinfo ENOTFOUND proxy.example')),
      'hostNotFound',
    ],
    ['a request that was cancelled', fetchFailed(coded('UND_ERR_ABORTED')), 'cancelled'],
    ['anything else', fetchFailed(new Error('strange')), 'network'],
    ['no error at all', 'text', 'network'],
  ];
  for (const [name, error, kind] of cases) {
    it(`${name}: ${kind}`, () => {
      const { failure } = transportFailure(error, url);
      assert.equal(failure.kind, kind);
      assert.equal(failure.url, 'https://host.example/path');
    });
  }

  it('tell the status a proxy refuses with, and whether waiting may help', () => {
    const [credentials, gateway] = [407, 502].map(
      (status) => transportFailure(tunnelRefused(status), url).failure,
    );
    assert.deepEqual([credentials?.status, gateway?.status], [407, 502]);
    assert.deepEqual(
      [credentials, gateway].map((failure) => mayPass(failure!)),
      [false, true],
    );
  });

  it('keep the failure that was found already, and the code', () => {
    const failure = new RequestFailure({ kind: 'tooLarge' });
    assert.equal(transportFailure(failure, url), failure);
    assert.equal(transportFailure(fetchFailed(coded('ENOTFOUND')), url).failure.code, 'ENOTFOUND');
    assert.equal(transportFailure(fetchFailed(coded('ESTRANGE')), url).failure.code, 'ESTRANGE');
  });

  it('never throw while they are looked at, not even in circles', () => {
    const circle: { cause?: unknown; code: string } = { code: 'A' };
    circle.cause = circle;
    assert.ok(errorCodes(circle).length < 10);
    fc.assert(
      fc.property(fc.anything(), (thrown) => transportFailure(thrown, url) instanceof RequestFailure),
    );
  });
});
