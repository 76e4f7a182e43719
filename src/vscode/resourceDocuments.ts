import * as vscode from 'vscode';
import type { ApiReader } from '../api/lazyApi';
import type { ActiveAccount } from '../auth/activeAccount';
import type { CatalogNode } from '../catalogs/node';
import { failureOf, RequestFailure } from '../net/failure';
import type { Commands } from './commands';

/** Scheme of our read-only documents; the path names environment and resource, the query holds the IRI. */
export const documentScheme = 'korusticket';

/** Opens resources as read-only JSON. */
export class ResourceDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable;
  /** Texts read before their document opens, so that a failure is told by the command and not by an empty editor. */
  private readonly ready = new Map<string, string>();

  readonly onDidChange = this.changes.event;

  constructor(
    private readonly api: ApiReader,
    private readonly account: ActiveAccount,
    commands: Commands,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changes,
      vscode.workspace.registerTextDocumentContentProvider(documentScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.ready.delete(uri.toString())),
      commands.register('openResource', (target?: CatalogNode | string) => this.open(target)),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    // A document without an IRI, restored with its window, has nothing to be read again from.
    return this.ready.get(uri.toString()) ?? (uri.query === '' ? '' : this.read(uri.query));
  }

  /** Shows a text of ours as a read-only JSON document; `iri` is where it can be read again, if anywhere. */
  async show(name: string, iri: string, text: string): Promise<void> {
    const environment = this.account.account?.environment ?? '';
    const path = ['', pathPart(environment), `${pathPart(name)}.json`].join('/');
    const uri = vscode.Uri.from({ scheme: documentScheme, path, query: iri });
    this.ready.set(uri.toString(), text);
    await this.refresh(uri, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'json');
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Brings a document that is open already, with what was true then, up to date. */
  private async refresh(uri: vscode.Uri, text: string): Promise<void> {
    const isIt = (document: vscode.TextDocument): boolean => document.uri.toString() === uri.toString();
    const document = vscode.workspace.textDocuments.find(isIt);
    if (document === undefined || document.isClosed || document.getText() === text) {
      return;
    }
    await new Promise<void>((resolve) => {
      const end = (changed: vscode.TextDocument): void => {
        if (isIt(changed)) {
          subscriptions.dispose();
          resolve();
        }
      };
      const subscriptions = vscode.Disposable.from(
        vscode.workspace.onDidChangeTextDocument((event) => end(event.document)),
        vscode.workspace.onDidCloseTextDocument(end),
      );
      this.changes.fire(uri);
    });
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

/** A name from a server as one part of a path: short, well-formed Unicode, without separators. */
function pathPart(name: string): string {
  const short = name.slice(0, 80);
  return Buffer.from(short)
    .toString()
    .replace(/[/\\\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
}
