import type { CollectionPage } from '../api/collection';
import type { Resource } from '../api/resource';
import type { Clock } from '../auth/clock';
import { failureOf, type Failure } from '../net/failure';
import { readSideBySide } from './sideBySide';

/** Reads one page: the first where `link` is `undefined`, else the one behind a link of the page before. */
export type PageReader = (
  link: string | undefined,
  page: number,
  signal: AbortSignal,
) => Promise<CollectionPage>;

/** Most pages of one list: a server whose links never end must not fill the memory. */
const mostPages = 10_000;

/** The number of a page in a link. */
const pageNumber = /(?<=[?&]page=)\d+(?=&|$)/;

/** What a caller wants of {@link ResourceList.loadAll}. */
export interface LoadAllOptions {
  /** Stops; what was loaded stays. */
  readonly signal: AbortSignal;
  /** Told after each page. */
  readonly onProgress?: (loaded: number, total: number | undefined) => void;
}

/** The loaded pages of one list, apart from how they are shown. Concurrent loads are one; duplicates are dropped. */
export class ResourceList {
  private readonly members: Resource[] = [];
  private readonly seen = new Set<string>();
  private readonly visited = new Set<string>();
  private pages = 0;
  private next: string | undefined;
  private numbered = false;
  private ended = false;
  private loading: Promise<void> | undefined;
  /** Members of a page of this server, duplicates included. */
  private perPage = 0;

  total: number | undefined;
  failure: Failure | undefined;

  /** @param signal ends everything that is under way */
  constructor(
    private readonly read: PageReader,
    private readonly pageSize: number,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  get resources(): readonly Resource[] {
    return this.members;
  }

  get hasMore(): boolean {
    return !this.ended;
  }

  /** True once a page is there. */
  get isOpen(): boolean {
    return this.pages > 0;
  }

  has(iri: string): boolean {
    return this.seen.has(iri);
  }

  /** Loads the first page unless there is one already. */
  async open(): Promise<void> {
    if (this.pages === 0 && this.failure === undefined) {
      await this.loadMore();
    }
  }

  /** Loads the next page; a failure is kept in `failure`, and what was loaded before stays. */
  loadMore(): Promise<void> {
    this.loading ??= this.loadPage().finally(() => (this.loading = undefined));
    return this.loading;
  }

  /**
   * Loads what is missing: side by side where links and total tell which pages there are, else, or once the total
   * changes, one after another. Ends like {@link loadMore}.
   */
  async loadAll(options: LoadAllOptions): Promise<void> {
    while (this.loading !== undefined) {
      await this.loading;
    }
    this.loading = this.loadPages(options).finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async loadPages({ signal, onProgress }: LoadAllOptions): Promise<void> {
    const both = AbortSignal.any([signal, this.signal]);
    const tell = (): void => onProgress?.(this.members.length, this.total);
    const isDone = (): boolean => this.ended || this.failure !== undefined || both.aborted;
    this.failure = undefined;
    if (this.pages === 0) {
      await this.loadPage(both);
      tell();
    }
    const last = this.lastPage();
    if (!isDone() && last !== undefined) {
      const { total } = this;
      const link = this.next;
      const range = {
        first: this.pages + 1,
        last,
        read: (page: number, of: AbortSignal) => this.read(link?.replace(pageNumber, String(page)), page, of),
        take: (page: CollectionPage) => {
          this.add(page);
          tell();
          return !this.ended && this.total === total;
        },
      };
      await readSideBySide(range, this.clock, both).catch((error: unknown) => this.fail(error, both));
    }
    while (!isDone()) {
      await this.loadPage(both);
      tell();
    }
  }

  /** Number of the last page, where pages can be asked for by number and their number is known. */
  private lastPage(): number | undefined {
    if (!this.numbered || this.total === undefined || this.perPage === 0) {
      return undefined;
    }
    return Math.min(mostPages, Math.ceil(this.total / this.perPage));
  }

  private async loadPage(signal = this.signal): Promise<void> {
    if (this.ended) {
      return;
    }
    try {
      const page = await this.read(this.next, this.pages + 1, signal);
      this.failure = undefined;
      this.add(page);
    } catch (error) {
      this.fail(error, signal);
    }
  }

  private fail(error: unknown, signal: AbortSignal): void {
    // Stopped on purpose: nothing is wrong with the list.
    if (!signal.aborted || this.signal.aborted) {
      this.failure = failureOf(error);
    }
  }

  private add(page: CollectionPage): void {
    const before = this.members.length;
    for (const resource of page.members) {
      // What has no IRI cannot be told from its double, and is kept.
      if (resource.iri === undefined || !this.seen.has(resource.iri)) {
        this.members.push(resource);
      }
      if (resource.iri !== undefined) {
        this.seen.add(resource.iri);
      }
    }
    this.pages += 1;
    this.perPage ||= page.members.length;
    this.total = page.total ?? this.total;
    this.next = page.next;
    this.numbered =
      page.next === undefined ? !page.hasLinks : Number(pageNumber.exec(page.next)?.[0]) === this.pages + 1;
    const added = this.members.length - before;
    this.ended =
      this.pages >= mostPages ||
      (page.next === undefined ? !this.mayHaveMore(page, added) : this.turnsBack(page.next));
  }

  /** Without page links, the total tells whether there is more, or else a full page that brought something new. */
  private mayHaveMore(page: CollectionPage, added: number): boolean {
    if (page.hasLinks || added === 0) {
      return false;
    }
    return this.total === undefined ? page.members.length >= this.pageSize : this.members.length < this.total;
  }

  private turnsBack(link: string): boolean {
    const known = this.visited.has(link);
    this.visited.add(link);
    return known;
  }
}
