import assert from 'node:assert/strict';
import { EventEmitter, window, type QuickPick, type QuickPickItem } from 'vscode';
import { ActiveAccount } from '../../src/auth/activeAccount';
import { secretRecordOf } from '../../src/auth/serviceAccount';
import { EnvironmentSettings } from '../../src/editor/environments';
import type { Commands } from '../../src/editor/commands';
import type { Log } from '../../src/editor/log';
import { switchEnvironment } from '../../src/features/account/switch.lazy';
import { account, environmentOf, other } from '../support/activeAccountBench';
import { FakeClock } from '../support/fakeClock';
import { failureFrom } from '../support/fixtures';
import { changes, freeLock, MemorySecrets } from '../support/memoryStores';
import { ScriptedGrants } from '../support/scriptedGrants';
import { setUserSetting, userSetting } from './support/host';
import { MemoryState } from './support/memoryState';

const log = { info: () => undefined } as unknown as Log;

describe('the environment chosen for one workspace', () => {
  let common: MemoryState;
  let here: EnvironmentSettings;
  let elsewhere: EnvironmentSettings;
  let withoutFolder: EnvironmentSettings;

  beforeEach(async () => {
    common = new MemoryState();
    here = new EnvironmentSettings(common, log, new MemoryState());
    elsewhere = new EnvironmentSettings(common, log, new MemoryState());
    withoutFolder = new EnvironmentSettings(common, log, undefined);
    await here.setActiveName('Production');
  });

  afterEach(() => [here, elsewhere, withoutFolder].forEach((each) => each.dispose()));

  const actives = (): unknown[] => [here, elsewhere, withoutFolder].map((each) => each.activeName());

  it('is nobody else’s', async () => {
    await here.chooseForWorkspace('Demo');
    assert.deepEqual(actives(), ['Demo', 'Production', 'Production']);
    assert.equal(here.ofWorkspace, 'Demo');
    assert.equal(here.ofAllWindows, 'Production');
  });

  it('is what signing in and switching go on changing there, and nowhere else', async () => {
    await here.chooseForWorkspace('Demo');
    await here.setActiveName('Staging');
    assert.deepEqual(actives(), ['Staging', 'Production', 'Production']);
    await elsewhere.setActiveName('Demo');
    assert.deepEqual(actives(), ['Staging', 'Demo', 'Demo']);
  });

  it('can be taken back', async () => {
    await here.chooseForWorkspace('Demo');
    await here.chooseForWorkspace(undefined);
    assert.deepEqual(actives(), ['Production', 'Production', 'Production']);
    await here.setActiveName('Staging');
    assert.deepEqual(actives(), ['Staging', 'Staging', 'Staging']);
  });

  it('is taken back in the list also where no environment was ever chosen for all windows', async () => {
    const { createQuickPick } = window;
    const pick = createQuickPick();
    const accepted = new EventEmitter<void>();
    // No test can press a key in the real one.
    Object.defineProperty(pick, 'onDidAccept', { value: accepted.event });
    window.createQuickPick = <T extends QuickPickItem>() => pick as unknown as QuickPick<T>;
    const taken: (string | undefined)[] = [];
    const environments = {
      all: () => [{ name: 'Demo', apiBaseUrl: 'https://api.example.com' }],
      ofWorkspace: 'Gone',
      ofAllWindows: undefined,
      chooseForWorkspace: (name?: string) => Promise.resolve(void taken.push(name)),
    };
    const waiting = { waitFor: <T>(answer: () => Thenable<T>) => answer() } as Partial<Commands> as Commands;
    try {
      const state = { name: 'signedOut', environment: 'Gone' } as const;
      const account = { state, switchTo: () => Promise.reject(new Error('not asked for')) };
      const switched = switchEnvironment({ account, environments, commands: waiting }, undefined);
      const back = pick.items.at(-1)!;
      pick.selectedItems = [back];
      accepted.fire();
      await switched;
      assert.deepEqual(taken, [undefined]);
    } finally {
      window.createQuickPick = createQuickPick;
    }
  });

  it('is not to be had without a folder', async () => {
    await withoutFolder.chooseForWorkspace('Demo');
    assert.deepEqual(actives(), ['Production', 'Production', 'Production']);
  });

  describe('whose environment is gone from the settings', () => {
    const clock = new FakeClock();
    let grants: ScriptedGrants;
    let secrets: MemorySecrets;
    let settings: unknown;
    const open: ActiveAccount[] = [];

    /** A window that works with these settings, loaded. */
    async function window(environments: EnvironmentSettings): Promise<ActiveAccount> {
      const random = (): number => 0.5;
      const active = new ActiveAccount({
        changes,
        environments,
        secrets,
        lock: freeLock,
        grants,
        clock,
        random,
      });
      open.push(active);
      await active.load();
      return active;
    }

    beforeEach(async () => {
      settings = userSetting('environments');
      grants = new ScriptedGrants(clock);
      secrets = new MemorySecrets();
      for (const each of [account, other]) {
        await secrets.putRecord(each.environment, secretRecordOf(each));
      }
      await setUserSetting('environments', [environmentOf(account), environmentOf(other)]);
      await here.setActiveName(account.environment);
      await here.chooseForWorkspace(other.environment);
    });
    afterEach(async () => {
      open.splice(0).forEach((each) => each.dispose());
      await setUserSetting('environments', settings);
    });

    const goes = (): Promise<void> => setUserSetting('environments', [environmentOf(account)]);

    it('says so and hands out nothing, in a window that runs and in one that opens', async () => {
      const running = await window(here);
      assert.equal((await running.lease()).account.environment, other.environment);
      const asked = grants.calls.length;
      await goes();
      await running.load();
      for (const active of [running, await window(here)]) {
        const { state } = active;
        assert.equal(state.environment, other.environment);
        assert.equal(state.name === 'rejected' && state.failure.kind, 'environmentUnreadable');
        for (const attempt of [active.lease(), active.get({ urgent: true }), active.renew()]) {
          assert.equal((await failureFrom(attempt)).kind, 'environmentUnreadable');
        }
      }
      assert.equal(grants.calls.length, asked);
      const { account: elsewhereInUse } = await (await window(elsewhere)).lease();
      assert.equal(elsewhereInUse.environment, account.environment, 'no other workspace is touched');
    });

    it('comes back with its entry', async () => {
      await goes();
      const active = await window(here);
      assert.equal(active.state.name, 'rejected');
      await setUserSetting('environments', [environmentOf(account), environmentOf(other)]);
      await active.load();
      assert.equal((await active.lease()).account.environment, other.environment);
    });

    it('can be chosen anew, for this workspace only', async () => {
      await goes();
      const active = await window(here);
      await active.switchTo(account.environment);
      assert.equal((await active.lease()).account.environment, account.environment);
      assert.equal(here.ofWorkspace, account.environment);
    });

    it('can be taken back', async () => {
      await goes();
      const active = await window(here);
      await here.chooseForWorkspace(undefined);
      await active.switchTo(account.environment);
      assert.equal((await active.lease()).account.environment, account.environment);
      assert.equal(here.ofWorkspace, undefined);
    });

    it('gives no reason for alarm where nobody was signed in to it', async () => {
      secrets.values.delete(`korusticket.account.${other.environment}`);
      await goes();
      assert.deepEqual((await window(here)).state, { name: 'signedOut', environment: other.environment });
    });
  });
});
