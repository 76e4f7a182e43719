import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { signedOutMark } from '../../src/auth/accountStores';
import { mayBeSignedIn, signInKey } from '../../src/editor/signIns';
import { setUserSetting, userSetting } from './support/host';
import { MemoryState } from '../support/memoryState';

describe('whether somebody may be signed in', () => {
  const works = { name: 'Works', apiBaseUrl: 'https://api.works.example', clientId: 'distributor' };
  let state: MemoryState;
  let kept: unknown;

  before(() => (kept = userSetting('environments')));
  beforeEach(async () => {
    state = new MemoryState();
    await setUserSetting('environments', undefined);
  });
  after(() => setUserSetting('environments', kept));

  it('is not so after the installation, whatever else is kept', async () => {
    assert.equal(mayBeSignedIn(state), false);
    await state.update('hasRunBefore', true);
    await state.update('activeEnvironment', 'Works');
    assert.equal(mayBeSignedIn(state), false);
  });

  it('is so with a sign-in, whose environment the settings need not have', async () => {
    await state.update(`${signInKey}Works`, 'a mark');
    assert.equal(mayBeSignedIn(state), true);
    await state.update(`${signInKey}Demo`, signedOutMark);
    assert.equal(mayBeSignedIn(state), true);
  });

  it('is so with an entry in the settings that names a client, whatever else it says', async () => {
    for (const entry of [works, { clientId: 7 }, { clientId: null, name: { toString: 7 } }]) {
      await setUserSetting('environments', [{ name: 'Demo' }, entry]);
      assert.equal(mayBeSignedIn(state), true, JSON.stringify(entry));
    }
  });

  it('is not so with entries that name none', async () => {
    for (const entry of [{ name: 'Works', apiBaseUrl: works.apiBaseUrl }, {}, null, 7, 'Works']) {
      await setUserSetting('environments', [entry]);
      assert.equal(mayBeSignedIn(state), false, JSON.stringify(entry));
    }
  });

  it('is not so after the sign-out, though the settings keep the entry', async () => {
    await setUserSetting('environments', [works]);
    await state.update(`${signInKey}Works`, signedOutMark);
    assert.equal(mayBeSignedIn(state), false);
    await setUserSetting('environments', [{ ...works, name: ' Works ' }]);
    assert.equal(mayBeSignedIn(state), false);
    await setUserSetting('environments', [works, { ...works, name: 'Demo' }]);
    assert.equal(mayBeSignedIn(state), true);
  });

  it('is not so where the settings say nonsense instead of a list', async () => {
    for (const value of [7, 'Works', {}, [], null]) {
      await setUserSetting('environments', value);
      assert.equal(
        mayBeSignedIn(state),
        false,
        JSON.stringify(workspace.getConfiguration('korusticket').get('environments')),
      );
    }
  });
});
