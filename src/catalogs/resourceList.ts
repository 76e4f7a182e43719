import type { CollectionPage } from '../api/collection';
import type { Resource } from '../api/resource';
import { failureOf, type Failure } from '../net/failure';

/** Reads one page: the first where `link` is `undefined`, else the one behind a link of the page before. */
export type PageReader = (link: string | undefined, page: number) => Promise<CollectionPage>;

/** Most pages of one list: a server whose links never end must not fill the memory. */
const mostPages = 10_000;

/** The loaded pages of one list, apart from how they are shown. Concurrent loads are one; duplicates are dropped. */
export class ResourceList {
  private readonly members: Resource[] = [];
  private readonly seen = new Set<string>();
  private readonly visited = new Set<string>();
  private pages = 0;
  private next: string | undefined;
  private ended = false;
  private loading: Promise<void> | undefined;

  total: number | undefined;
  failure: Failure | undefined;

  constructor(
    private readonly read: PageReader,
    private readonly pageSize: number,
  ) {}

  get resources(): readonly Resource[] {
    return this.members;
  }

  get hasMore(): boolean {
    return !this.ended;
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

  private async loadPage(): Promise<void> {
    if (this.ended) {
      return;
    }
    try {
      const page = await this.read(this.next, this.pages + 1);
      this.failure = undefined;
      this.pages += 1;
      this.add(page);
    } catch (error) {
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
    this.total = page.total ?? this.total;
    this.next = page.next;
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
