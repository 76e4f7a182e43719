import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolveIri } from '../../../../src/api/apiClient';
import { linksInJson } from '../../../../src/features/documents/model/jsonLinks';
import { anyText } from '../../../support/anyText';

const base = 'https://api.example.test';
const written = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
const linked = (value: unknown): string[] => linksInJson(written(value), base).map(({ iri }) => iri);

describe('the links in a JSON text', () => {
  it('are its IRIs and URLs within the API, where they stand', () => {
    const text = written({
      '@id': '/v1/a',
      list: ['/v1/b?page=2', { '/v1/key': `${base}/v1/c` }],
      odd: '/v1/é/"x"',
    });
    const links = linksInJson(text, base);
    assert.deepEqual(
      links.map(({ iri }) => iri),
      ['/v1/a', '/v1/b?page=2', `${base}/v1/c`, '/v1/é/"x"'],
    );
    for (const { start, end, iri } of links) {
      assert.equal(JSON.parse(text.slice(start - 1, end + 1)), iri);
    }
  });

  it('are nothing that leads elsewhere, and nothing that only looks like an address', () => {
    assert.deepEqual(
      linked([
        '//elsewhere.test/v1',
        '/\\elsewhere.test/v1',
        'https://elsewhere.test/v1',
        'https://api.example.test@elsewhere.test/',
        'https://user:word@api.example.test/',
        'http://api.example.test/v1',
        'javascript:alert(1)',
        'command:korusticket.signOut',
        'file:///etc/passwd',
        'v1/relative',
        '/',
        '/ and so on',
        '/v1/offers{?page}',
        '/.well-known/genid/0123456789abcdef0123',
        '/v1/../.well-known/genid/0123456789abcdef0123',
        // As behind a gateway: nobody else takes it for an address, either.
        '/v1/.well-known/genid/0123456789abcdef0123',
        `/${'n'.repeat(5000)}`,
        '/v1/a\nb',
        7,
        null,
      ]),
      [],
    );
  });

  it('end at a number that no editor needs', () => {
    assert.equal(linked(Array.from({ length: 6000 }, (_none, index) => `/v1/${index}`)).length, 5000);
  });

  it('lead to nothing but the API and stand where they say, whatever the JSON', () => {
    const part = fc.constantFrom(
      '/',
      '//',
      '\\',
      '"',
      ':',
      'https://',
      base,
      '@',
      'x',
      '{',
      ' ',
      '\u2028',
      '.',
      '?',
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((all) => all.join('')),
      fc.webUrl(),
      fc.webPath(),
      anyText(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 3 }, text, fc.array(tie('tree')), fc.dictionary(text, tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const json = written(value);
        for (const { start, end, iri } of linksInJson(json, base)) {
          assert.equal(new URL(resolveIri(iri, base)).origin, base);
          assert.equal(JSON.parse(json.slice(start - 1, end + 1)), iri);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are found beside texts as long as an answer may be', () => {
    const megabytes = 'x"\\\n'.repeat(1_000_000);
    assert.deepEqual(linked([megabytes, '/v1/a', megabytes]), ['/v1/a']);
  });

  it('are found in text that is no JSON too, without failing', () => {
    fc.assert(fc.property(anyText(), (text) => void linksInJson(text, base)));
  });
});
