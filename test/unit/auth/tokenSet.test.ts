import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accessLifetime, lifetime } from '../../../src/auth/tokenSet';

const day = 24 * 60 * 60;

describe('lifetimes of tokens', () => {
  const cases: readonly (readonly [string, unknown, number | undefined])[] = [
    ['a number', 1800, 1800],
    ['a numeric text', '1800', 1800],
    ['a text with space', ' 1800 ', 1800],
    ['a fraction', 1799.5, 1799.5],
    ['a fraction as text', '1799.5', 1799.5],
    ['zero', 0, undefined],
    ['zero as text', '0', undefined],
    ['a negative number', -1, undefined],
    ['a negative text', '-60', undefined],
    ['NaN', NaN, undefined],
    ['NaN as text', 'NaN', undefined],
    ['infinity', Infinity, undefined],
    ['infinity as text', 'Infinity', undefined],
    ['a huge number', 1e300, day],
    ['a month', 30 * day, day],
    ['a huge text', '99999999999999999999', day],
    ['an empty text', '', undefined],
    ['a blank text', '  ', undefined],
    ['words', 'half an hour', undefined],
    ['null', null, undefined],
    ['true', true, undefined],
    ['an array', [1800], undefined],
    ['an object', {}, undefined],
    ['nothing', undefined, undefined],
  ];
  for (const [name, value, seconds] of cases) {
    it(`${name}: ${seconds ?? 'none'}`, () => {
      assert.equal(lifetime(value), seconds);
      assert.equal(accessLifetime(value, undefined), seconds ?? 300);
      assert.equal(accessLifetime(value, { iat: 1_000_000, exp: 1_000_900 }), seconds ?? 900);
    });
  }

  it('are five minutes where the claims make no sense either', () => {
    const senseless = [
      {},
      { exp: 5 },
      { iat: 5 },
      { iat: 5, exp: 5 },
      { iat: 10, exp: 5 },
      { iat: '1', exp: '2' },
    ];
    for (const claims of [...senseless, { iat: NaN, exp: 5 }]) {
      assert.equal(accessLifetime(undefined, claims), 300, JSON.stringify(claims));
    }
    assert.equal(accessLifetime(undefined, { iat: 0, exp: 1e12 }), day);
  });

  it('last until the `exp` of the token where that is all there is, by the clock of the server', () => {
    const exp = 1_000_000;
    assert.equal(accessLifetime(undefined, { exp }, (exp - 1800) * 1000), 1800);
    assert.equal(accessLifetime(undefined, { exp }, (exp - 10) * 1000), 10);
    assert.equal(accessLifetime(undefined, { exp, iat: exp - 60 }, (exp - 1800) * 1000), 60);
    assert.equal(accessLifetime(900, { exp }, (exp - 1800) * 1000), 900);
    // Over already, or not a time: it tells nothing.
    assert.equal(accessLifetime(undefined, { exp }, (exp + 1) * 1000), 300);
    assert.equal(accessLifetime(undefined, { exp: 'soon' }, 0), 300);
    assert.equal(accessLifetime(undefined, { exp }, NaN), 300);
  });

  it('are always more than nothing and at most a day', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (expiresIn, exp, iat) => {
        const seconds = accessLifetime(expiresIn, { exp, iat });
        assert.ok(seconds > 0 && seconds <= day, String(seconds));
      }),
      { numRuns: 1000 },
    );
  });
});
