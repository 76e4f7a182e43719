import type * as vscode from 'vscode';
import type { Clock, Timer } from '../../base/clock';
import { nextMidnight } from '../../base/days';
import type { Disposable } from '../../base/listeners';
import type { CatalogModel } from '../../catalogs/catalogModel';

/**
 * Has rows drawn again whose words change with time alone: a list that becomes old tells since when, and at midnight
 * the times of the day before get their date. Asks the server for nothing, and waits for nothing while nobody looks.
 */
export class RowTimes implements vscode.Disposable {
  private readonly subscriptions: readonly Disposable[];
  private timer: Timer | undefined;

  constructor(
    private readonly model: Pick<CatalogModel, 'onDidLoad' | 'redrawOffers'> & {
      readonly ages: Pick<CatalogModel['ages'], 'nextChange'>;
    },
    private readonly view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
    private readonly clock: Clock,
  ) {
    this.subscriptions = [
      model.onDidLoad(() => this.plan()),
      view.onDidChangeVisibility(({ visible }) => (visible ? this.redraw() : this.plan())),
    ];
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
    this.subscriptions.forEach((each) => each.dispose());
  }

  private plan(): void {
    this.clock.clearTimeout(this.timer);
    if (this.view.visible) {
      const now = this.clock.now();
      const next = Math.min(this.model.ages.nextChange() ?? Infinity, nextMidnight(now));
      this.timer = this.clock.setTimeout(() => this.redraw(), next - now);
    }
  }

  private redraw(): void {
    this.model.redrawOffers();
    this.plan();
  }
}
