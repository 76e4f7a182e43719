import type * as vscode from 'vscode';
import type { Clock, Timer } from '../../base/clock';
import type { Disposable } from '../../base/listeners';
import type { CatalogModel } from '../../catalogs/catalogModel';

const firstWait = 10_000;
const longestWait = 60_000;

/** Reads again, by itself and ever less often, what a passing fault kept from the tree; never while nobody looks. */
export class CatalogsRecovery implements vscode.Disposable {
  private readonly subscriptions: readonly Disposable[];
  private timer: Timer | undefined;
  private wait = firstWait;
  private due = false;

  constructor(
    private readonly model: CatalogModel,
    private readonly view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
    private readonly clock: Clock,
  ) {
    this.subscriptions = [
      model.onDidLoad(() => this.plan()),
      view.onDidChangeVisibility(() => (this.due ? this.recover() : undefined)),
    ];
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
    this.subscriptions.forEach((each) => each.dispose());
  }

  private plan(): void {
    if (!this.model.hasPassingFailure) {
      this.clock.clearTimeout(this.timer);
      this.timer = undefined;
      this.due = false;
      this.wait = firstWait;
    } else if (this.timer === undefined) {
      this.timer = this.clock.setTimeout(() => {
        this.timer = undefined;
        this.recover();
      }, this.wait);
      this.wait = Math.min(longestWait, this.wait * 2);
    }
  }

  private recover(): void {
    this.due = !this.view.visible;
    if (this.view.visible) {
      void this.model.retryPassing();
    }
  }
}
