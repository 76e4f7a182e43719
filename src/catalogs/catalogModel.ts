import type { ResourceReader } from '../api/apiClient';
import type { Resource } from '../api/resource';
import type { Clock } from '../base/clock';
import { Listeners } from '../base/listeners';
import type { Failure } from '../base/failure';
import { Era } from './era';
import { Generation, type GenerationParts } from './generation';
import { ListAges } from './listAges';
import { readLiveOffer, type LiveOffer } from './liveOffer';
import {
  ancestorOf,
  holderOf,
  irisTo,
  isParent,
  roleOf,
  wayTo,
  type CatalogNode,
  type GroupNode,
  type ParentNode,
  type ResourceNode,
  type ResourceRole,
} from './nodes';
import type { OfferFacts } from './offer';
import { placeBelow, seatMapsOf } from './place';
import type { ResourceList, LoadAllOptions } from './resourceList';

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
  private readonly kinds = { disabled: false, soldOut: true };
  private readonly parts: GenerationParts;
  private generation: Generation;
  /** What is to take the place of what is shown, while it is being loaded. */
  private coming: Generation | undefined;
  private renewing = Promise.resolve();

  /** How old what sells by the minute is. */
  readonly ages: ListAges;

  /** Fires with the node that changed, itself or what is below it; `undefined` for the root. */
  readonly onDidChange = this.changes.event;

  /** Fires whenever a list has been asked for, with or without success. */
  readonly onDidLoad = this.loads.event;

  constructor(
    private readonly api: ResourceReader,
    private readonly clock: Clock,
    environment: () => string,
    pageSize: () => number,
  ) {
    this.parts = {
      api,
      clock,
      environment,
      pageSize,
      kinds: this.kinds,
      changed: (of, parent) => (of === this.generation ? this.redraw(parent) : undefined),
      loaded: (of) => (of === this.generation ? this.loads.fire() : undefined),
    };
    this.generation = new Generation(this.parts, new Era(clock));
    this.ages = new ListAges(() => this.generation.lists, clock);
  }

  /**
   * The children of a node, or the catalogs; loads the first page where that was not done yet. A node of what was
   * forgotten has none.
   */
  async children(parent?: ParentNode): Promise<CatalogNode[]> {
    const { generation } = this;
    if (parent !== undefined && !generation.knows(parent)) {
      return [];
    }
    const found = generation.listBelow(parent);
    if (found !== undefined) {
      await found.list.open();
      if (generation !== this.generation) {
        // Who asked for the catalogs wants those of now.
        return parent === undefined ? this.children() : [];
      }
      this.loads.fire();
    }
    return [...generation.nodesBelow(parent, found)];
  }

  /** True where the node can have children. */
  hasChildren(node: CatalogNode): boolean {
    if (node.kind !== 'resource') {
      return node.kind === 'group';
    }
    return placeBelow(node, this.kinds.disabled) !== undefined || seatMapsOf(node.resource).length > 0;
  }

  /** Loads the next page of the list the node stands in, or tries again what failed there. */
  async loadMore({ parent }: CatalogNode): Promise<void> {
    await this.load(parent, (list) => list.loadMore());
  }

  /** Loads what is missing of the list below a node, of the catalogs, or of the list that a "load more" node ends. */
  async loadAll(node: CatalogNode | undefined, options: LoadAllOptions): Promise<void> {
    const parent = node === undefined || isParent(node) ? node : node.parent;
    await this.load(holderOf(parent), (list) => list.loadAll(options));
  }

  /** True where a list is not there for a reason that may pass by itself. */
  get hasPassingFailure(): boolean {
    return this.generation.passing.length > 0;
  }

  /** Tries again what failed, or what something kept stands in for, where the reason may pass by itself. */
  async retryPassing(): Promise<void> {
    const { generation } = this;
    await Promise.all(
      generation.passing.map(async ({ list, parent }) => {
        const failed = list.failure !== undefined;
        await (failed ? list.loadMore() : list.renew());
        if (failed && list.failure === undefined && generation === this.generation) {
          this.redraw(parent);
        }
      }),
    );
    this.loads.fire();
  }

  /** True while the list of catalogs, or the rest of it, could not be read from the server, whatever the reason. */
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
    return this.kinds.disabled;
  }

  set withDisabled(value: boolean) {
    this.kinds.disabled = value;
    for (const { lists } of this.generations) {
      for (const [key, { role, parent }] of [...lists]) {
        if (role === 'productBase') {
          lists.delete(key);
          this.redraw(parent);
        }
      }
    }
  }

  /** Whether offers that are sold out are shown too. */
  get withSoldOut(): boolean {
    return this.kinds.soldOut;
  }

  set withSoldOut(value: boolean) {
    this.kinds.soldOut = value;
    this.redrawOffers();
  }

  /** Has all loaded offers, and what is below them, shown anew. */
  redrawOffers(): void {
    for (const { role, parent } of this.generation.lists.values()) {
      if (role === 'offer') {
        this.redraw(parent);
      }
    }
  }

  /**
   * Shows the offers of a product from a day on (`YYYY-MM-DD`), or, where there are none, from the first; '' = from the
   * first, those without a day included; `undefined` = from today on, as where nobody asked for a day.
   */
  beginAt(product: ResourceNode, day: string | undefined): void {
    this.generation.era.begins.set(product, day);
    this.generations.forEach(({ lists }) => lists.delete(product.id));
    this.redraw(product);
  }

  /** The day that was asked for last by {@link beginAt}. */
  begunAt(product: ResourceNode): string | undefined {
    return this.generation.era.begins.asked(product);
  }

  /** True where the list of a product may begin before the day that was asked for: the server does not know the filter. */
  mayBeginBefore(product: ParentNode): boolean {
    return this.generation.mayBeginBefore(product);
  }

  /** True where offers of the product may not be in its list, whole as that may be: it begins at a day. */
  beginsLater(product: ParentNode): boolean {
    return this.generation.beginsLater(product);
  }

  /** Asks for an offer's quantity and price of this moment; {@link live} tells them from then on. */
  async checkAvailability(node: ResourceNode): Promise<void> {
    const { era } = this.generation;
    const offer = ancestorOf(node, 'offer');
    const iri = offer?.resource.iri;
    if (offer === undefined || iri === undefined) {
      return;
    }
    era.live.set(iri, await readLiveOffer(this.api, iri, () => this.clock.now(), era.signal));
    if (era === this.generation.era) {
      // Its month and day count with it.
      this.redraw(wayTo(offer).find(({ kind }) => kind === 'group') ?? offer);
    }
  }

  /** What was last answered about the offer that a node is or belongs to, unless the list that it stands in knows better. */
  live(node: ResourceNode): LiveOffer | undefined {
    return this.generation.live(node);
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
    const { generation } = this;
    return generation.listBelow(generation.now(parent))?.list.has(iri) ?? false;
  }

  /** What is known of the loaded offers of a month or day. */
  offersIn(group: GroupNode): readonly OfferFacts[] {
    return this.generation.offersIn(group);
  }

  /** Loaded offers of a product that are not shown because they are sold out. */
  hiddenBelow(product: ParentNode): number {
    return this.generation.hidden(product);
  }

  /** True where a month or day may have more offers than are loaded, behind them or, in a month, before them. */
  offersGoOn(group: GroupNode): boolean {
    return this.generation.offersGoOn(group);
  }

  /** Forgets everything loaded: the next look reads afresh, and what is still under way is ended. */
  reset(): void {
    this.put(new Generation(this.parts, new Era(this.clock)));
  }

  /** Aborts once everything is forgotten; a refresh forgets nothing. */
  get signal(): AbortSignal {
    return this.generation.era.signal;
  }

  /** False for a node that another one has taken the place of, by a refresh or a change, and for one that is forgotten. */
  knows(node: ParentNode): boolean {
    return this.generation.knows(node);
  }

  /**
   * Reads anew what was loaded. What is there stays, and is alive, until all of that is: then it takes its place at once.
   * What is loaded or asked live meanwhile goes over to it. Who asks for a refresh meanwhile waits for the same.
   * @param isShown by the node above a list; other lists are forgotten, and read when somebody looks at them
   */
  renew(isShown: (parent: ParentNode) => boolean): Promise<void> {
    if (this.coming === undefined) {
      this.renewing = this.loadAgain(isShown);
    }
    return this.renewing;
  }

  dispose(): void {
    this.generation.era.end();
    this.generations.forEach((each) => each.end());
    this.changes.dispose();
    this.loads.dispose();
  }

  private async loadAgain(isShown: (parent: ParentNode) => boolean): Promise<void> {
    const before = this.generation;
    const { era } = before;
    const since = this.clock.now();
    const coming = (this.coming = new Generation(this.parts, era));
    let size: number;
    do {
      // Once more where more of it was loaded meanwhile.
      ({ size } = before);
      await coming.loadLike(before, isShown);
    } while (this.coming === coming && size !== before.size);
    if (this.coming === coming) {
      era.live.forgetBefore(since);
      this.put(coming);
      this.loads.fire();
    }
  }

  /** What is shown, and what is to be. */
  private get generations(): readonly Generation[] {
    return this.coming === undefined ? [this.generation] : [this.generation, this.coming];
  }

  private put(generation: Generation): void {
    if (generation.era !== this.generation.era) {
      this.generation.era.end();
    }
    for (const each of this.generations) {
      if (each !== generation) {
        each.end();
      }
    }
    this.coming = undefined;
    this.generation = generation;
    this.changes.fire(undefined);
  }

  private async load(
    parent: ParentNode | undefined,
    load: (list: ResourceList) => Promise<void>,
  ): Promise<void> {
    const { generation } = this;
    const found = generation.listBelow(generation.now(parent));
    if (found === undefined) {
      return;
    }
    await load(found.list);
    if (generation === this.generation) {
      this.redraw(parent);
      this.loads.fire();
    } else if (generation.era === this.generation.era) {
      // A refresh has put another list in its place, and called this one off.
      await this.load(parent, load);
    }
  }

  /** Has a node drawn anew, by the one that views have of it now. */
  private redraw(node: ParentNode | undefined): void {
    this.changes.fire(this.generation.now(node));
  }
}
