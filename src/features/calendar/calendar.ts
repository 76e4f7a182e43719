import * as vscode from 'vscode';
import { Lazy } from '../../base/lazy';
import type { CatalogNode } from '../../catalogs/nodes';
import type { Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';
import type { OfferCalendars } from './calendar.lazy';
import type { ShownTree } from './session';

/** View type of the panel: VS Code restores panels by it after a reload. */
const viewType = 'korusticket.offerCalendar';

/** `korusticket.showOfferCalendar`. What it takes is loaded when the first calendar opens. */
export class OfferCalendar implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly calendars: Lazy<OfferCalendars>;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    services: Lazy<Pick<Services, 'account' | 'api' | 'clock' | 'log'>>,
    commands: Commands,
    tree: Lazy<ShownTree>,
    extensionUri: vscode.Uri,
  ) {
    this.calendars = new Lazy(async () => {
      const { account, api, clock, log } = await services.get();
      const part = await import('./calendar.lazy');
      const parts = { api: await api.get(), account, clock, log, extensionUri, tree };
      return new part.OfferCalendars(parts);
    });
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      commands.register('showOfferCalendar', async (node?: CatalogNode | vscode.Uri) =>
        (await this.calendars.get()).show(viewType, node),
      ),
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    (await this.calendars.get()).restore(panel, state);
  }

  /** Open panels stay: VS Code keeps them over a reload, and a panel closed now would be gone. */
  dispose(): void {
    this.subscriptions.dispose();
  }
}
