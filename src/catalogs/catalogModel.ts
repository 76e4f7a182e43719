import type { ResourceReader } from '../api/apiClient';
import { hasAddress, type Resource } from '../api/resource';
import type { Clock } from '../base/clock';
import { Listeners } from '../base/listeners';
import { mayPass, type Failure } from '../base/failure';
import { isSelling, ListAges } from './listAges';
import { readLiveOffer, type LiveOffer } from './liveOffer';
import {
  ancestorOf,
  irisTo,
  NodeStore,
  roleOf,
  type CatalogNode,
  type GroupNode,
  type ParentNode,
  type ResourceNode,
  type ResourceRole,
} from './nodes';
import { OfferBegins } from './offerBegins';
import { isSoldOut, OfferGroups } from './offerGroups';
import { placeBelow, seatMapsOf, type ListPlace } from './place';
import { readCatalogs, readPlace } from './readPages';
import { ResourceList, type LoadAllOptions } from './resourceList';

/** A list that was asked for, with the node it stands below; the catalogs stand below none. */
interface LoadedList {
  readonly list: ResourceList;
  readonly role: ResourceRole;
  readonly parent: ParentNode | undefined;
  /** The nodes of the members made so far: while a list only grows, they need not be looked up again. */
  readonly shown: ResourceNode[];
  /** Where offers begin (`YYYY-MM-DD`), '' = at the first. */
  readonly begin: string;
  /** The list's version that `shown` is of. */
  version: number;
}

/** What belongs together until everything is forgotten. */
interface Generation {
  readonly abortion: AbortController;
  readonly lists: Map<string, LoadedList>;
  readonly nodes: NodeStore;
  readonly offers: OfferGroups;
  readonly live: Map<string, LiveOffer>;
  readonly begins: OfferBegins;
}

/** A loaded resource, the IRIs to it from the top, its own last, and whether its list goes on behind what is loaded. */
export interface LoadedResource {
  readonly resource: Resource;
  readonly role: ResourceRole;
  readonly path: readonly string[];
  readonly hasMore: boolean;
}

/** The tree of catalogs: what has been loaded of it, and how to load more. Knows nothing of how it is shown. */
export class CatalogModel {
  private readonly changes = new Listeners<ParentNode | undefined>();
  private readonly loads = new Listeners<void>();
  private generation: Generation;
  private disabledToo = false;
  private soldOutToo = true;

  /** How old what sells by the minute is. */
  readonly ages: ListAges;

  /** Fires with the node that changed, itself or what is below it; `undefined` for the root. */
  readonly onDidChange = this.changes.event;

  /** Fires whenever a list has been asked for, with or without success. */
  readonly onDidLoad = this.loads.event;

  constructor(
    private readonly api: ResourceReader,
    private readonly clock: Clock,
    private readonly environment: () => string,
    private readonly pageSize: () => number,
  ) {
    this.generation = this.newGeneration();
    this.ages = new ListAges(() => this.generation.lists, clock);
  }

  /**
   * The children of a node, or the catalogs; loads the first page where that was not done yet. A node of what was
   * forgotten has none.
   */
  async children(parent?: ParentNode): Promise<CatalogNode[]> {
    const { generation } = this;
    if (parent?.kind === 'group' && parent.group !== 'options') {
      return generation.offers.below(parent);
    }
    const found = this.listBelow(parent);
    await found?.list.open();
    if (generation !== this.generation) {
      // Who asked for the catalogs wants those of now.
      return parent === undefined ? this.children() : [];
    }
    this.loads.fire();
    return this.nodesBelow(found, parent);
  }

  /** True where the node can have children. */
  hasChildren(node: CatalogNode): boolean {
    if (node.kind !== 'resource') {
      return node.kind === 'group';
    }
    return placeBelow(node, this.disabledToo) !== undefined || seatMapsOf(node.resource).length > 0;
  }

  /** Loads the next page of the list the node stands in, or tries again what failed there. */
  async loadMore({ parent }: CatalogNode): Promise<void> {
    await this.load(parent, (list) => list.loadMore());
  }

  /** Loads what is missing of the list below a node, of the catalogs, or of the list that a "load more" node ends. */
  async loadAll(node: CatalogNode | undefined, options: LoadAllOptions): Promise<void> {
    const parent =
      node === undefined || node.kind === 'resource' || node.kind === 'group' ? node : node.parent;
    // A month or day shows a part of its product's list.
    const holder =
      parent?.kind === 'group' && parent.group !== 'options' ? ancestorOf(parent, 'product') : parent;
    await this.load(holder, (list) => list.loadAll(options));
  }

  /** True where a list is not there for a reason that may pass by itself. */
  get hasPassingFailure(): boolean {
    return this.passing().length > 0;
  }

  /** Tries again what failed, or what something kept stands in for, where the reason may pass by itself. */
  async retryPassing(): Promise<void> {
    const { generation } = this;
    await Promise.all(
      this.passing().map(async ({ list, parent }) => {
        const failed = list.failure !== undefined;
        await (failed ? list.loadMore() : list.renew());
        if (failed && list.failure === undefined && generation === this.generation) {
          this.changes.fire(parent);
        }
      }),
    );
    this.loads.fire();
  }

  /** True while the list of catalogs, or the rest of it, could not be read of the server, whatever the reason. */
  get rootFailed(): boolean {
    const { failure, standIn } = this.generation.lists.get('')?.list ?? {};
    return failure !== undefined || standIn !== undefined;
  }

  /** What keeps the server from being asked while something kept is shown. */
  get standIn(): Failure | undefined {
    return [...this.generation.lists.values()].find(({ list }) => list.standIn !== undefined)?.list.standIn;
  }

  /** When the oldest of what is loaded was read, in milliseconds since the epoch. */
  get readAt(): number | undefined {
    const times = [...this.generation.lists.values()].flatMap(({ list }) => list.readAt ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Whether disabled product bases are listed too (`withDisabled`). */
  get withDisabled(): boolean {
    return this.disabledToo;
  }

  set withDisabled(value: boolean) {
    this.disabledToo = value;
    for (const [key, { role, parent }] of [...this.generation.lists]) {
      if (role === 'productBase') {
        this.generation.lists.delete(key);
        this.changes.fire(parent);
      }
    }
  }

  /** Whether offers that are sold out are shown too. */
  get withSoldOut(): boolean {
    return this.soldOutToo;
  }

  set withSoldOut(value: boolean) {
    this.soldOutToo = value;
    this.redrawOffers();
  }

  /** Has all loaded offers, and what is below them, shown anew. */
  redrawOffers(): void {
    for (const { role, parent } of this.generation.lists.values()) {
      if (role === 'offer') {
        this.changes.fire(parent);
      }
    }
  }

  /**
   * Shows the offers of a product from a day on (`YYYY-MM-DD`), or, where there are none, from the first; '' = from the
   * first, those without a day included.
   */
  beginAt(product: ResourceNode, day: string): void {
    const { begins, lists } = this.generation;
    begins.set(product, day);
    lists.delete(product.id);
    this.changes.fire(product);
  }

  /** True where offers of the product may not be in its list, whole as that may be: it begins at a day. */
  beginsLater(product: ParentNode): boolean {
    const { begins, lists } = this.generation;
    const found = lists.get(product.id);
    return found !== undefined && begins.isCut(found.list, found.begin);
  }

  /** Asks for an offer's quantity and price of this moment; {@link live} tells them from then on. */
  async checkAvailability(node: ResourceNode): Promise<void> {
    const { generation } = this;
    const offer = ancestorOf(node, 'offer');
    const iri = offer?.resource.iri;
    if (offer === undefined || iri === undefined) {
      return;
    }
    const { signal } = generation.abortion;
    generation.live.set(offer.id, await readLiveOffer(this.api, iri, () => this.clock.now(), signal));
    if (generation === this.generation) {
      this.changes.fire(offer);
    }
  }

  /** What was last asked about the offer that a node is or belongs to. */
  live(node: ResourceNode): LiveOffer | undefined {
    const offer = ancestorOf(node, 'offer');
    return offer === undefined ? undefined : this.generation.live.get(offer.id);
  }

  /** Everything loaded so far, list by list. */
  *loaded(): Iterable<LoadedResource> {
    for (const { list, role, parent } of this.generation.lists.values()) {
      const before = irisTo(parent);
      for (const resource of list.resources) {
        const path = resource.iri === undefined ? before : [...before, resource.iri];
        yield { resource, role: roleOf(resource, role), path, hasMore: list.hasMore };
      }
    }
  }

  /** True where a resource is loaded in the list below a node. */
  has(parent: ParentNode | undefined, iri: string): boolean {
    return this.listBelow(parent)?.list.has(iri) ?? false;
  }

  /** The loaded offers of a month or day. */
  offersIn(group: GroupNode): readonly Resource[] {
    return this.generation.offers.offers(group);
  }

  /** Forgets everything loaded: the next look reads afresh, and what is still under way is ended. */
  reset(): void {
    this.generation.abortion.abort();
    this.generation = this.newGeneration();
    this.changes.fire(undefined);
  }

  dispose(): void {
    this.generation.abortion.abort();
    this.changes.dispose();
    this.loads.dispose();
  }

  private newGeneration(): Generation {
    const lists = new Map<string, LoadedList>();
    const nodes = new NodeStore(this.environment);
    const listOf = ({ id }: ResourceNode): ResourceList | undefined => lists.get(id)?.list;
    const offers = new OfferGroups(nodes, listOf, () => this.soldOutToo);
    return {
      abortion: new AbortController(),
      lists,
      nodes,
      offers,
      live: new Map(),
      begins: new OfferBegins(this.clock),
    };
  }

  private async load(
    parent: ParentNode | undefined,
    load: (list: ResourceList) => Promise<void>,
  ): Promise<void> {
    const { generation } = this;
    const found = this.listBelow(parent);
    if (found === undefined) {
      return;
    }
    await load(found.list);
    if (generation === this.generation) {
      this.changes.fire(parent);
      this.loads.fire();
    }
  }

  private passing(): LoadedList[] {
    return [...this.generation.lists.values()].filter(({ list }) => {
      const failure = list.failure ?? list.standIn;
      return failure !== undefined && mayPass(failure);
    });
  }

  private listBelow(parent: ParentNode | undefined): LoadedList | undefined {
    const { lists, nodes, abortion } = this.generation;
    const begin = this.generation.begins.of(parent);
    const place = parent === undefined ? undefined : placeBelow(parent, this.disabledToo, begin);
    if (parent !== undefined && (place === undefined || !nodes.knows(parent))) {
      return undefined;
    }
    const key = parent?.id ?? '';
    const known = lists.get(key);
    if (known?.parent === parent && known !== undefined) {
      return known;
    }
    // The resource has been read anew since. Its list stays, unless that came with the resource.
    const kept = place?.embedded === undefined ? known?.list : undefined;
    const list = kept ?? this.newList(key, place, abortion.signal);
    const role = place?.role ?? 'catalog';
    const added = { list, role, parent, begin: known?.begin ?? begin, shown: [], version: list.version };
    lists.set(key, added);
    return added;
  }

  private newList(key: string, place: ListPlace | undefined, signal: AbortSignal): ResourceList {
    const { begins, lists } = this.generation;
    const pageSize = this.pageSize();
    const choose = (address: string): void => begins.note(list, address);
    const read =
      place === undefined ? readCatalogs(this.api, pageSize) : readPlace(this.api, place, pageSize, choose);
    const list: ResourceList = new ResourceList(read, pageSize, this.clock, signal, (changed) => {
      const found = lists.get(key);
      if (found?.list === list) {
        if (changed || isSelling(found.role)) {
          this.changes.fire(found.parent);
        }
        this.loads.fire();
      }
    });
    return list;
  }

  private nodesBelow(found: LoadedList | undefined, parent: ParentNode | undefined): CatalogNode[] {
    const { nodes, offers } = this.generation;
    const resource = parent?.kind === 'resource' ? parent : undefined;
    const options =
      resource?.role === 'productBase' && hasAddress(resource.resource)
        ? [nodes.group(resource, 'options')]
        : [];
    const isProduct = resource?.role === 'product';
    const members = isProduct ? offers.months(resource) : this.members(found);
    const earlier: CatalogNode[] =
      isProduct && this.beginsLater(resource)
        ? [{ kind: 'earlier', id: `${resource.id} earlier`, parent: resource }]
        : [];
    const seatMaps =
      resource === undefined
        ? []
        : seatMapsOf(resource.resource).map((each, index) =>
            nodes.resource(resource, each, 'seatMap', index, 'seatMap '),
          );
    const tail = found === undefined ? [] : this.tail(found.list, parent, members.length);
    return [...earlier, ...options, ...members, ...tail, ...seatMaps];
  }

  private members(found: LoadedList | undefined): readonly ResourceNode[] {
    if (found === undefined) {
      return [];
    }
    const { list, parent, role, shown } = found;
    if (found.version !== list.version) {
      shown.length = 0;
      found.version = list.version;
    }
    for (const resource of list.resources.slice(shown.length)) {
      shown.push(this.generation.nodes.resource(parent, resource, role, shown.length));
    }
    return shown;
  }

  /** What stands at the end of a list. */
  private tail(list: ResourceList, parent: ParentNode | undefined, shown: number): CatalogNode[] {
    const prefix = parent?.id ?? this.environment();
    const { failure, total, resources } = list;
    if (failure?.kind === 'apiNotFound' && !list.isOpen && parent !== undefined) {
      return [{ kind: 'absent', id: `${prefix} absent`, parent }];
    }
    if (failure !== undefined) {
      return [{ kind: 'failure', id: `${prefix} failure`, parent, failure }];
    }
    if (list.hasMore) {
      return [{ kind: 'loadMore', id: `${prefix} more`, parent, loaded: resources.length, total }];
    }
    const hidden = this.soldOutToo ? 0 : resources.filter(isSoldOut).length;
    return shown === 0 ? [{ kind: 'empty', id: `${prefix} empty`, parent, hidden }] : [];
  }
}
