import assert from 'node:assert/strict';
import fc from 'fast-check';
import { claimsOf, headerOf } from '../../../src/auth/claims';
import { jwt } from '../../support/fixtures';

describe('claims of a token', () => {
  it('are read without a look at the signature, in any script', () => {
    const claims = { sub: 'Zoë 漢字 🎫', exp: 5, nested: { a: [1] } };
    assert.deepEqual(claimsOf(jwt(claims)), claims);
    assert.deepEqual(headerOf(jwt(claims)), { alg: 'RS256', typ: 'JWT' });
  });

  it('are none where the token is no JWT', () => {
    const part = Buffer.from('"text"').toString('base64url');
    const tokens = [
      '',
      'opaque',
      'a.b',
      'a.b.c',
      'a.b.c.d.e',
      `${part}.${part}.x`,
      '..',
      `${jwt({}).slice(0, 30)}…`,
    ];
    for (const token of tokens) {
      assert.equal(claimsOf(token), undefined, token);
    }
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.base64String(), fc.string()), { maxLength: 6 }), (parts) => {
        assert.equal(claimsOf(parts.join('.')), undefined);
        headerOf(parts.join('.'));
      }),
    );
  });
});
