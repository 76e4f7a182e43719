import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolveIri } from '../../../src/api/apiClient';
import { failureOf } from '../../../src/base/failure';

const base = 'https://api.korusticket.com';

function isRefused(iri: string, apiBaseUrl = base): boolean {
  try {
    resolveIri(iri, apiBaseUrl);
    return false;
  } catch (error) {
    assert.equal(failureOf(error).kind, 'apiForeignOrigin');
    return true;
  }
}

describe('an IRI of the API', () => {
  const own: readonly (readonly [string, string])[] = [
    ['/v1/ticketing/catalogs', `${base}/v1/ticketing/catalogs`],
    ['/v1/x?page=2&order%5Bdate%5D=asc', `${base}/v1/x?page=2&order%5Bdate%5D=asc`],
    ['?page=2', `${base}/?page=2`],
    ['v1/x', `${base}/v1/x`],
    ['', `${base}/`],
    [`${base}/v1/x`, `${base}/v1/x`],
    ['HTTPS://API.KORUSTICKET.COM/v1/x', `${base}/v1/x`],
    [`${base}:443/v1/x`, `${base}/v1/x`],
    ['//api.korusticket.com/v1/x', `${base}/v1/x`],
    ['/../../v1/x', `${base}/v1/x`],
    ['/a//evil.test', `${base}/a//evil.test`],
    ['https:evil.test', `${base}/evil.test`],
  ];
  for (const [iri, url] of own) {
    it(`${iri === '' ? 'an empty one' : iri} is read at ${url}`, () =>
      assert.equal(resolveIri(iri, base), url));
  }

  const foreign = [
    'https://evil.test/v1/x',
    'http://api.korusticket.com/v1/x',
    'https://api.korusticket.com:8443/v1/x',
    'https://api.korusticket.com.evil.test/v1/x',
    'https://api-korusticket.com/v1/x',
    'https://api.korusticket.com@evil.test/v1/x',
    'https://user@api.korusticket.com/v1/x',
    'https://user:pw@api.korusticket.com/v1/x',
    '//evil.test/v1/x',
    '///evil.test/v1/x',
    '\\\\evil.test/v1/x',
    '/\\evil.test/v1/x',
    '\\/evil.test/v1/x',
    'https:\\\\evil.test\\v1',
    '\t//evil.test/v1/x',
    '/\t/evil.test/v1/x',
    '/\n/evil.test',
    'https://аpi.korusticket.com/v1/x',
    'https://api.korusticket。com.evil.test/',
    'https://api.korusticket.com%2eevil.test/',
    'HTTPS://EVIL.TEST',
    'blob:https://api.korusticket.com/v1/x',
    'filesystem:https://api.korusticket.com/v1/x',
    'view-source:https://api.korusticket.com/v1/x',
    'data:application/json,{}',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'command:workbench.action.quit',
    'https://',
    'https://[::1',
  ];
  for (const iri of foreign) {
    it(`${JSON.stringify(iri)} is refused`, () => assert.equal(isRefused(iri), true));
  }

  it('never leads the token to another server, over whatever tricks of writing', () => {
    const scrap = fc.oneof(
      fc.constantFrom(
        '/',
        '//',
        '\\',
        ':',
        '@',
        '?',
        '#',
        '.',
        '%2f',
        '%00',
        '\t',
        '\n',
        ' ',
        '\u3002',
        '\u2024',
      ),
      fc.constantFrom('https:', 'http:', 'HTTPS://', 'blob:', 'file:', 'ws:', 'data:'),
      fc.constantFrom(
        'api.korusticket.com',
        'evil.test',
        'API.KorusTicket.com',
        '443',
        '8443',
        'user',
        'ａpi',
      ),
      fc.string({ maxLength: 3 }),
    );
    const iri = fc.oneof(
      fc.array(scrap, { maxLength: 10 }).map((all) => all.join('')),
      fc.webUrl(),
      fc.string(),
    );
    fc.assert(
      fc.property(iri, (text) => {
        if (!isRefused(text)) {
          const url = new URL(resolveIri(text, base));
          // What the pipeline makes of it is what counts.
          assert.equal(`${url.protocol}//${url.host}`, base);
          assert.equal(new URL(url.origin + url.pathname + url.search).host, 'api.korusticket.com');
          assert.equal(url.username + url.password, '');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('is refused where the API address itself is broken', () => {
    for (const broken of ['', 'not a url', 'data:x', 'file:///x', 'about:blank']) {
      assert.equal(isRefused('/v1/x', broken), true, broken);
      assert.equal(isRefused(broken, broken), true, broken);
    }
  });

  it('keeps a path of the API address only for relative ones', () => {
    assert.equal(resolveIri('/v1/x', 'https://host.example/api/'), 'https://host.example/v1/x');
    assert.equal(isRefused('https://other.example/api/', 'https://host.example/api/'), true);
  });
});
