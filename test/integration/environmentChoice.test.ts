import assert from 'node:assert/strict';
import { EventEmitter, window, type QuickPick, type QuickPickItem } from 'vscode';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import type { Environment } from '../../src/auth/environment';
import { secretRecordOf } from '../../src/auth/serviceAccount';
import { EnvironmentSettings } from '../../src/editor/environments';
import type { Commands } from '../../src/editor/commands';
import type { Log } from '../../src/editor/log';
import { switchEnvironment } from '../../src/features/account/switch.lazy';
import { account, entryOf, other, windowOver } from '../support/activeAccountBench';
import { FakeClock } from '../support/fakeClock';
import { failureFrom } from '../support/fixtures';
import { MemorySecrets } from '../support/memoryStores';
import { ScriptedGrants } from '../support/scriptedGrants';
import { setUserSetting, userSetting } from './support/host';
import { MemoryState } from '../support/memoryState';

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

  describe('is taken back in the list', () => {
    const demo: Environment = { name: 'Demo', apiBaseUrl: 'https://api.example.com' };
    let listed: Environment[];
    let done: string[];
    let details: (string | undefined)[];

    /**
     * Takes the last entry, which leads back to the environment of all windows.
     * @returns what the entry says that this is
     */
    async function wayBack(
      ofAllWindows: string | undefined,
      meanwhile: () => void = () => undefined,
    ): Promise<string | undefined> {
      const { createQuickPick } = window;
      const pick = createQuickPick();
      const accepted = new EventEmitter<void>();
      // No test can press a key in the real one.
      Object.defineProperty(pick, 'onDidAccept', { value: accepted.event });
      window.createQuickPick = <T extends QuickPickItem>() => pick as unknown as QuickPick<T>;
      const note = (what: string, name?: string): Promise<void> =>
        Promise.resolve(void done.push(`${what} ${name ?? 'none'}`));
      const environments = {
        all: () => listed,
        ofWorkspace: 'Here',
        ofAllWindows,
        signInMark: (name: string) => (name === 'Stripped' ? 'a mark' : undefined),
        chooseForWorkspace: (name?: string) => note('for this workspace', name),
      };
      const commands = {
        waitFor: <T>(answer: () => Thenable<T>) => answer(),
      } as Partial<Commands> as Commands;
      const used = { ...account, environment: 'Here', clientId: 'client-in-use' };
      const active = {
        account: used,
        state: { name: 'acquiring', environment: 'Here' } as const,
        switchTo: (name?: string) => note('to', name),
      };
      try {
        const switched = switchEnvironment({ account: active, environments, commands }, undefined);
        details = pick.items.map(({ detail }) => detail);
        const back = pick.items.at(-1)!;
        pick.selectedItems = [back];
        meanwhile();
        accepted.fire();
        await switched;
        return back.description;
      } finally {
        window.createQuickPick = createQuickPick;
      }
    }

    beforeEach(() => {
      listed = [demo, { ...demo, name: 'Test', clientId: 'distributor' }];
      done = [];
    });

    it('beside which no account is said to be signed out of for the lack of a client id in the settings', async () => {
      listed.push({ ...demo, name: 'Here' }, { ...demo, name: 'Stripped' });
      await wayBack('Demo');
      assert.deepEqual(details.slice(0, -1), [
        'signed out',
        'Service account: distributor',
        'Service account: client-in-use',
        undefined,
      ]);
    });

    it('for the environment of all windows', async () => {
      assert.equal(await wayBack('Demo'), 'Demo');
      assert.deepEqual(done, ['for this workspace none', 'to Demo']);
    });

    it('for the first with an account, where none was ever chosen for all windows or that one is gone', async () => {
      for (const ofAllWindows of [undefined, 'Old name']) {
        assert.equal(await wayBack(ofAllWindows), 'Test');
        assert.deepEqual(done.splice(0), ['for this workspace none', 'to Test']);
      }
    });

    it('for none, where nobody is signed in', async () => {
      listed = [demo];
      assert.equal(await wayBack('Old name'), '');
      assert.deepEqual(done, ['for this workspace none', 'to none']);
    });

    it('not where the settings have lost the environment while the list was open', async () => {
      const failure = await failureFrom(wayBack('Test', () => void listed.pop()));
      assert.equal(failure.kind, 'invalidArgument');
      assert.deepEqual(done, []);
    });
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
      const active = windowOver({ environments, secrets, grants, clock });
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
      await setUserSetting('environments', [entryOf(account), entryOf(other)]);
      await here.setActiveName(account.environment);
      await here.chooseForWorkspace(other.environment);
    });
    afterEach(async () => {
      open.splice(0).forEach((each) => each.dispose());
      await setUserSetting('environments', settings);
    });

    const goes = (): Promise<void> => setUserSetting('environments', [entryOf(account)]);

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
      await setUserSetting('environments', [entryOf(account), entryOf(other)]);
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
