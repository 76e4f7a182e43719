import assert from 'node:assert/strict';
import type { Failure } from '../../src/base/failure';
import { explain, shortReason } from '../../src/editor/explain';
import { linkInMessage } from '../support/fixtures';

/** The compiler sees to it that no kind is left out. */
const everyKind = {
  hostNotFound: true,
  connectionRefused: true,
  connectionLost: true,
  certificate: true,
  notTls: true,
  timeout: true,
  tooLarge: true,
  proxy: true,
  cancelled: true,
  network: true,
  wrongSecret: true,
  clientRefused: true,
  serviceAccountDisabled: true,
  grantRefused: true,
  scopeRefused: true,
  invalidGrant: true,
  realmNotFound: true,
  endpointNotFound: true,
  redirected: true,
  notJson: true,
  invalidReply: true,
  forbidden: true,
  throttled: true,
  serverError: true,
  badRequest: true,
  signedOut: true,
  environmentUnreadable: true,
  originChanged: true,
  clientChanged: true,
  accountUnreadable: true,
  secretsUnavailable: true,
  endpointMissing: true,
  endpointUnsafe: true,
  invalidArgument: true,
  unexpected: true,
  revocationElsewhere: true,
  apiUnauthorized: true,
  apiForbidden: true,
  apiNotFound: true,
  apiForeignOrigin: true,
  apiError: true,
} satisfies Record<Failure['kind'], true>;
const kinds = Object.keys(everyKind) as Failure['kind'][];

/** Kinds in whose sentence the address tried must stand. */
const withUrl: readonly Failure['kind'][] = [
  'hostNotFound',
  'connectionRefused',
  'connectionLost',
  'certificate',
  'notTls',
  'timeout',
  'realmNotFound',
  'endpointNotFound',
  'redirected',
  'notJson',
  'invalidReply',
  'serverError',
  'revocationElsewhere',
  'apiForeignOrigin',
  'apiError',
];

describe('what a person reads about a failure', () => {
  for (const kind of kinds) {
    it(`is a sentence and a short reason for ${kind}`, () => {
      const url = 'http://127.0.0.1:1/realms/korusticket';
      const full: Failure = { kind, url, status: 418, code: 'a_code', detail: 'in its own words' };
      for (const failure of [{ kind }, full, { ...full, code: 'notJson' }] satisfies Failure[]) {
        const sentence = explain(failure);
        assert.match(sentence, /^\p{Lu}.{9,}/u);
        assert.doesNotMatch(sentence, /undefined|NaN|\[object|\{\d\}|\n/);
        const reason = shortReason(failure);
        assert.match(reason, /^\p{L}.{3,29}$/u);
        assert.doesNotMatch(reason, /undefined|NaN|\[object|\{\d\}|\n/);
      }
      assert.equal(explain(full).includes(url), explain(full).length > explain({ ...full, url: '' }).length);
      if (withUrl.includes(kind)) assert.ok(explain(full).includes(url), explain(full));
    });
  }

  it('blames in short what is at fault', () => {
    const certificate = (code: string): string => shortReason({ kind: 'certificate', code });
    assert.equal(certificate('CERT_HAS_EXPIRED'), 'certificate expired');
    assert.equal(certificate('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate of another host');
    assert.equal(certificate('CERT_NOT_YET_VALID'), 'certificate not valid yet');
    assert.equal(certificate('DEPTH_ZERO_SELF_SIGNED_CERT'), 'certificate not trusted');
    assert.equal(shortReason({ kind: 'unexpected', detail: 'ENOSPC' }), 'unexpected error');
    assert.equal(shortReason({ kind: 'realmNotFound', status: 404 }), 'realm not found');
    assert.equal(shortReason({ kind: 'endpointNotFound', status: 404 }), 'token endpoint not found');
    assert.equal(shortReason({ kind: 'endpointNotFound', endpoint: 'revocation' }), 'not found');
    assert.equal(shortReason({ kind: 'redirected', status: 302 }), 'redirected elsewhere');
  });

  it('advises a root of the company only where that may help', () => {
    const advice = /add its root/;
    assert.match(explain({ kind: 'certificate', code: 'SELF_SIGNED_CERT_IN_CHAIN' }), advice);
    assert.match(explain({ kind: 'certificate', code: 'CERT_NOT_YET_VALID' }), /clock of this machine/);
    const handshake = explain({ kind: 'notTls', code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    assert.match(handshake, /ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION/);
    assert.doesNotMatch(handshake, /does not speak TLS/);
    assert.match(explain({ kind: 'notTls', code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), /does not speak TLS/);
  });

  it('says how long a server asks to wait, and never less', () => {
    const told = (retryAfter: number): string => explain({ kind: 'throttled', status: 429, retryAfter });
    for (const [wait, text] of [
      [300, '1 second'],
      [45_000, '45 seconds'],
      [60_000, '1 minute'],
      [60_001, '2 minutes'],
      [299_990, '5 minutes'],
    ] as const) {
      assert.ok(told(wait).startsWith(`The server asks to wait ${text} before`), told(wait));
    }
    assert.match(told(0), /asks to wait before/);
  });

  it('blames no token endpoint for what answers in the place where tokens are given back', () => {
    const url = 'https://auth.example/other';
    for (const kind of kinds) {
      const about = { kind, url, status: 503, code: 'a_code' };
      for (const endpoint of ['discovery', 'revocation'] as const) {
        const sentence = explain({ ...about, endpoint });
        if (/token endpoint/.test(explain(about)) && !['realmNotFound', 'endpointMissing'].includes(kind)) {
          assert.doesNotMatch(sentence, /token endpoint/);
          assert.ok(sentence.includes(url) && sentence.includes('503'), sentence);
        } else {
          assert.equal(sentence, explain(about));
        }
      }
    }
    const noOffer = explain({ kind: 'endpointNotFound', status: 200, url, endpoint: 'discovery' });
    assert.ok(noOffer.includes('names no address'), noOffer);
  });

  it('leads nowhere, whatever a server says and however an address is written', () => {
    const link = '[Sign in again](command:workbench.action.quit)';
    for (const kind of kinds) {
      for (const endpoint of [undefined, 'discovery', 'revocation'] as const) {
        const about = { kind, url: `https://api.example/${link}`, code: link, detail: link };
        const sentence = explain(endpoint === undefined ? about : { ...about, endpoint });
        assert.doesNotMatch(sentence, linkInMessage);
      }
    }
    const said = explain({ kind: 'badRequest', detail: link });
    assert.ok(said.endsWith('[Sign in again] (command:workbench.action.quit)'), said);
  });

  it('holds the words of the server once, as its own', () => {
    const said = explain({ kind: 'clientRefused', detail: 'Invalid client' });
    assert.ok(said.endsWith('The server said: Invalid client'), said);
    for (const kind of ['originChanged', 'invalidArgument', 'unexpected'] as const) {
      const ours = explain({ kind, detail: 'our words' });
      assert.equal(ours.split('our words').length, 2, ours);
      assert.doesNotMatch(ours, /server said/);
    }
  });
});
