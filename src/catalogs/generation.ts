import pLimit from 'p-limit';
import type { ResourceReader } from '../api/apiClient';
import { hasAddress } from '../api/resource';
import type { Clock } from '../base/clock';
import { mayPass } from '../base/failure';
import { isSelling } from './listAges';
import type { Era } from './era';
import { factsNow, type LiveOffer } from './liveOffer';
import {
  ancestorOf,
  holderOf,
  isParent,
  NodeStore,
  wayTo,
  type CatalogNode,
  type GroupNode,
  type ParentNode,
  type ResourceNode,
  type ResourceRole,
} from './nodes';
import type { OfferFacts } from './offer';
import { OfferGroups } from './offerGroups';
import { placeBelow, seatMapsOf, type ListPlace } from './place';
import { readCatalogs, readPlace } from './readPages';
import { ResourceList } from './resourceList';

/** Lists loaded again side by side. */
const atOnce = 4;

/** A list that was asked for, with the node it stands below; the catalogs stand below none. */
export interface LoadedList {
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

/** What a person has chosen to see; the same for all generations. */
export interface ShownKinds {
  /** Disabled product bases too. */
  disabled: boolean;
  /** Offers that are sold out too. */
  soldOut: boolean;
}

/** What the lists of a generation are made with. */
export interface GenerationParts {
  readonly api: ResourceReader;
  readonly clock: Clock;
  readonly environment: () => string;
  readonly pageSize: () => number;
  readonly kinds: ShownKinds;
  /** Told of a list that says otherwise than it did, or sells and is being read anew. */
  readonly changed: (of: Generation, parent: ParentNode | undefined) => void;
  /** Told whenever a list has been read anew. */
  readonly loaded: (of: Generation) => void;
}

/** What was loaded of the catalogs, and belongs together until everything is forgotten. */
export class Generation {
  private readonly abortion = new AbortController();
  private readonly nodes: NodeStore;
  /** By the id of the node they stand below; '' for the catalogs. */
  readonly lists = new Map<string, LoadedList>();
  private readonly offers: OfferGroups;

  constructor(
    private readonly parts: GenerationParts,
    readonly era: Era,
  ) {
    this.nodes = new NodeStore(parts.environment);
    const listOf = ({ id }: ResourceNode): ResourceList | undefined => this.lists.get(id)?.list;
    this.offers = new OfferGroups(this.nodes, listOf, () => parts.kinds.soldOut);
  }

  /** Ends what is still under way. */
  end(): void {
    this.abortion.abort();
  }

  /** False for a node of another generation, or one whose resource has been read anew since. */
  knows(node: ParentNode): boolean {
    return this.nodes.knows(node);
  }

  /** The node that stands here where one stood, also in another generation; the same where none does. */
  now(node: ParentNode | undefined): ParentNode | undefined {
    return node && this.nodes.now(node);
  }

  /** How many lists and members are loaded. */
  get size(): number {
    return [...this.lists.values()].reduce((sum, { list }) => sum + 1 + list.resources.length, 0);
  }

  /** The list below a node, or the catalogs, loaded or not; `undefined` where there is none, or the node is forgotten. */
  listBelow(parent: ParentNode | undefined): LoadedList | undefined {
    const begin = this.era.begins.of(parent);
    const place = parent === undefined ? undefined : placeBelow(parent, this.parts.kinds.disabled, begin);
    if (parent !== undefined && (place === undefined || !this.nodes.knows(parent))) {
      return undefined;
    }
    const key = parent?.id ?? '';
    const before = this.lists.get(key);
    // One that begins elsewhere is of another day: offers begin at today.
    const known = before?.begin === begin ? before : undefined;
    if (known !== undefined && known.parent === parent) {
      return known;
    }
    // The resource has been read anew since. Its list stays, unless that came with the resource.
    const kept = place?.embedded === undefined ? known?.list : undefined;
    const list = kept ?? this.newList(key, place);
    const role = place?.role ?? 'catalog';
    const added = { list, role, parent, begin, shown: [], version: list.version };
    this.lists.set(key, added);
    return added;
  }

  /** What stands below a node, or the catalogs, as far as it is loaded. @param found the list below the node */
  nodesBelow(parent: ParentNode | undefined, found: LoadedList | undefined): readonly CatalogNode[] {
    if (parent?.kind === 'group' && parent.group !== 'options') {
      return this.offers.below(parent);
    }
    const { nodes, offers } = this;
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

  /** What was last answered about the offer that a node is or belongs to, unless the list that it stands in knows better. */
  live(node: ResourceNode): LiveOffer | undefined {
    const { readAt } = this.lists.get(holderOf(node.parent)?.id ?? '')?.list ?? {};
    return this.era.live.of(ancestorOf(node, 'offer')?.resource, node.resource, readAt);
  }

  /** What is known of the loaded offers of a month or day. */
  offersIn(group: GroupNode): readonly OfferFacts[] {
    const { readAt } = this.lists.get(holderOf(group)?.id ?? '')?.list ?? {};
    return this.offers.offers(group).map((offer) => factsNow(offer, this.era.live.of(offer, offer, readAt)));
  }

  /** True where offers of the product may not be in its list, whole as that may be: it begins at a day. */
  beginsLater(product: ParentNode): boolean {
    const found = this.lists.get(product.id);
    return found !== undefined && this.era.begins.isCut(found.list, found.begin);
  }

  /** True where offers before the day that was asked for may stand in the product's list, and those of that day further on. */
  mayBeginBefore(product: ParentNode): boolean {
    const found = this.lists.get(product.id);
    return found !== undefined && this.era.begins.mayBeginBefore(found.list, found.begin);
  }

  /** True where a month or day may have more offers than its product's list: that ends in it, or begins in it. */
  offersGoOn(group: GroupNode): boolean {
    const found = this.lists.get(ancestorOf(group, 'product')?.id ?? '');
    const isCut = group.group === 'month' && found !== undefined;
    return (
      this.offers.goesOn(group) ||
      (isCut && this.era.begins.isCutWithin(group.value, found.list, found.begin))
    );
  }

  /** The lists that are not there, or not by the server's word, for a reason that may pass by itself. */
  get passing(): readonly LoadedList[] {
    return [...this.lists.values()].filter(({ list }) => {
      const failure = list.failure ?? list.standIn;
      return failure !== undefined && mayPass(failure);
    });
  }

  /**
   * Loads what another generation has loaded, as far as the server still has it: as many pages of each list.
   * @param isWanted by the node above a list; what is not wanted is left to whoever looks at it
   */
  async loadLike(other: Generation, isWanted: (parent: ParentNode) => boolean): Promise<void> {
    const before = new Map(
      [...other.lists].filter(([, { parent }]) => parent === undefined || isWanted(parent)),
    );
    const ways = new Set([...before.values()].flatMap(({ parent }) => wayTo(parent).map(({ id }) => id)));
    const limit = pLimit(atOnce);
    const loadBelow = async (parent: ParentNode | undefined): Promise<void> => {
      const was = before.get(parent?.id ?? '')?.list;
      const found = was && this.listBelow(parent);
      await (found && limit(() => loadAsFarAs(found.list, was, this.abortion.signal)));
      const below = this.nodesBelow(parent, found).filter(isParent);
      await Promise.all(below.filter(({ id }) => ways.has(id)).map(loadBelow));
    };
    await loadBelow(undefined);
  }

  /** Loaded offers of a product that are not shown because they are sold out. */
  hidden(product: ParentNode | undefined): number {
    return product?.kind === 'resource' && product.role === 'product' ? this.offers.hidden(product) : 0;
  }

  private newList(key: string, place: ListPlace | undefined): ResourceList {
    const { api, clock, changed, loaded } = this.parts;
    const pageSize = this.parts.pageSize();
    const choose = (address: string, hasRefused: boolean): void =>
      this.era.begins.note(list, address, hasRefused);
    const read = place === undefined ? readCatalogs(api, pageSize) : readPlace(api, place, pageSize, choose);
    const list: ResourceList = new ResourceList(read, pageSize, clock, this.abortion.signal, (isOther) => {
      const found = this.lists.get(key);
      if (found?.list === list) {
        if (isOther || isSelling(found.role)) {
          changed(this, found.parent);
        }
        loaded(this);
      }
    });
    return list;
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
      shown.push(this.nodes.resource(parent, resource, role, shown.length));
    }
    return shown;
  }

  /** What stands at the end of a list. */
  private tail(list: ResourceList, parent: ParentNode | undefined, shown: number): CatalogNode[] {
    const prefix = parent?.id ?? this.parts.environment();
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
    return shown === 0 ? [{ kind: 'empty', id: `${prefix} empty`, parent, hidden: this.hidden(parent) }] : [];
  }
}

/** Loads a list as far as another was. */
async function loadAsFarAs(list: ResourceList, was: ResourceList, signal: AbortSignal): Promise<void> {
  await list.open();
  const isDone = (): boolean => !list.hasMore || list.failure !== undefined || signal.aborted;
  if (!was.hasMore && !isDone()) {
    await list.loadAll({ signal });
  }
  while (list.resources.length < was.resources.length && !isDone()) {
    await list.loadMore();
  }
}
