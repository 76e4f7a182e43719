import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readEnvironments } from '../../../src/auth/environment';

const entry = { name: 'Test', apiBaseUrl: 'https://api.example' };
const read = (looks: object): unknown => readEnvironments([{ ...entry, ...looks }]).environments[0];

describe('how an environment looks', () => {
  it('is read as ids of a theme colour and a codicon', () => {
    const looks = { color: 'statusBarItem.warningBackground', icon: 'flame' };
    assert.deepEqual(read(looks), { ...entry, ...looks });
  });

  it('never breaks the environment, whatever stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (color, icon) => {
        assert.partialDeepStrictEqual(read({ color, icon }), entry);
      }),
    );
    for (const wrong of ['#ff0000', '$(flame)', '', ' ', 'a b', 'Flame!', 7, null, {}]) {
      assert.deepEqual(JSON.parse(JSON.stringify(read({ color: wrong, icon: wrong }))), entry);
    }
  });
});
