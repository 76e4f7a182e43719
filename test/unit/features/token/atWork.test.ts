import assert from 'node:assert/strict';
import type * as atWork from '../../../../src/features/token/atWork';
import { account, loaded } from '../../../support/activeAccountBench';
import { contextKeys, editor, withoutEditor } from '../../../support/plainEditor';
import { minute } from '../../../support/time';

describe('a window that is returned to', () => {
  it('shows the minutes that are left by then, and looks whether the token has to be renewed', async () => {
    const { TokenAtWork } = withoutEditor<typeof atWork>('features/token/atWork');
    contextKeys();
    const focuses: ((state: { readonly focused: boolean }) => void)[] = [];
    editor.window['onDidChangeWindowState'] = (each: (typeof focuses)[number]) => focuses.push(each);
    const all = await loaded(account);
    const environments = {
      ofWorkspace: undefined,
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const item = { text: '', show: () => undefined };
    const services = {
      account: all.active,
      clock: all.clock,
      commands: {},
      environments,
      log: { info: () => undefined, event: () => undefined },
    };
    const token = new TokenAtWork(
      services as unknown as ConstructorParameters<typeof TokenAtWork>[0],
      item as unknown as ConstructorParameters<typeof TokenAtWork>[1],
    );
    const focus = (focused: boolean): string => {
      focuses.forEach((tell) => tell({ focused }));
      return item.text;
    };
    token.start();
    assert.match(item.text, / 30 min$/);
    // No timer notices that the machine sleeps.
    all.clock.sleep(10 * minute);
    assert.match(focus(false), / 30 min$/);
    assert.match(focus(true), / 20 min$/);
    const asked = all.grants.calls.length;
    all.clock.sleep(18 * minute);
    focus(true);
    await all.clock.advance(0);
    assert.deepEqual(all.grants.asked.slice(asked), ['refresh']);
    token.dispose();
    all.active.dispose();
  });
});
