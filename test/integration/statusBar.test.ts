import assert from 'node:assert/strict';
import type { StatusBarItem } from 'vscode';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import type { AccountState } from '../../src/auth/sessionState';
import type { Timer } from '../../src/base/clock';
import { Listeners } from '../../src/base/listeners';
import type { EnvironmentSettings } from '../../src/editor/environments';
import { StatusBar } from '../../src/features/token/statusBar';
import { FakeClock } from '../support/fakeClock';
import { cleanUp, setUserSetting, until } from './support/host';

/** A status-bar item that notes what VS Code would be told. */
function recordedItem(): { readonly item: StatusBarItem; readonly writes: string[] } {
  const writes: string[] = [];
  const note = (what: string) => (): void => void writes.push(what);
  const item = new Proxy(
    { show: note('show'), hide: note('hide'), dispose: note('dispose') } as StatusBarItem,
    {
      set(target, property, value) {
        writes.push(String(property));
        return Reflect.set(target, property, value);
      },
    },
  );
  return { item, writes };
}

const environments = {
  ofWorkspace: undefined,
  onDidChange: () => ({ dispose: () => undefined }),
} as Partial<EnvironmentSettings> as EnvironmentSettings;

describe('the status-bar item', () => {
  after(cleanUp);

  it('is written to only where something changes', async () => {
    const clock = new FakeClock();
    const tokens = { accessToken: 'token', receivedAt: clock.now(), expiresAt: clock.now() + 1_800_000 };
    let state: AccountState = { name: 'valid', tokens, renewsAt: clock.now(), environment: 'Sandbox' };
    const changes = new Listeners<AccountState>();
    const account = {
      get state() {
        return state;
      },
      account: { clientId: 'distributor' },
      environment: () => undefined,
      onDidChange: changes.event,
    } as Partial<ActiveAccount> as ActiveAccount;
    const { item, writes } = recordedItem();
    const written = (): string[] => writes.splice(0);
    const bar = new StatusBar(account, clock, (failure) => Promise.resolve(failure.kind), environments, item);
    written();

    bar.update();
    assert.deepEqual(written(), ['text', 'accessibilityInformation', 'tooltip', 'show']);
    bar.update();
    changes.fire(state);
    assert.deepEqual(written(), []);
    // The next minute: neither the colour nor the tooltip, which would close under the pointer, nor another "show".
    await clock.advance(60_000);
    assert.deepEqual(written(), ['text', 'accessibilityInformation']);

    await setUserSetting('statusBar.style', 'off');
    await until(() => writes.includes('hide'));
    changes.fire(state);
    assert.deepEqual(written(), ['hide']);
    await setUserSetting('statusBar.style', undefined);
    await until(() => writes.includes('show'));
    assert.deepEqual(written(), ['show']);

    state = { name: 'rejected', failure: { kind: 'wrongSecret' }, environment: 'Sandbox' };
    changes.fire(state);
    assert.deepEqual(written(), ['text', 'accessibilityInformation', 'backgroundColor', 'color', 'tooltip']);
    // The sentence, which has to be loaded.
    await until(() => writes.length > 0);
    assert.deepEqual(written(), ['tooltip']);
    assert.equal(clock.running, 0);
    bar.dispose();
  });

  it('is looked at once a minute, also where timers come a moment early, as those of Node do', async () => {
    const clock = new FakeClock();
    let timers = 0;
    const early = {
      now: () => clock.now(),
      setTimeout: (callback: () => void, delay: number) => {
        timers++;
        return clock.setTimeout(callback, delay - 2);
      },
      clearTimeout: (timer: Timer | undefined) => clock.clearTimeout(timer),
    };
    const tokens = { accessToken: 'token', receivedAt: clock.now(), expiresAt: clock.now() + 1_790_000 };
    const state: AccountState = { name: 'valid', tokens, renewsAt: clock.now(), environment: 'Sandbox' };
    const account = {
      state,
      account: undefined,
      environment: () => undefined,
      onDidChange: () => ({ dispose: () => undefined }),
    } as Partial<ActiveAccount> as ActiveAccount;
    const { item } = recordedItem();
    const bar = new StatusBar(account, early, (failure) => Promise.resolve(failure.kind), environments, item);
    bar.update();
    await clock.advance(10 * 60_000);
    assert.match(item.text, /19 min/);
    assert.equal(timers, 11);
    bar.dispose();
  });
});
