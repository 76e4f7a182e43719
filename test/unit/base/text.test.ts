import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainHtml, withoutBreaks, withoutLinks } from '../../../src/base/text';
import { anyText } from '../../support/anyText';
import { linkInMessage } from '../../support/fixtures';

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

describe('a text in HTML', () => {
  it('is what it was on one line, and never a tag, an attribute or a paragraph of its own', () => {
    fc.assert(
      fc.property(
        anyText(),
        fc.constantFrom('', '<a href="command:x">', '\n\n', "'&#60;"),
        (text, middle) => {
          const html = plainHtml(text + middle + text);
          assert.doesNotMatch(html, /[<>"'\n\r]/);
          const shown = html.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
          assert.equal(shown, withoutBreaks(text + middle + text));
        },
      ),
    );
  });
});

describe('a text in a message', () => {
  it('holds no link, whatever it is put together of, and every word that it had', () => {
    const parts = fc.constantFrom('[', ']', '(', ')', 'x', ' ', 'command:x', 'https://x', 'FILE:/x');
    fc.assert(
      fc.property(fc.string({ unit: parts, maxLength: 20 }), (text) => {
        const told = withoutLinks(text);
        assert.doesNotMatch(told, linkInMessage);
        assert.equal(told.replaceAll(' ', ''), text.replaceAll(' ', ''));
      }),
    );
    assert.equal(withoutLinks('[a](command:b) [c] (d)'), '[a] (command:b) [c] (d)');
  });
});
