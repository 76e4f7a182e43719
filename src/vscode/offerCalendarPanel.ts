import * as vscode from 'vscode';
import type { CatalogNode, ResourceNode } from '../catalogs/node';
import { readSavedState, type Subject } from '../webview/offerCalendarProtocol';
import type { OfferCalendarParts } from './offerCalendar';
import { OfferCalendarSession } from './offerCalendarSession';
import { calendarPage } from './offerCalendarPage';

const { l10n } = vscode;

/** The open calendars, one for each product or product base. This file is the root of a bundle of its own. */
export class OfferCalendars {
  private readonly open = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly parts: OfferCalendarParts) {}

  /** Shows the calendar of a node, or of one chosen among those the tree has loaded. */
  async show(
    viewType: string,
    node: CatalogNode | undefined,
    loaded: readonly ResourceNode[],
  ): Promise<void> {
    const chosen = node ?? (await this.choose(loaded));
    const subject = chosen === undefined ? undefined : this.subjectOf(chosen);
    if (subject === undefined) {
      if (chosen !== undefined) {
        void vscode.window.showInformationMessage(
          l10n.t('There is an offer calendar for products and product bases.'),
        );
      }
      return;
    }
    const known = this.open.get(keyOf(subject));
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const { Active } = vscode.ViewColumn;
    this.begin(vscode.window.createWebviewPanel(viewType, '', Active), subject);
  }

  /** Takes up a panel that VS Code kept over a reload; what it showed is read afresh. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const saved = readSavedState(state);
    if (saved === undefined || this.open.has(keyOf(saved.subject))) {
      panel.dispose();
    } else {
      this.begin(panel, saved.subject);
    }
  }

  private begin(panel: vscode.WebviewPanel, subject: Subject): void {
    const { webview } = panel;
    const scripts = vscode.Uri.joinPath(this.parts.extensionUri, 'dist');
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    panel.title = l10n.t('Offers: {0}', subject.label);
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(this.parts.extensionUri, 'media', `calendar-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const session = new OfferCalendarSession(
      this.parts,
      subject,
      (message) => void webview.postMessage(message),
    );
    this.open.set(keyOf(subject), panel);
    const received = webview.onDidReceiveMessage((message: unknown) => session.receive(message));
    panel.onDidDispose(() => {
      this.open.delete(keyOf(subject));
      received.dispose();
      session.dispose();
    });
    webview.html = calendarPage(webview, scripts);
  }

  private async choose(loaded: readonly ResourceNode[]): Promise<ResourceNode | undefined> {
    const subjects = loaded.filter((node) => this.subjectOf(node) !== undefined);
    if (subjects.length === 0) {
      void vscode.window.showInformationMessage(
        l10n.t('Open a product base in the tree of catalogs first: the calendar shows what is loaded there.'),
      );
      return undefined;
    }
    const items = subjects.map((node) => ({
      label: oneLine(node.resource.label),
      description: node.role === 'product' ? l10n.t('product') : l10n.t('product base'),
      detail: node.parent === undefined ? '' : oneLine(node.parent.resource.label),
      iconPath: new vscode.ThemeIcon(node.role === 'product' ? 'tag' : 'package'),
      node,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: l10n.t('Show Offer Calendar'),
      placeHolder: l10n.t('Product base or product'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return chosen?.node;
  }

  private subjectOf(node: CatalogNode): Subject | undefined {
    if (node.kind !== 'resource' || (node.role !== 'product' && node.role !== 'productBase')) {
      return undefined;
    }
    const { iri, label } = node.resource;
    const catalog = catalogOf(node);
    const environment = this.parts.account.account?.environment ?? '';
    return iri === undefined || catalog === undefined
      ? undefined
      : { environment, catalog, iri, role: node.role, label: oneLine(label) };
  }
}

/** IRI of the catalog a node stands in: that of the node above, else what its own IRI starts with. */
function catalogOf(node: ResourceNode): string | undefined {
  for (let above: ResourceNode | undefined = node; above !== undefined; above = above.parent) {
    if (above.role === 'catalog' && above.resource.iri !== undefined) {
      return above.resource.iri.replace(/\/+$/, '');
    }
  }
  return /^(.+?)\/(?:products|product_bases)\//.exec(node.resource.iri ?? '')?.[1];
}

function keyOf({ environment, iri }: Subject): string {
  return JSON.stringify([environment, iri]);
}

function oneLine(text: string): string {
  return text
    .slice(0, 1000)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
