import assert from 'node:assert/strict';
import { withoutBreaks } from '../../../src/base/text';

describe('a text on one line', () => {
  it('has no white space but blanks, and no control or format character of Unicode', () => {
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const isBlank = /[\s\p{Cc}\p{Cf}]/u.test(character);
      if (withoutBreaks(`a${character}b`) !== (isBlank ? 'a b' : `a${character}b`))
        wrong.push(code.toString(16));
    }
    assert.deepEqual(wrong, []);
  });

  it('has one blank for a run of them', () => {
    assert.equal(withoutBreaks('a \r\n\t\u200b\u202eb'), 'a b');
  });
});
