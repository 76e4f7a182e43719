import * as vscode from 'vscode';
import type { Resource } from '../../api/resource';
import { catalogIn } from '../../catalogs/locate';
import { irisTo, type CatalogNode, type ResourceRole } from '../../catalogs/nodes';
import { readSavedState, type Subject } from './protocol';
import { OfferCalendarSession, type OfferCalendarParts } from './session';
import { belongsTo, documentScheme, shownResource, tellElsewhere } from '../../editor/documentUri';
import { plainLabel } from '../../editor/plainLabel';
import { icons, roleName } from '../../editor/roles';
import { calendarPage } from './frame';
import { oneLine } from '../../base/text';

const longestLabel = 200;

/** The open calendars, one for each product or product base. */
export class OfferCalendars {
  private readonly open = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly parts: OfferCalendarParts) {}

  /**
   * Shows the calendar of a node or of a document. Without either, as from the palette or by a key, it is that of the row
   * selected or of the document in front, else of what is chosen among all that the tree has loaded. Rejects with
   * `signedOut` where there is no account.
   */
  async show(viewType: string, target: CatalogNode | vscode.Uri | undefined): Promise<void> {
    if (this.parts.account.account === undefined) {
      // Right after start the account is still being read.
      await this.parts.account.known();
    }
    for (const each of target === undefined ? await this.inFront() : [target]) {
      const subject = await this.subjectAt(each);
      if (subject !== undefined) {
        // A document outlasts a switch: to the server in use now its IRI means something else.
        if (each instanceof vscode.Uri && !belongsTo(each, subject.environment)) {
          return tellElsewhere(each);
        }
        this.bring(viewType, subject);
        return;
      }
    }
    if (target !== undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is an offer calendar for products and product bases.'),
      );
      return;
    }
    const chosen = await this.choose();
    if (chosen !== undefined) {
      this.bring(viewType, chosen);
    }
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

  /** Each calendar is open once. */
  private bring(viewType: string, subject: Subject): void {
    const known = this.open.get(keyOf(subject));
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const { Active } = vscode.ViewColumn;
    this.begin(vscode.window.createWebviewPanel(viewType, '', Active), subject);
  }

  private begin(panel: vscode.WebviewPanel, subject: Subject): void {
    const { webview } = panel;
    const scripts = vscode.Uri.joinPath(this.parts.extensionUri, 'dist/features/calendar/webview');
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    panel.title = vscode.l10n.t('Offers: {0}', subject.label);
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

  private async choose(): Promise<Subject | undefined> {
    const loaded = [...(await this.parts.tree.get()).model.loaded()];
    const labels = new Map(loaded.map(({ resource }) => [resource.iri, resource.label]));
    const items = loaded.flatMap(({ resource, role, path }) => {
      const subject = this.subjectOf(resource, role, path.slice(0, -1));
      return subject === undefined
        ? []
        : {
            label: plainLabel(oneLine(resource.label, longestLabel)),
            description: roleName(role),
            detail: plainLabel(oneLine(labels.get(path.at(-2)) ?? '', longestLabel)),
            iconPath: new vscode.ThemeIcon(icons[role]),
            subject,
          };
    });
    if (items.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Open a product base in the tree of catalogs first: the calendar shows what is loaded there.',
        ),
      );
      return undefined;
    }
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Show Offer Calendar'),
      placeHolder: vscode.l10n.t('Product base or product'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return chosen?.subject;
  }

  private async inFront(): Promise<readonly (CatalogNode | vscode.Uri)[]> {
    const { chosen } = await this.parts.tree.get();
    const uri = vscode.window.activeTextEditor?.document.uri;
    return [...chosen, ...(uri?.scheme === documentScheme ? [uri] : [])];
  }

  private async subjectAt(target: CatalogNode | vscode.Uri): Promise<Subject | undefined> {
    const node = target instanceof vscode.Uri ? await shownResource(target) : target;
    return node?.kind === 'resource'
      ? this.subjectOf(node.resource, node.role, irisTo(node.parent))
      : undefined;
  }

  /** @param above IRIs of what the resource stands below, the catalog's first */
  private subjectOf(
    { iri, label }: Resource,
    role: ResourceRole,
    above: readonly string[],
  ): Subject | undefined {
    const environment = this.parts.account.account?.environment;
    // A product that was opened by itself tells its catalog by its own IRI only.
    const catalog = above[0] ?? catalogIn(iri ?? '');
    if (environment === undefined || iri === undefined || catalog === undefined) {
      return undefined;
    }
    if (role !== 'product' && role !== 'productBase') {
      return undefined;
    }
    const productBase = role === 'product' ? above[1] : undefined;
    const subject = { environment, catalog, iri, role, label: oneLine(label, longestLabel) };
    return productBase === undefined ? subject : { ...subject, productBase };
  }
}

function keyOf({ environment, iri }: Subject): string {
  return JSON.stringify([environment, iri]);
}
