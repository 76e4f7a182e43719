import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RequestFailure, type TransportFailureKind } from '../../../src/net/failure';
import { errorCodes, transportFailure } from '../../../src/net/transportFailure';

const url = 'https://host.example/path?private=1';

/** As `fetch` throws: the reason lies in the cause. */
function fetchFailed(cause: unknown): TypeError {
  return new TypeError('fetch failed', { cause });
}

function coded(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
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
    ['no TLS at all', fetchFailed(coded('ERR_SSL_WRONG_VERSION_NUMBER')), 'certificate'],
    ['a proxy that refuses', fetchFailed(new Error('Proxy response (407) !== 200')), 'proxy'],
    ['a proxy that asks for a password', fetchFailed(new Error('proxy authentication required')), 'proxy'],
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
