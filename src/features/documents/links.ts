import * as vscode from 'vscode';
import { linksInJson } from './model/jsonLinks';
import type { ActiveAccount } from '../../auth/activeAccount';
import { belongsTo, documentScheme } from '../../editor/documentUri';

/** Makes the addresses in our documents links that open the next resource. */
export class ResourceLinks implements vscode.DocumentLinkProvider, vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(private readonly account: ActiveAccount) {
    this.registration = vscode.languages.registerDocumentLinkProvider({ scheme: documentScheme }, this);
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const { account } = this.account;
    if (account === undefined || !belongsTo(document.uri, account.environment)) {
      return [];
    }
    return linksInJson(document.getText(), account.apiBaseUrl).map(({ start, end, iri }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      // The address travels as data: `openResource` checks once more that it lies within the API, and by the document that
      // the environment is still in use. VS Code decodes the query twice, so there must be nothing left to decode.
      const data = JSON.stringify([iri, document.uri.toString()]).replaceAll('%', '\\u0025');
      const argument = encodeURIComponent(data);
      const link = new vscode.DocumentLink(
        range,
        vscode.Uri.parse(`command:korusticket.openResource?${argument}`),
      );
      link.tooltip = vscode.l10n.t('Open this resource');
      return link;
    });
  }

  dispose(): void {
    this.registration.dispose();
  }
}
