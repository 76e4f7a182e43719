import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText } from '../../../src/base/plainText';
import { anyText } from '../../support/anyText';

describe('an HTML description as plain text', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Texte descriptif<br>', 'Texte descriptif'],
    ['<span>Texte descriptif</span>', 'Texte descriptif'],
    ['<p>Un <strong>beau</strong> jour.<br>Ouverture à 9&nbsp;h.</p>', 'Un beau jour.\nOuverture à 9 h.'],
    [
      '<ul><li>No refund</li><li>No exchange &amp; no return</li></ul>',
      '– No refund\n– No exchange & no return',
    ],
    ['<p>Billet <span style="color: #b00020">Adulte</span></p><p>x</p>', 'Billet Adulte\nx'],
    ['<script>alert(1)</script><style>a{}</style>seen', 'seen'],
    ['<a href="command:x">press</a> <img src=x onerror=y>', 'press'],
    ['a < b && c > d', 'a < b && c > d'],
    ['&lt;b&gt;&#60;&#x3c;', '<b><<'],
    ['<p>unclosed <b>tags', 'unclosed tags'],
    ['one\r\n  two\tthree\u202efour', 'one two three four'],
    ['<table><tr><td>1</td><td>2</td></tr></table>', '1 2'],
    ['', ''],
  ];
  for (const [html, text] of cases) {
    it(`reads ${JSON.stringify(html)}`, () => assert.equal(plainText(html, 500), text));
  }

  it('is bounded, also where nothing but tags comes', () => {
    assert.equal(plainText('x'.repeat(1000), 10), `${'x'.repeat(10)}…`);
    assert.equal(plainText('<b>'.repeat(1_000_000), 10), '');
  });

  it('has no tag that a parser would see, and no control character but line breaks', () => {
    const piece = fc.oneof(
      anyText(),
      fc.constantFrom('<p>', '</p>', '<script>', '<!--', '-->', '<![CDATA[', '&amp;', '<li', '>', '"'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = plainText(pieces.join(''), 200);
        assert.ok(text.length <= 201);
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
