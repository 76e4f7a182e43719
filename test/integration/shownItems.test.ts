import assert from 'node:assert/strict';
import { commands, window, type QuickPick, type QuickPickItem } from 'vscode';
import { ShownItems } from '../../src/features/find/shownItems';
import { systemClock } from '../../src/base/clock';
import { until } from './support/host';

describe('a choice in a list that is being renewed', () => {
  const [a, b, c, news] = ['a', 'b', 'c', 'news'].map((label): QuickPickItem => ({
    label,
    alwaysShow: true,
  }));
  let pick: QuickPick<QuickPickItem>;
  let list: ShownItems<QuickPickItem>;
  let active: (string | undefined)[];
  let chosen: (string | undefined)[];

  beforeEach(async () => {
    pick = window.createQuickPick();
    pick.ignoreFocusOut = true;
    [active, chosen] = [[], []];
    list = new ShownItems(pick, systemClock);
    pick.onDidChangeActive(([item]) => active.push(item?.label));
    pick.onDidAccept(() => chosen.push(list.chosen()?.label));
    list.show([a!, b!, c!], b);
    pick.show();
    await until(() => active.at(-1) === 'b');
  });
  afterEach(() => {
    list.dispose();
    pick.dispose();
  });

  /** Takes what is active in the window, as Enter does. */
  const accept = (): void => void commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');

  it('is what the person saw, where the window has not taken up the new list yet', async () => {
    accept();
    list.show([news!, a!, b!, c!], b);
    await until(() => chosen.length === 1);
    assert.deepEqual(chosen, ['b']);
  });

  it('is not known, rather than another, where the new list is shorter', async () => {
    accept();
    list.show([news!], news);
    await until(() => chosen.length === 1);
    assert.deepEqual(chosen, [undefined]);
  });

  it('is of the new list once the window shows it', async () => {
    pick.onDidChangeActive(accept);
    list.show([news!, a!, b!, c!], c);
    await until(() => chosen.length > 0);
    assert.deepEqual(new Set(chosen), new Set(['c']));
  });

  it('is of the last list, however many came one after another', async () => {
    pick.onDidChangeActive(accept);
    list.show([news!, a!, b!, c!], b);
    list.show([], undefined);
    list.show([c!, b!], c);
    await until(() => chosen.length > 0);
    assert.deepEqual(new Set(chosen), new Set(['c']));
  });

  describe('would be what is in focus, which', () => {
    /** Goes on to the next item in the window, as Arrow Down does. */
    const goOn = (): void => void commands.executeCommand('workbench.action.quickOpenSelectNext');
    const focused = (): string | undefined => list.focused?.label;

    beforeEach(() => list.settled);

    it('is what was put there', async () => {
      list.show([news!, a!, b!, c!], c);
      assert.equal(focused(), 'c');
      await list.settled;
      assert.equal(focused(), 'c');
    });

    it('is what VS Code puts there, where that is left to it', async () => {
      list.show([news!, a!, b!, c!], undefined);
      // What it has told is of the list before.
      assert.equal(focused(), undefined);
      await list.settled;
      assert.equal(focused(), 'news');
    });

    it('is where the person goes', async () => {
      goOn();
      await until(() => active.at(-1) === 'c');
      assert.equal(focused(), 'c');
    });
  });

  it('is nothing in a list without items', async () => {
    list.show([], undefined);
    await until(() => active.at(-1) === undefined);
    assert.equal(list.chosen(), undefined);
  });
});
