import * as vscode from 'vscode';
import type { ResourceReader } from '../../api/apiClient';
import type { Resource } from '../../api/resource';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import { failureOf, RequestFailure, type Failure } from '../../base/failure';
import { explain } from '../../editor/explain';
import { belongsTo, documentScheme, elsewhereSentence, shownName } from '../../editor/documentUri';

/** What a document shows. */
export interface Content {
  readonly text: string;
  /** The URL that was read, where one was. */
  readonly url?: string | undefined;
  /** When the server said so, in milliseconds since the epoch. */
  readonly readAt?: number | undefined;
  /** Why the server could not be asked, where what was kept stands in for its answer. */
  readonly failure?: Failure | undefined;
  /** Why the text is a sentence of ours instead of a resource. */
  readonly problem?: { readonly kind: 'elsewhere' | 'lost' | 'failed'; readonly sentence: string };
  /** What stands in where the server has no address for the resource. */
  readonly known?: unknown;
}

interface Entry extends Content {
  readonly bytes: Uint8Array;
  /** Milliseconds since the epoch; grows with every change, since the editor decides by it whether to read again. */
  readonly mtime: number;
}

/** Longest that a document is given to show a new text, in milliseconds. */
const patience = 5000;

/** The texts of our documents, and how they are read again. */
export class ResourceStore implements vscode.Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly loading = new Map<string, Promise<Entry>>();
  private readonly subscriptions: vscode.Disposable;
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();

  /** Fires with a document that has another text or another age. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly reader: Pick<ResourceReader, 'get'>,
    private readonly account: ActiveAccount,
    private readonly clock: Clock,
    private readonly announce: (uri: vscode.Uri) => void,
    private readonly recordOf: (uri: vscode.Uri) => Promise<Resource | undefined>,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changes,
      account.onDidChange(() => this.mend()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.entries.delete(uri.toString())),
    );
  }

  /** What is known of a document without reading it. */
  peek(uri: vscode.Uri): Content | undefined {
    return this.entries.get(uri.toString());
  }

  /** What a document shows; read now where nothing is known of it, as after a reload of the window. Never rejects. */
  async entry(uri: vscode.Uri): Promise<Entry> {
    const key = uri.toString();
    const known = this.entries.get(key) ?? this.loading.get(key);
    if (known !== undefined) {
      return known;
    }
    const loading = this.first(uri)
      .catch((error: unknown): Content => problem('failed', explain(failureOf(error))))
      .then((content) => this.entries.get(key) ?? this.keep(uri, content))
      .finally(() => this.loading.delete(key));
    this.loading.set(key, loading);
    return loading;
  }

  /** Gives a document its text, and waits until it shows it where it is open. */
  async put(uri: vscode.Uri, content: Content): Promise<void> {
    const before = this.entries.get(uri.toString());
    this.keep(uri, content);
    if (before?.text !== content.text) {
      await this.shown(uri, content.text);
    }
  }

  /** What a row of the tree leads to is asked for anew; what the editor restores may be what was kept. */
  private async first(uri: vscode.Uri): Promise<Content> {
    const record = await this.recordOf(uri);
    if (record === undefined) {
      return this.read(uri, 'kept');
    }
    return uri.query === '' ? { text: json(record.raw) } : this.read(uri, 'renewed', record.raw);
  }

  /**
   * Reads a document anew. Rejects with a `RequestFailure`; an answer that only stands in while the server cannot be
   * reached comes with its age and with the reason.
   * @param known stands in where the server has no address for the resource
   */
  async read(
    uri: vscode.Uri,
    freshness: 'kept' | 'renewed',
    known = this.entries.get(uri.toString())?.known,
  ): Promise<Content> {
    if (uri.query === '') {
      return problem(
        'lost',
        vscode.l10n.t('{0} was not kept. Open it again from where it came.', shownName(uri)),
      );
    }
    const elsewhere = problem('elsewhere', elsewhereSentence(uri));
    if (!belongsTo(uri, await this.environment())) {
      return elsewhere;
    }
    const content = await this.readIri(uri.query, freshness, known);
    return belongsTo(uri, await this.environment()) ? content : elsewhere;
  }

  /** Reads an IRI of the active environment; `known` stands in where the server has no address for it. */
  async readIri(iri: string, freshness: 'kept' | 'renewed', known?: unknown): Promise<Content> {
    try {
      const reply = await this.reader.get(iri, undefined, freshness);
      const { url, readAt = this.clock.now(), failure } = reply;
      return { text: json(reply.json), url, readAt, failure, ...(known === undefined ? {} : { known }) };
    } catch (error) {
      // Single reads are only inferred from the IRIs (API reference, section 5): the list's record must do.
      if (known === undefined || failureOf(error).kind !== 'apiNotFound') {
        throw error;
      }
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('This server has no address for the single resource; shown as it stands in the list.'),
        8000,
      );
      return { text: json(known), known };
    }
  }

  /**
   * Name of the active environment; in the middle of a switch that of the new one, since readers wait for it, too.
   * Rejects with `signedOut`, or with what is in the way, where there is none.
   */
  async environment(): Promise<string> {
    return (await this.account.known()).environment;
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private keep(uri: vscode.Uri, content: Content): Entry {
    const before = this.entries.get(uri.toString());
    const same = before?.text === content.text ? before : undefined;
    const entry = {
      ...content,
      bytes: same?.bytes ?? encoded(content.text, uri),
      mtime: same?.mtime ?? Math.max(this.clock.now(), (before?.mtime ?? 0) + 1),
    };
    this.entries.set(uri.toString(), entry);
    this.changes.fire(uri);
    return entry;
  }

  /** Another account, or a token at last: what could not be read before may be readable now. */
  private mend(): void {
    if (this.account.state.name !== 'valid') {
      return;
    }
    for (const uri of openDocuments()) {
      const what = this.peek(uri)?.problem?.kind;
      const there = belongsTo(uri, this.account.account?.environment ?? '');
      if (there && (what === 'elsewhere' || what === 'failed')) {
        this.read(uri, 'kept').then(
          (content) => this.put(uri, content),
          () => undefined,
        );
      }
    }
  }

  private async shown(uri: vscode.Uri, text: string): Promise<void> {
    const isIt = (document: vscode.TextDocument): boolean => document.uri.toString() === uri.toString();
    const document = vscode.workspace.textDocuments.find(isIt);
    if (document === undefined || document.isClosed || document.getText() === text) {
      return;
    }
    await new Promise<void>((resolve) => {
      const end = (): void => {
        subscriptions.dispose();
        this.clock.clearTimeout(timer);
        resolve();
      };
      const timer = this.clock.setTimeout(end, patience);
      const subscriptions = vscode.Disposable.from(
        vscode.workspace.onDidChangeTextDocument((event) => (isIt(event.document) ? end() : undefined)),
        vscode.workspace.onDidCloseTextDocument((closed) => (isIt(closed) ? end() : undefined)),
      );
      this.announce(uri);
    });
  }
}

/**
 * A text in UTF-8. VS Code reads what a row leads to, and what it brings back, in the encoding that is set for files: where
 * that is another one, or is guessed, a mark in front tells it better. Not elsewhere: _Save As_ writes the mark, too.
 */
function encoded(text: string, uri: vscode.Uri): Uint8Array {
  const files = vscode.workspace.getConfiguration('files', { uri, languageId: 'json' });
  const isTold = files.get('encoding') !== 'utf8' || files.get('autoGuessEncoding') === true;
  return Buffer.from(isTold ? `\ufeff${text}` : text);
}

/** The addresses of our documents that are open in the editor. */
export function openDocuments(): vscode.Uri[] {
  return vscode.workspace.textDocuments
    .filter(({ uri }) => uri.scheme === documentScheme)
    .map(({ uri }) => uri);
}

/** JSON as people read it; fails with `apiNotFound` where there is none. */
export function json(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2) as string | undefined;
  if (text === undefined) {
    throw new RequestFailure({ kind: 'apiNotFound' });
  }
  return `${text}\n`;
}

/** A sentence instead of a resource; as a JSON text, so that the editor does not call it an error. */
function problem(kind: NonNullable<Content['problem']>['kind'], sentence: string): Content {
  return { text: json(sentence), problem: { kind, sentence } };
}
