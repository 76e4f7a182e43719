import assert from 'node:assert/strict';
import { firstDayOf, regionalLocale } from '../../../../src/features/calendar/model/region';

describe('the region of the calendar', () => {
  it('is that of the environment where it names one, with the words of the display language', () => {
    assert.equal(regionalLocale('en', { LANG: 'fr_FR.UTF-8' }, 'en-US'), 'en-FR');
    assert.equal(regionalLocale('fr', { LANG: 'en_US.UTF-8', LC_TIME: 'de_CH.UTF-8' }, 'en-US'), 'fr-CH');
    assert.equal(regionalLocale('en', { LC_ALL: 'en_GB', LC_TIME: 'de_CH' }, 'en-US'), 'en-GB');
  });

  it('is else that of the system, else that of the language', () => {
    assert.equal(regionalLocale('en', {}, 'de-AT'), 'en-AT');
    assert.equal(regionalLocale('en', { LC_ALL: '', LANG: 'C.UTF-8' }, 'fr-BE'), 'en-BE');
    assert.equal(regionalLocale('fr', { LANG: 'POSIX' }, 'en'), 'fr');
    assert.equal(regionalLocale('pt-br', {}, undefined), 'pt-BR');
  });

  it('does not change the script of a language, and takes no nonsense', () => {
    assert.match(regionalLocale('zh-tw', { LANG: 'en_US.UTF-8' }, 'en-US'), /^zh-Hant-US$/);
    assert.equal(regionalLocale('not a language!', { LANG: 'x_!!' }, '?'), 'en');
  });

  it('says where the week begins', () => {
    assert.deepEqual(['en-US', 'en-FR', 'fr', 'ar-EG'].map(firstDayOf), [7, 1, 1, 6]);
  });
});
