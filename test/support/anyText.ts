import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };
const codePoints = 0x110000 - surrogates.count;

/** Any character of Unicode. */
const character = fc.nat({ max: codePoints - 1 }).map(
  (index) => String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count),
  (text) => {
    const [only, ...more] = typeof text === 'string' ? text : [];
    const codePoint = only?.codePointAt(0);
    if (codePoint === undefined || more.length > 0) throw new Error('not one character');
    const isSurrogate = codePoint >= surrogates.first && codePoint < surrogates.first + surrogates.count;
    if (isSurrogate) throw new Error('half a character');
    return codePoint < surrogates.first ? codePoint : codePoint - surrogates.count;
  },
);

/**
 * Texts of any characters of Unicode. The library's own `unit: 'binary'` draws the same ones, but first lists all of
 * them, which costs a process half a second.
 */
export function anyText(constraints: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: character });
}
