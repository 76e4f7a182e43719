import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { EnvironmentSettings } from '../../src/editor/environments';
import type { Log } from '../../src/editor/log';

class MemoryState implements vscode.Memento {
  private readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(key: string): T | undefined {
    return this.values.get(key) as T | undefined;
  }

  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}

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

  it('is not to be had without a folder', async () => {
    await withoutFolder.chooseForWorkspace('Demo');
    assert.deepEqual(actives(), ['Production', 'Production', 'Production']);
  });
});
