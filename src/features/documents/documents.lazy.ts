import * as vscode from 'vscode';
import { resolveIri, type ResourceReader } from '../../api/apiClient';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import type { ResourceNode } from '../../catalogs/nodes';
import { RequestFailure } from '../../base/failure';
import { runCommand } from '../../editor/commands';
import { copyCurl, copyFetch, copyHttp, openHttp } from './takeAlong';
import { ResourceLenses } from './lenses';
import { ResourceLinks } from './links';
import { elsewhereSentence, json, openDocuments, ResourceStore, type Content } from './store';
import { belongsTo, documentNames, documentScheme, documentUri } from './uri';
import { language } from '../../editor/settings';

const { l10n } = vscode;

/** The ways to take a read of the API to another tool, by the commands for it. */
const ways = { copyAsCurl: copyCurl, copyAsFetch: copyFetch, copyAsHttp: copyHttp, openAsHttp: openHttp };

/** Opens, refreshes, compares and copies resources. The root of a bundle of its own: most windows open none. */
export class ResourceEditors implements vscode.Disposable {
  private readonly store: ResourceStore;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    reader: Pick<ResourceReader, 'get'>,
    private readonly account: ActiveAccount,
    clock: Clock,
    announce: (uri: vscode.Uri) => void,
  ) {
    this.store = new ResourceStore(reader, account, clock, announce);
    this.subscriptions = vscode.Disposable.from(
      this.store,
      new ResourceLinks(account),
      new ResourceLenses(this.store, account, clock),
    );
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (!uri.path.endsWith('.json')) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const { bytes, mtime } = await this.store.entry(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.store.entry(uri)).bytes;
  }

  /** Opens a tree item, an IRI or URL, or asks for one. */
  async open(target: unknown): Promise<void> {
    const asked = target ?? (await askIri(l10n.t('Open Resource as JSON')));
    const uri = asked === undefined ? undefined : await this.prepare(asked);
    if (uri !== undefined) {
      await showDocument(uri);
    }
  }

  async showText(environment: string, name: string, text: string): Promise<void> {
    const uri = documentUri({ environment, name, iri: '' });
    await this.store.put(uri, { text });
    await showDocument(uri);
  }

  /** Reads a document again, past what is kept; what it shows stays where that fails. */
  async refresh(target: unknown): Promise<void> {
    const uri = ourUri(target) ?? activeDocument();
    if (uri === undefined) {
      throw unfit();
    }
    const content = await this.store.read(uri, 'renewed');
    if (content.problem === undefined) {
      await this.store.put(uri, content);
    } else {
      await tellSentence(content.problem === 'elsewhere', JSON.parse(content.text) as string);
    }
  }

  /** Compares two selected tree items, or one resource with another that is asked for. */
  async compare(target: unknown, selected: unknown): Promise<void> {
    const pair = Array.isArray(selected) && selected.length === 2 ? (selected as unknown[]) : [];
    const title = l10n.t('Compare Resources');
    const left = pair[0] ?? target ?? activeDocument() ?? (await askIri(title));
    const first = left === undefined ? undefined : await this.prepare(left);
    if (first === undefined) {
      return;
    }
    const right = pair[1] ?? (await askOther(first, title));
    const second = right === undefined ? undefined : await this.prepare(right);
    if (second !== undefined) {
      await compareDocuments(first, second);
    }
  }

  /** Takes the read of a tree item, IRI or document to another tool. */
  async takeAlong(way: keyof typeof ways, target: unknown): Promise<void> {
    const uri = ourUri(target ?? activeDocument());
    const iri = uri?.query ?? (typeof target === 'string' ? target : resourceOf(target)?.resource.iri);
    if (iri === undefined || iri === '') {
      throw unfit();
    }
    if (uri !== undefined && !belongsTo(uri, await this.store.environment())) {
      return tellSentence(true, elsewhereSentence(uri));
    }
    const { account } = await this.account.lease();
    await ways[way]({ url: resolveIri(iri, account.apiBaseUrl), language: language() });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** The document of a tree item, IRI or URL, read and ready to be shown; `undefined` for a row that is no resource. */
  private async prepare(target: unknown): Promise<vscode.Uri | undefined> {
    const own = ourUri(target);
    if (own !== undefined) {
      return own;
    }
    const environment = await this.store.environment();
    if (typeof target === 'string') {
      const iri = target.trim();
      const name = iri.split(/[/?#]/).filter(Boolean).at(-1) ?? iri;
      return iri === ''
        ? undefined
        : this.ready(documentUri({ environment, name, iri }), await this.store.readIri(iri, 'renewed'));
    }
    const node = resourceOf(target);
    if (node === undefined) {
      if (typeof target === 'object' && target !== null && 'kind' in target) {
        return undefined;
      }
      throw unfit();
    }
    const { label: name, iri = '', raw } = node.resource;
    const uri = documentUri({ environment, name, iri, key: node.id });
    return this.ready(uri, iri === '' ? { text: json(raw) } : await this.store.readIri(iri, 'renewed', raw));
  }

  private async ready(uri: vscode.Uri, content: Content): Promise<vscode.Uri> {
    await this.store.put(uri, content);
    return uri;
  }
}

/** Opened as what it is, whatever encoding the user has set for files. */
async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(uri, { encoding: 'utf8' });
}

async function showDocument(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await openDocument(uri), { preview: true });
}

async function compareDocuments(left: vscode.Uri, right: vscode.Uri): Promise<void> {
  await Promise.all([left, right].map(openDocument));
  const [one, other] = [left, right].map((uri) => documentNames(uri).name);
  await vscode.commands.executeCommand('vscode.diff', left, right, `${one} ↔ ${other}`, { preview: true });
}

/** Asks for what to compare a document with: one that is open, or an address. */
async function askOther(first: vscode.Uri, title: string): Promise<vscode.Uri | string | undefined> {
  const open = openDocuments().filter((uri) => uri.toString() !== first.toString());
  if (open.length === 0) {
    return askIri(title);
  }
  const items: (vscode.QuickPickItem & { readonly uri?: vscode.Uri })[] = [
    ...open.map((uri) => ({ label: documentNames(uri).name, description: uri.query, uri })),
    { label: l10n.t('IRI or URL…') },
  ];
  const placeHolder = l10n.t('Compare {0} with', documentNames(first).name);
  const item = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return item === undefined ? undefined : (item.uri ?? askIri(title));
}

async function askIri(title: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: l10n.t('IRI or URL of a resource of the API'),
    placeHolder: '/v1/ticketing/catalogs/…',
  });
}

async function tellSentence(isElsewhere: boolean, sentence: string): Promise<void> {
  const switchTo = l10n.t('Switch Environment');
  const answer = await vscode.window.showInformationMessage(sentence, ...(isElsewhere ? [switchTo] : []));
  if (answer === switchTo) {
    await runCommand('switchEnvironment');
  }
}

function resourceOf(target: unknown): ResourceNode | undefined {
  return typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'resource'
    ? (target as ResourceNode)
    : undefined;
}

function ourUri(target: unknown): vscode.Uri | undefined {
  return target instanceof vscode.Uri && target.scheme === documentScheme ? target : undefined;
}

function activeDocument(): vscode.Uri | undefined {
  return ourUri(vscode.window.activeTextEditor?.document.uri);
}

function unfit(): RequestFailure {
  return new RequestFailure({ kind: 'invalidArgument', detail: l10n.t('a resource or its IRI is needed') });
}
