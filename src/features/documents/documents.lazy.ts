import * as vscode from 'vscode';
import { resolveIri, type ResourceReader } from '../../api/apiClient';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import { offerFacts } from '../../catalogs/offer';
import { labelOfIri, readResource } from '../../api/resource';
import { catalogIn, type OffersOfDay } from '../../catalogs/locate';
import { ancestorOf, type CatalogNode, type ResourceNode } from '../../catalogs/nodes';
import { RequestFailure } from '../../base/failure';
import type { Lazy } from '../../base/lazy';
import { runCommand, setContext } from '../../editor/commands';
import { copyCurl, copyFetch, copyHttp, openHttp } from './takeAlong';
import { ResourceLenses } from './lenses';
import { ResourceLinks } from './links';
import { json, openDocuments, ResourceStore, type Content } from './store';
import {
  belongsTo,
  documentScheme,
  documentUri,
  nodeOfText,
  shownResource,
  shownName,
  tellElsewhere,
} from '../../editor/documentUri';
import { plainLabel } from '../../editor/plainLabel';
import { documentName, membersOf } from '../../editor/resourceNames';
import { isRow, rowsOf } from '../../editor/rows';
import { language } from '../../editor/settings';

/** The ways to take a read of the API to another tool, by the commands for it. */
const ways = { copyAsCurl: copyCurl, copyAsFetch: copyFetch, copyAsHttp: copyHttp, openAsHttp: openHttp };

/** The tree of catalogs, as documents need it. */
export interface ShownRows {
  /** The rows selected. */
  readonly selection: readonly CatalogNode[];
  /** The same, but none where an editor was used later than the tree. */
  readonly chosen: readonly CatalogNode[];
  /** The row that a document was opened from. */
  rowOf(uri: vscode.Uri): ResourceNode | undefined;
  /** Selects the row of a resource; `false` where the tree has none. */
  revealResource(path: readonly string[]): Promise<boolean>;
  /** Selects the row of a day; `false` where the tree has none. */
  revealOffers(offers: OffersOfDay): Promise<boolean>;
}

/** Opens, refreshes, compares and copies resources. Most windows open none. */
export class ResourceEditors implements vscode.Disposable {
  private readonly store: ResourceStore;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    reader: Pick<ResourceReader, 'get'>,
    private readonly account: ActiveAccount,
    clock: Clock,
    private readonly tree: Lazy<ShownRows>,
    announce: (uri: vscode.Uri) => void,
  ) {
    this.store = new ResourceStore(
      reader,
      account,
      clock,
      announce,
      async (uri) => (await tree.peek())?.rowOf(uri)?.resource,
    );
    this.subscriptions = vscode.Disposable.from(
      this.store,
      new ResourceLinks(account),
      new ResourceLenses(this.store, account, clock),
      vscode.window.onDidChangeActiveTextEditor(() => this.tellRole()),
      this.store.onDidChange(() => this.tellRole()),
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

  /**
   * Opens tree items, an IRI or URL, or asks for one. Several stay open side by side, one as a preview. With the IRI of a
   * link comes the address of its document, as text.
   */
  async open(target: unknown, selected: unknown): Promise<void> {
    const linking = typeof selected === 'string' ? ourUri(vscode.Uri.parse(selected)) : undefined;
    // Links outlast a switch: elsewhere the same IRI means something else.
    if (linking !== undefined && !belongsTo(linking, await this.store.environment())) {
      return tellElsewhere(linking);
    }
    const given = await this.given(target, selected);
    const asked = given.length > 0 ? given : [await askIri(vscode.l10n.t('Open Resource as JSON'))];
    for (const each of asked) {
      const uri = each === undefined ? undefined : await this.prepare(each);
      if (uri !== undefined) {
        await showDocument(uri, asked.length === 1);
      }
    }
  }

  /** Selects the row of a document in the tree of catalogs, loading what leads there. */
  async reveal(target: unknown): Promise<void> {
    const uri = ourUri(target) ?? activeDocument();
    const shown = uri === undefined ? undefined : await shownResource(uri);
    if (uri === undefined || shown === undefined || uri.query === '') {
      throw unfit();
    }
    if (!belongsTo(uri, await this.store.environment())) {
      return tellElsewhere(uri);
    }
    const tree = await this.tree.get();
    // The document may have been opened by another spelling of its address, as by a URL.
    const { iri = uri.query } = shown.resource;
    const found =
      (await tree.revealResource([iri])) ||
      (iri !== uri.query && (await tree.revealResource([uri.query]))) ||
      (await revealOffer(tree, shown));
    if (!found) {
      const find = vscode.l10n.t('Find in Catalogs');
      const sentence = vscode.l10n.t(
        'The address of this resource does not tell where it stands in the catalogs, and it is not loaded there yet.',
      );
      if ((await vscode.window.showInformationMessage(sentence, find)) === find) {
        await runCommand('findInCatalogs');
      }
    }
  }

  async showText(environment: string, name: string, text: string): Promise<void> {
    const uri = documentUri({ environment, name, iri: '' });
    await this.store.put(uri, { text });
    await showDocument(uri, true);
  }

  /**
   * Reads a document again, past what is kept; what it shows stays where that fails. Rejects with a `RequestFailure`,
   * also where something kept stands in for the answer.
   */
  async refresh(target: unknown): Promise<void> {
    const uri = ourUri(target) ?? activeDocument();
    if (uri === undefined) {
      throw unfit();
    }
    const content = await this.store.read(uri, 'renewed');
    if (content.problem === undefined) {
      await this.store.put(uri, content);
      if (content.failure !== undefined) {
        throw new RequestFailure(content.failure);
      }
    } else if (content.problem.kind === 'elsewhere') {
      await tellElsewhere(uri);
    } else {
      await vscode.window.showInformationMessage(content.problem.sentence);
    }
  }

  /** Compares two selected tree items, or one resource with another that is asked for. */
  async compare(target: unknown, selected: unknown): Promise<void> {
    const given = await this.given(target, selected, { orDocument: true });
    const pair = given.length === 2 ? given : [];
    const title = vscode.l10n.t('Compare Resources');
    const left = pair[0] ?? target ?? given[0] ?? (await askIri(title));
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

  /** Takes the reads of tree items, of an IRI or of a document to another tool. */
  async takeAlong(way: keyof typeof ways, target: unknown, selected: unknown): Promise<void> {
    const addresses: string[] = [];
    for (const each of await this.given(target, selected, { orDocument: true })) {
      const uri = ourUri(each);
      const iri = uri?.query ?? (typeof each === 'string' ? each : resourceOf(each)?.resource.iri);
      if (uri !== undefined && iri !== '' && !belongsTo(uri, await this.store.environment())) {
        return tellElsewhere(uri);
      }
      addresses.push(...(iri === undefined || iri === '' ? [] : [iri]));
    }
    if (addresses.length === 0) {
      throw unfit();
    }
    const { apiBaseUrl } = await this.account.known();
    const reads = addresses.map((iri) => ({
      url: resolveIri(iri, apiBaseUrl),
      language: language(),
    }));
    await ways[way](reads);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /**
   * What a command is for: the rows handed over, or else, as with a keybinding, the rows selected where they were used
   * last, or else, where a document will do, the one in front or the rows selected before.
   */
  private async given(
    target: unknown,
    selected: unknown,
    { orDocument = false } = {},
  ): Promise<readonly unknown[]> {
    const handed = rowsOf(target, selected, []);
    if (handed.length > 0 || (target !== undefined && target !== null)) {
      return handed.length > 0 ? handed : [target];
    }
    const { chosen = [], selection: rows = [] } = (await this.tree.peek()) ?? {};
    const active = activeDocument();
    if (chosen.length > 0 || !orDocument) {
      return chosen;
    }
    return active === undefined ? rows : [active];
  }

  /** Tells the menus what the document in front shows. */
  private tellRole(): void {
    const uri = activeDocument();
    const text = uri === undefined ? '' : (this.store.peek(uri)?.text ?? '');
    void setContext('documentRole', nodeOfText('', text)?.role ?? '');
  }

  /**
   * The document of a tree item, IRI or URL, read and ready to be shown; `undefined` for a row that is no resource, and for
   * one of another environment, which is told.
   */
  private async prepare(target: unknown): Promise<vscode.Uri | undefined> {
    const own = ourUri(target);
    if (own !== undefined) {
      return own;
    }
    // In the middle of a switch, rows are still those of the environment that is left.
    const shown = this.account.account?.environment;
    const environment = await this.store.environment();
    if (typeof target === 'string') {
      const iri = target.trim();
      if (iri === '') {
        return undefined;
      }
      const content = await this.store.readIri(iri, 'renewed');
      return this.ready(documentUri({ environment, name: nameOf(iri, content), iri }), content);
    }
    const node = resourceOf(target);
    if (node === undefined) {
      if (isRow(target)) {
        return undefined;
      }
      throw unfit();
    }
    const { iri = '', raw } = node.resource;
    const name = documentName(node, ancestorOf(node, 'offer')?.resource);
    const uri = documentUri({ environment: shown ?? environment, name, iri, key: node.id });
    return this.ready(uri, iri === '' ? { text: json(raw) } : await this.store.read(uri, 'renewed', raw));
  }

  private async ready(uri: vscode.Uri, content: Content): Promise<vscode.Uri | undefined> {
    // A switch may have come between the name and the answer.
    if (content.problem?.kind === 'elsewhere' || !belongsTo(uri, await this.store.environment())) {
      await tellElsewhere(uri);
      return undefined;
    }
    await this.store.put(uri, content);
    return uri;
  }
}

/** Named by the end of its address, but for offers and sessions, of which nobody knows the identifier. */
function nameOf(iri: string, { text }: Content): string {
  const node = nodeOfText(iri, text);
  const isKnown = node?.role === 'offer' || node?.role === 'session';
  return isKnown ? documentName(node) : (labelOfIri(iri) ?? iri);
}

/** Opened as what it is, whatever encoding the user has set for files. */
async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(uri, { encoding: 'utf8' });
}

async function showDocument(uri: vscode.Uri, preview: boolean): Promise<void> {
  await vscode.window.showTextDocument(await openDocument(uri), { preview });
}

async function compareDocuments(left: vscode.Uri, right: vscode.Uri): Promise<void> {
  await Promise.all([left, right].map(openDocument));
  const [one, other] = [left, right].map((uri) => shownName(uri));
  await vscode.commands.executeCommand('vscode.diff', left, right, `${one} ↔ ${other}`, { preview: true });
}

/** Asks for what to compare a document with: one that is open, or an address. */
async function askOther(first: vscode.Uri, title: string): Promise<vscode.Uri | string | undefined> {
  const open = openDocuments().filter((uri) => uri.toString() !== first.toString());
  if (open.length === 0) {
    return askIri(title);
  }
  const items: (vscode.QuickPickItem & { readonly uri?: vscode.Uri })[] = [
    ...open.map((uri) => ({ label: plainLabel(shownName(uri)), description: plainLabel(uri.query), uri })),
    { label: vscode.l10n.t('IRI or URL…') },
  ];
  const placeHolder = vscode.l10n.t('Compare {0} with', shownName(first));
  const item = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return item === undefined ? undefined : (item.uri ?? askIri(title));
}

async function askIri(title: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('IRI or URL of a resource of the API'),
    placeHolder: '/v1/ticketing/catalogs/…',
  });
}

/** The IRI of an offer does not name its product, but its content does: then its day can be found. */
async function revealOffer(tree: ShownRows, { resource, role }: ResourceNode): Promise<boolean> {
  const product = role === 'offer' ? readResource(membersOf(resource)['product']).iri : undefined;
  const { day } = offerFacts(resource);
  const catalog = catalogIn(resource.iri ?? '');
  return product === undefined || day === undefined || catalog === undefined
    ? false
    : tree.revealOffers({ catalog, productBase: undefined, product, day });
}

function resourceOf(target: unknown): ResourceNode | undefined {
  return isRow(target) && target.kind === 'resource' ? target : undefined;
}

function ourUri(target: unknown): vscode.Uri | undefined {
  return target instanceof vscode.Uri && target.scheme === documentScheme ? target : undefined;
}

function activeDocument(): vscode.Uri | undefined {
  return ourUri(vscode.window.activeTextEditor?.document.uri);
}

function unfit(): RequestFailure {
  return new RequestFailure({
    kind: 'invalidArgument',
    detail: vscode.l10n.t('a resource or its IRI is needed'),
  });
}
