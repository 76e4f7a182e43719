import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { setContext } from '../../editor/commands';

/**
 * The items of a list that is renewed while a person chooses. VS Code tells of a choice by its place in the list, and the
 * list in the window is a moment behind the one set here: what is chosen in that moment is looked up in the list that it
 * was chosen from.
 */
export class ShownItems<T extends vscode.QuickPickItem> implements vscode.Disposable {
  /** What the window shows for certain. */
  private shown: readonly T[] = [];
  /** What was put into focus with the items set last; `undefined` where that was left to VS Code. */
  private put: T | undefined;
  private isOver = false;

  /** Resolves once the window shows the items set last. */
  settled: Promise<void> = Promise.resolve();

  constructor(
    private readonly pick: vscode.QuickPick<T>,
    private readonly clock: Pick<Clock, 'setTimeout'>,
  ) {}

  /**
   * The item in focus, as far as that is known: until the window shows the items set last, what VS Code tells may be
   * about those before, and the one that was put there counts.
   */
  get focused(): T | undefined {
    return this.shown === this.pick.items ? this.pick.activeItems[0] : this.put;
  }

  /**
   * Puts other items into the list; `active` is what Enter takes, the first item unless given. What else of the list
   * changes is to be set right before: what is set long before sends the items ahead of the question.
   */
  show(items: readonly T[], active: T | undefined): void {
    this.pick.items = items;
    this.put = active;
    if (active !== undefined) {
      this.pick.activeItems = [active];
    }
    const set = this.pick.items;
    // VS Code sends what was set with a timer that the first change starts, and the window takes in order what it is
    // sent: with the answer to something sent later, it shows these items, and what it tells from then on is about them.
    const take = (): void => void (this.shown = set);
    this.settled = new Promise((resolve) => {
      this.clock.setTimeout(() => {
        if (!this.isOver) {
          setContext('isFinding', true).then(take, take).then(resolve, resolve);
        }
      }, 0);
    });
  }

  /** What was chosen, where that can be known; to be asked for as soon as VS Code tells of a choice. */
  chosen(): T | undefined {
    const { items, selectedItems, activeItems } = this.pick;
    const [told] = selectedItems;
    if (this.shown === items) {
      return told ?? activeItems[0];
    }
    // A place beyond the end of the new list VS Code does not hand on; what is active is what was set here, not there.
    return told && this.shown[items.indexOf(told)];
  }

  dispose(): void {
    this.isOver = true;
    void setContext('isFinding', false);
  }
}
