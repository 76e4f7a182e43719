import assert from 'node:assert/strict';
import type { Failure } from '../../../../src/base/failure';
import { stepFailureText } from '../../../../src/features/connection/model/texts';
import { reportLanguage } from '../../../support/plainEditor';

describe('what is said of tokens that could not be given back', () => {
  const { l10n } = reportLanguage('en');
  const sentenceOf = (failure: Failure): string | undefined =>
    stepFailureText(l10n, 'revocation', failure).sentence;
  const document = 'https://login.test/realm/.well-known/openid-configuration';

  it('goes by what was asked, wherever that is', () => {
    const failure = { kind: 'forbidden', status: 403 } as const;
    assert.match(
      sentenceOf({ ...failure, url: 'https://login.test/realm', endpoint: 'discovery' }) ?? '',
      /^The discovery document, .* could not be read \(403\)/,
    );
    assert.match(
      sentenceOf({ ...failure, url: document, endpoint: 'revocation' }) ?? '',
      /^The server does not take the tokens back \(403\)/,
    );
  });

  it('is what all steps say where an answer never came to be read', () => {
    for (const url of [document, 'https://login.test/revoke']) {
      const text = stepFailureText(l10n, 'revocation', { kind: 'tooLarge', status: 200, url });
      assert.deepEqual(Object.keys(text), ['consequence']);
    }
  });
});
