import assert from 'node:assert/strict';
import type { MarkdownString, StatusBarItem } from 'vscode';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import type { AccountState } from '../../src/auth/sessionState';
import { Listeners } from '../../src/base/listeners';
import type { EnvironmentSettings } from '../../src/editor/environments';
import { StatusBar } from '../../src/features/token/statusBar';
import { FakeClock, settled } from '../support/fakeClock';
import { cleanUp, setUserSetting, until } from './support/host';

/** A status-bar item that notes what VS Code would be told; it is told of all that a turn brings at once. */
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

const noEnvironments = {
  ofWorkspace: undefined,
  onDidChange: () => ({ dispose: () => undefined }),
} as Partial<EnvironmentSettings> as EnvironmentSettings;

describe('the status-bar item', () => {
  after(cleanUp);

  it('says in its hover what settings and servers say, as text', async () => {
    const clock = new FakeClock();
    const name = '<a href="command:x">$(key)</a>\n\n[Demo](command:y)';
    const state: AccountState = { name: 'rejected', failure: { kind: 'wrongSecret' }, environment: name };
    const account = {
      state,
      account: undefined,
      environment: () => undefined,
      onDidChange: () => ({ dispose: () => undefined }),
    } as Partial<ActiveAccount> as ActiveAccount;
    const { item } = recordedItem();
    const bar = new StatusBar(account, clock, () => Promise.resolve('<b>no</b>'), noEnvironments, item);
    bar.update();
    await settled();
    const { value, supportThemeIcons } = item.tooltip as MarkdownString;
    assert.ok(!supportThemeIcons);
    assert.match(value, /^[^\n\r]*$/);
    assert.deepEqual(
      [...value.matchAll(/<\/?(\w+)(?: href="(.*?)")?>/g)].map(([, tag, to]) => to ?? tag),
      [
        'p',
        'br',
        'p',
        'p',
        ...['signIn', 'refreshToken', 'switchEnvironment', 'signOut', 'checkConnection', 'showLog'].flatMap(
          (id) => [`command:korusticket.${id}`, 'a'],
        ),
        'p',
      ],
    );
    bar.dispose();
  });

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
    const written = (): string[] => writes.splice(0).sort();
    const bar = new StatusBar(
      account,
      clock,
      (failure) => Promise.resolve(failure.kind),
      noEnvironments,
      item,
    );
    written();

    bar.update();
    assert.deepEqual(written(), ['accessibilityInformation', 'show', 'text', 'tooltip']);
    bar.update();
    changes.fire(state);
    assert.deepEqual(written(), []);
    // The next minute: neither the colour nor the tooltip, which would close under the pointer, nor another "show".
    await clock.advance(60_000);
    assert.deepEqual(written(), ['accessibilityInformation', 'text']);

    await setUserSetting('statusBar.style', 'off');
    await until(() => writes.includes('hide'));
    changes.fire(state);
    assert.deepEqual(written(), ['hide']);
    await setUserSetting('statusBar.style', undefined);
    await until(() => writes.includes('show'));
    assert.deepEqual(written(), ['show']);

    state = { name: 'rejected', failure: { kind: 'wrongSecret' }, environment: 'Sandbox' };
    changes.fire(state);
    assert.deepEqual(written(), ['accessibilityInformation', 'backgroundColor', 'color', 'text', 'tooltip']);
    // The sentence, which has to be loaded.
    await until(() => writes.length > 0);
    assert.deepEqual(written(), ['tooltip']);
    assert.equal(clock.running, 0);
    bar.dispose();
  });

  it('is hidden also where it was there before the services, which the wish to hide it has woken', async () => {
    const account = {
      state: { name: 'signedOut', environment: undefined },
      environment: () => undefined,
      onDidChange: () => ({ dispose: () => undefined }),
    } as Partial<ActiveAccount> as ActiveAccount;
    const { item, writes } = recordedItem();
    item.show();
    await setUserSetting('statusBar.style', 'off');
    const explain = (): Promise<string> => Promise.resolve('');
    const bar = new StatusBar(account, new FakeClock(), explain, noEnvironments, item);
    bar.update();
    bar.update();
    assert.deepEqual(writes, ['show', 'hide']);
    bar.dispose();
  });
});
