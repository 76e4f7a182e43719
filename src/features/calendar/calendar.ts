import * as vscode from 'vscode';
import type { ApiClient } from '../../api/apiClient';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import type { CatalogModel } from '../../catalogs/catalogModel';
import type { OffersOfDay } from '../../catalogs/locate';
import type { CatalogNode } from '../../catalogs/nodes';
import type { Commands } from '../../editor/commands';
import type { Log } from '../../editor/log';
import type { OfferCalendars } from './calendar.lazy';

/** What the calendar needs of the rest of the extension. */
export interface OfferCalendarParts {
  readonly api: Pick<ApiClient, 'get'>;
  readonly account: ActiveAccount;
  readonly clock: Clock;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  readonly catalogs: {
    /** The catalogs as the tree has loaded them, to choose from where the command is not given an item. */
    model(): Promise<Pick<CatalogModel, 'loaded'>>;
    /** Shows the offers of a day in the tree; `false` where the tree does not have them. */
    revealOffers(offers: OffersOfDay): Promise<boolean>;
  };
}

/** View type of the panel: VS Code restores panels by it after a reload. */
const viewType = 'korusticket.offerCalendar';

/** `korusticket.showOfferCalendar`. What it takes is loaded when the first calendar opens. */
export class OfferCalendar implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private calendars: Promise<OfferCalendars> | undefined;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly parts: OfferCalendarParts,
    commands: Commands,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      commands.register('showOfferCalendar', async (node?: CatalogNode) =>
        (await this.load()).show(viewType, node),
      ),
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    (await this.load()).restore(panel, state);
  }

  /** Open panels stay: VS Code keeps them over a reload, and a panel closed now would be gone. */
  dispose(): void {
    this.subscriptions.dispose();
  }

  private load(): Promise<OfferCalendars> {
    this.calendars ??= import('./calendar.lazy').then(
      ({ OfferCalendars: Calendars }) => new Calendars(this.parts),
    );
    return this.calendars;
  }
}
