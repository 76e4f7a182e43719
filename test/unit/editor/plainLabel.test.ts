import assert from 'node:assert/strict';
import { plainLabel } from '../../../src/editor/plainLabel';

describe('a text in a label of the editor', () => {
  it('becomes no icon, whatever a server calls its products', () => {
    for (const [text, label] of [
      ['Tarif $(zap)', 'Tarif \\$(zap)'],
      ['$(USD)$(sync~spin) $(circle-slash)', '\\$(USD)\\$(sync~spin) \\$(circle-slash)'],
      // VS Code takes one backslash away, and the server's own stays.
      ['\\$(zap)', '\\\\$(zap)'],
    ] as const) {
      assert.equal(plainLabel(text), label);
    }
  });

  it('is as it stands where nothing in it is one: a backslash would be seen', () => {
    for (const text of [
      'Prix $(12,50)',
      '$()',
      '$(zap',
      '$ (zap)',
      '$(no_icon)',
      '$(a~1)',
      '$[zap]',
      'zap',
    ]) {
      assert.equal(plainLabel(text), text);
    }
  });
});
