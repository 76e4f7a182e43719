import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApiReply, ResourceReader } from '../../../api/apiClient';
import type { Clock, Timer } from '../../../base/clock';
import type { Failure } from '../../../base/failure';
import type { Disposable } from '../../../base/listeners';
import type { CatalogModel } from '../../../catalogs/catalogModel';
import { failureAmong, type CatalogNode, type ResourceNode } from '../../../catalogs/nodes';
import { ProductReading, type ReadProgress } from './products';
import type { SearchEntry, SearchQuery } from './query';
import { CatalogSearch } from './search';

/** What is looked through. */
export interface FinderParts {
  readonly model: Pick<CatalogModel, 'children' | 'loadAll' | 'loaded' | 'onDidChange'>;
  readonly cache: ResourceReader & { kept(): AsyncIterable<ApiReply> };
  readonly clock: Clock;
  /** Members a page, 1 to 50. */
  readonly pageSize: number;
}

/** How far the list is that is being loaded. */
export interface ListProgress {
  /** The catalog whose product bases they are. */
  readonly label: string;
  readonly loaded: number;
  /** Where the server tells. */
  readonly total: number | undefined;
}

/** Most matches shown: who has to look through more types another letter. */
const mostShown = 100;
/** Milliseconds between two looks at what has arrived. */
const lookEvery = 200;
/** Resources taken up in one go. */
const sliceLength = 500;
/** Milliseconds that the end waits for lists under way. */
const patience = 200;

/**
 * What Find looks through and what of it matches: at once what is loaded, then what is kept on disk and what the server
 * has, page by page as it arrives; on demand the products of product bases that were never opened. No step of it holds
 * the thread for long.
 */
export class Finder {
  readonly search = new CatalogSearch();
  private readonly ending = new AbortController();
  private readonly products: ProductReading;
  private readonly following: Disposable;
  private text = '';
  private query = this.search.query('', mostShown);
  /** The query whose matches are shown: the one before, until the next has looked through everything. */
  private shown = this.query;
  /** {@link CatalogSearch.version} when the query began. */
  private version = 0;
  private matching: Promise<void> = Promise.resolve();
  private taking: Promise<void> = Promise.resolve();
  private lists: Promise<void> = Promise.resolve();
  private timer: Timer | undefined;
  private hasGrown = false;
  private progress: ListProgress | undefined;
  private loading = false;
  private failed: Failure | undefined;

  /** @param changed told when there is something else to show */
  constructor(
    private readonly parts: FinderParts,
    private readonly changed: () => void,
  ) {
    this.products = new ProductReading(parts.cache, parts.pageSize, parts.clock, this.search);
    this.following = parts.model.onDidChange(() => this.grow());
  }

  /** The best matches for the text, best first. */
  get matches(): readonly SearchEntry[] {
    return this.shown.matches;
  }

  /** True where more matches than those. */
  get isCut(): boolean {
    return this.shown.isCut;
  }

  /** True while something is read. */
  get isBusy(): boolean {
    return this.loading || this.reading !== undefined;
  }

  /** The list that is being loaded. */
  get list(): ListProgress | undefined {
    return this.progress;
  }

  /** Why a list of catalogs or product bases is not there to its end. */
  get listFailure(): Failure | undefined {
    return this.failed;
  }

  /** How far the reading of products is, while there is one. */
  get reading(): ReadProgress | undefined {
    return this.products.progress;
  }

  /** Product bases whose products can still be read; 0 while the lists that hold them are loading. */
  get unread(): number {
    return this.loading ? 0 : this.search.unreadBases().length;
  }

  /** What went wrong when products were last read. */
  get failure(): Failure | undefined {
    return this.products.failure;
  }

  /** Looks for another text. Resolves once the matches of the text looked for last are there. */
  look(text: string): Promise<void> {
    this.text = text;
    return this.lookFromStart();
  }

  /** Loads the lists of catalogs and product bases to their ends. */
  async load(): Promise<void> {
    this.loading = true;
    this.grow();
    this.lists = this.loadLists();
    await Promise.all([this.lists, this.takeKept()]);
    this.loading = false;
    await this.lookAgain();
  }

  /** Reads the products of the product bases that were never opened. */
  async readUnread(): Promise<void> {
    const reading = this.products.read(this.search.unreadBases(), this.ending.signal, () => this.grow());
    this.changed();
    await reading;
    await this.lookAgain();
  }

  /** Ends {@link readUnread}; what was read stays. */
  stopReading(): void {
    this.products.stop();
  }

  /** Ends everything. Resolves once the lists are at rest, when the tree shows a place most surely; waits for no disk. */
  async end(): Promise<void> {
    const { clock } = this.parts;
    this.ending.abort();
    this.following.dispose();
    clock.clearTimeout(this.timer);
    let timer: Timer | undefined;
    await Promise.race([
      this.lists,
      new Promise<void>((resolve) => (timer = clock.setTimeout(resolve, patience))),
    ]);
    clock.clearTimeout(timer);
  }

  private get isOver(): boolean {
    return this.ending.signal.aborted;
  }

  private async loadLists(): Promise<void> {
    const { model } = this.parts;
    const { signal } = this.ending;
    await model.children();
    if (!signal.aborted) {
      await model.loadAll(undefined, { signal });
    }
    const done = new Set<ResourceNode>();
    for (let next = await this.catalogBut(done); next !== undefined; next = await this.catalogBut(done)) {
      done.add(next);
      const { label } = next.resource;
      const onProgress = (loaded: number, total: number | undefined): void => {
        this.progress = { label, loaded, total };
        this.grow();
      };
      await model.loadAll(next, { signal, onProgress });
      await this.loadedBelow(next);
    }
    this.progress = undefined;
  }

  /** A catalog that has not been gone through. After a refresh of the tree that is all of them: its nodes are others. */
  private async catalogBut(done: ReadonlySet<ResourceNode>): Promise<ResourceNode | undefined> {
    const resources = (await this.loadedBelow()).filter((each) => each.kind === 'resource');
    return resources.find((each) => each.role === 'catalog' && !done.has(each));
  }

  /**
   * What was loaded below a catalog, or the catalogs; why not all was is noted. Nothing once Find has ended: what was
   * called off is not open, and whoever asks for its children has it read once more.
   */
  private async loadedBelow(catalog?: ResourceNode): Promise<readonly CatalogNode[]> {
    const children = this.isOver ? [] : await this.parts.model.children(catalog);
    this.failed ??= failureAmong(children);
    return children;
  }

  private async takeKept(): Promise<void> {
    for await (const reply of this.parts.cache.kept()) {
      if (this.isOver) {
        return;
      }
      this.search.addReply(reply);
      this.grow();
    }
  }

  /** Looks at what has arrived: now, or where that was just done, in a moment. */
  private grow(): void {
    if (this.timer !== undefined || this.isOver) {
      this.hasGrown = true;
      return;
    }
    this.hasGrown = false;
    this.timer = this.parts.clock.setTimeout(() => {
      this.timer = undefined;
      if (this.hasGrown) {
        this.grow();
      }
    }, lookEvery);
    void this.lookAgain();
  }

  private async lookAgain(): Promise<void> {
    this.taking = this.taking.then(() => this.takeLoaded());
    await this.taking;
    await (this.version === this.search.version ? this.match() : this.lookFromStart());
  }

  private lookFromStart(): Promise<void> {
    this.version = this.search.version;
    this.query = this.search.query(this.text, mostShown);
    return this.match();
  }

  private async takeLoaded(): Promise<void> {
    let count = 0;
    for (const each of this.parts.model.loaded()) {
      this.search.add(each);
      if (++count % sliceLength === 0) {
        await nextTurn();
      }
      if (this.isOver) {
        return;
      }
    }
  }

  private match(): Promise<void> {
    this.matching = this.lookThrough(this.query);
    return this.matching;
  }

  private async lookThrough(query: SearchQuery): Promise<void> {
    while (query.step()) {
      await nextTurn();
      if (query !== this.query) {
        return this.matching;
      }
      if (this.isOver) {
        return;
      }
    }
    if (!this.isOver) {
      this.shown = query;
      this.changed();
    }
  }
}
