import * as vscode from 'vscode';
import type { ApiClient } from '../api/apiClient';
import type { ActiveAccount } from '../auth/activeAccount';
import type { CatalogNode } from '../catalogs/node';
import { failureOf, RequestFailure } from '../net/failure';
import type { Commands } from './commands';

/** Scheme of our read-only documents; the path names environment and resource, the query holds the IRI. */
export const documentScheme = 'korusticket';

/** Opens resources as read-only JSON. */
export class ResourceDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;
  /** Texts read before their document opens, so that a failure is told by the command and not by an empty editor. */
  private readonly ready = new Map<string, string>();

  constructor(
    private readonly api: ApiClient,
    private readonly account: ActiveAccount,
    commands: Commands,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(documentScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.ready.delete(uri.toString())),
      commands.register('openResource', (target?: CatalogNode | string) => this.open(target)),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return this.ready.get(uri.toString()) ?? this.read(uri.query);
  }

  /** Shows a text of ours as a read-only JSON document. */
  async show(name: string, query: string, text: string): Promise<void> {
    const environment = this.account.account?.environment ?? '';
    const path = ['', environment, `${name}.json`]
      .map((part) => part.replace(/[/\\\p{Cc}]+/gu, ' '))
      .join('/');
    const uri = vscode.Uri.from({ scheme: documentScheme, path, query });
    this.ready.set(uri.toString(), text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'json');
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async open(target: CatalogNode | string | undefined): Promise<void> {
    if (typeof target === 'object') {
      if (target.kind === 'resource') {
        const { label, iri = '', raw } = target.resource;
        await this.show(label, iri, iri === '' ? json(raw) : await this.readOr(iri, raw));
      }
      return;
    }
    const iri =
      target ??
      (await vscode.window.showInputBox({
        title: vscode.l10n.t('Open Resource as JSON'),
        prompt: vscode.l10n.t('IRI or URL of a resource of the API'),
        placeHolder: '/v1/ticketing/catalogs/…',
      }));
    if (iri !== undefined && iri.trim() !== '') {
      const name = iri.trim().split(/[/?#]/).filter(Boolean).at(-1) ?? iri;
      await this.show(name, iri.trim(), await this.read(iri.trim()));
    }
  }

  private async read(iri: string): Promise<string> {
    return json((await this.api.get(iri)).json);
  }

  /** Single reads are only inferred from the IRIs (API reference, section 5): without one, the list's record must do. */
  private async readOr(iri: string, known: unknown): Promise<string> {
    try {
      return await this.read(iri);
    } catch (error) {
      if (failureOf(error).kind !== 'apiNotFound') {
        throw error;
      }
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('This server has no address for the single resource; shown as it stands in the list.'),
        8000,
      );
      return json(known);
    }
  }
}

function json(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2) as string | undefined;
  if (text === undefined) {
    throw new RequestFailure({ kind: 'apiNotFound' });
  }
  return `${text}\n`;
}
