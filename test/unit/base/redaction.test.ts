import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact, redactSecrets, safeDetail } from '../../../src/base/redaction';
import { anyText } from '../../support/anyText';
import { awkwardSecret, jwt, writingsOf } from '../../support/fixtures';

const control = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** As long as secrets are; not the ellipsis that stands for them. */
const secret = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...`+%:&=/ "'\\<>ü€🎫`.split(/(?:)/u)),
      fc.stringMatching(/^[A-Za-z0-9]$/),
    ),
    minLength: 8,
  })
  .map((text) => text.trim())
  .filter((text) => text.length >= 8);

const filler = anyText({ maxLength: 10 });

describe('redaction', () => {
  it('leaves no secret in any of its writings', () => {
    fc.assert(
      fc.property(secret, filler, filler, fc.nat(11), (value, before, behind, index) => {
        const writing = writingsOf(value)[index]!;
        const text = `${before}${writing}${behind}${writing}`;
        for (const result of [redact(text, [value]), safeDetail(text, ['other', value]) ?? '']) {
          for (const each of writingsOf(value)) {
            assert.ok(!result.includes(each), `${each} in ${result}`);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  for (const [index, writing] of writingsOf(awkwardSecret).entries()) {
    it(`removes the awkward secret as ${writing} (${index})`, () => {
      assert.equal(safeDetail(`Invalid secret ${writing}!`, [awkwardSecret]), 'Invalid secret …!');
    });
  }

  it('removes the Basic header that was sent', () => {
    const header = Buffer.from(`distributor:${encodeURIComponent(awkwardSecret)}`).toString('base64');
    assert.ok(!safeDetail(`Bad header Basic ${header}`, [awkwardSecret])?.includes(header.slice(20)));
  });

  it('removes everything that looks like a JWT', () => {
    const token = jwt({ sub: 'x', exp: 5 });
    for (const text of [
      token,
      `Bearer ${token}.`,
      token.split('.').slice(0, 2).join('.'),
      `<${token}>${token}`,
    ]) {
      const detail = safeDetail(text, []) ?? '';
      assert.ok(!detail.includes('eyJ'), detail);
      assert.ok(!detail.includes('c2lnbmF0dXJl'), detail);
    }
  });

  it('removes credentials of a header also where nobody knows them', () => {
    assert.equal(redact('authorization: Basic ZGlzdHJpYnV0b3I=', []), 'authorization: Basic …');
    assert.equal(redact('refused bearer opaque-token-1234 (401)', []), 'refused bearer … (401)');
  });

  it('leaves names alone where only secrets and tokens are to be taken out', () => {
    const names = '{"name":"Pass Basic Dimanche","productBase":"Bearer ceremony"}';
    assert.equal(redactSecrets(names, [awkwardSecret]), names);
    const token = jwt({ sub: 'x', exp: 5 });
    for (const writing of [...writingsOf(awkwardSecret), token]) {
      assert.equal(redactSecrets(`Pass Basic ${writing}`, [awkwardSecret]), 'Pass Basic …');
    }
  });

  it('makes one bounded line without control or direction characters', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), (text) => {
        const detail = safeDetail(text, []);
        assert.ok(detail === undefined || (!control.test(detail) && detail !== '' && detail.length <= 201));
      }),
      { numRuns: 1000 },
    );
    assert.equal(safeDetail('a\r\n\u202eb\u200b', []), 'a b');
    assert.equal(safeDetail('x'.repeat(1000), [])?.length, 201);
  });

  it('does not let a removed control character put a secret together again', () => {
    assert.ok(!safeDetail('pass\u0000word 1234', ['pass word 1234'])?.includes('pass word 1234'));
  });

  it('leaves the letters of a line alone where a secret is only one or two of them', () => {
    const line = 'GET https://api.example/v1/catalogs 200 12 ms';
    for (const short of ['a', 'g', 'ca', '2']) {
      assert.equal(redact(line, [short]), line);
    }
    for (const short of ['a', 'xy', '$', '*/']) {
      assert.equal(redact(`client_secret=${short}&x=1`, [short]), 'client_secret=…&x=1');
      assert.equal(redact(`{"secret":"${short}"}`, [short]), '{"secret":"…"}');
    }
  });

  it('takes nothing but text, and an empty secret for none', () => {
    for (const value of [undefined, null, 5, {}, ['x'], '', ' ', '\n']) {
      assert.equal(safeDetail(value, []), undefined);
    }
    assert.equal(safeDetail('abc', ['']), 'abc');
  });
});
