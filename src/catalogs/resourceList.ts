import type { ApiReply } from '../api/apiClient';
import type { Resource } from '../api/resource';
import type { Clock } from '../base/clock';
import { failureOf, mayPass, RequestFailure, type Failure } from '../base/failure';
import { ListPages, mostPages, pageNumber, type PlacedPage, type ReadPage } from './listPages';
import { readSideBySide } from './sideBySide';

/** Reads one page: the first where `link` is `undefined`, else the one behind a link of the page before. */
export type PageReader = (link: string | undefined, page: number, signal: AbortSignal) => Promise<ReadPage>;

/** Reads what is at an IRI. Rejects with a `RequestFailure`. */
export type ReadApi = (iri: string, signal: AbortSignal) => Promise<ApiReply>;

/** What a caller wants of {@link ResourceList.loadAll}. */
export interface LoadAllOptions {
  /** Stops; what was loaded stays. */
  readonly signal: AbortSignal;
  /** Told after each page. */
  readonly onProgress?: (loaded: number, total: number | undefined) => void;
}

/** Most members that the API gives at a time. */
export const mostOfPage = 50;
/** Most members of a list that is read to its end. */
export const mostMembers = 2000;

/** One list as far as it is loaded, apart from how it is shown. Concurrent loads are one. */
export class ResourceList {
  private readonly pages: ListPages;
  private loading: Promise<void> | undefined;
  /** Renewals under way. */
  private renewals = 0;

  failure: Failure | undefined;

  /**
   * @param signal ends everything that is under way
   * @param renewed told when the server begins to be asked behind what was kept, of each answer that says otherwise
   * (`changed`), and of the end
   */
  constructor(
    private readonly read: PageReader,
    pageSize: number,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
    private readonly renewed: (changed: boolean) => void = () => undefined,
  ) {
    this.pages = new ListPages(pageSize);
  }

  get resources(): readonly Resource[] {
    return this.pages.resources;
  }

  get total(): number | undefined {
    return this.pages.total;
  }

  get hasMore(): boolean {
    return !this.pages.ended;
  }

  /** True once a page is there. */
  get isOpen(): boolean {
    return this.pages.count > 0;
  }

  /** Changes whenever members that were there already have changed. */
  get version(): number {
    return this.pages.version;
  }

  /** When the oldest of what is there was read, in milliseconds since the epoch. */
  get readAt(): number | undefined {
    return this.pages.readAt;
  }

  /** What kept the server from being asked, where something is shown that was kept. */
  get standIn(): Failure | undefined {
    return this.pages.standingIn[0]?.failure;
  }

  /** True while the server is asked behind what is there. */
  get isBeingRenewed(): boolean {
    return this.renewals > 0;
  }

  has(iri: string): boolean {
    return this.pages.has(iri);
  }

  /** Loads the first page unless there is one already. */
  async open(): Promise<void> {
    if (!this.isOpen && this.failure === undefined) {
      await this.loadMore();
    }
  }

  /** Loads the next page; a failure is kept in `failure`, and what was loaded before stays. */
  loadMore(): Promise<void> {
    this.loading ??= this.loadPage().finally(() => (this.loading = undefined));
    return this.loading;
  }

  /** Asks the server again for what stands in for its answer. */
  async renew(): Promise<void> {
    await this.readAgain(this.pages.standingIn);
  }

  /** Asks the server again for what was read at a time or before (milliseconds since the epoch). */
  async renewSince(time: number): Promise<void> {
    await this.readAgain(this.pages.readBy(time));
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
    const tell = (): void => onProgress?.(this.resources.length, this.total);
    const isDone = (): boolean => this.pages.ended || this.failure !== undefined || both.aborted;
    this.failure = undefined;
    if (!this.isOpen) {
      await this.loadPage(both);
      tell();
    }
    const last = this.lastPage();
    if (!isDone() && last !== undefined) {
      const { total } = this;
      const { next } = this.pages;
      const linkTo = (page: number): string | undefined => next?.replace(pageNumber, String(page));
      const range = {
        first: this.pages.count + 1,
        last,
        read: (page: number, of: AbortSignal) => this.read(linkTo(page), page, of),
        take: (page: ReadPage) => {
          this.add(page, linkTo(this.pages.count + 1));
          tell();
          return !this.pages.ended && this.total === total;
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
    const { numbered, total, perPage } = this.pages;
    return !numbered || total === undefined || perPage === 0
      ? undefined
      : Math.min(mostPages, Math.ceil(total / perPage));
  }

  private async loadPage(signal = this.signal): Promise<void> {
    const { ended, next, count } = this.pages;
    if (ended) {
      return;
    }
    try {
      const page = await this.read(next, count + 1, signal);
      this.failure = undefined;
      this.add(page, next);
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

  private add(page: ReadPage, link: string | undefined): void {
    this.pages.add(page, link);
    if (page.newer !== undefined) {
      const taken = page.newer.then((newer) => this.replace(page, newer));
      void this.renewing(taken);
    }
  }

  /** One page after another, which spares the server; where it cannot be reached, the rest is not tried. */
  private async readAgain(pages: readonly PlacedPage[]): Promise<void> {
    const work = async (): Promise<void> => {
      let failure: Failure | undefined;
      for (const { page, link } of pages) {
        const by = failure === undefined ? await this.pageNow(page, link) : { ...page, failure };
        failure = by.failure !== undefined && mayPass(by.failure) ? by.failure : undefined;
        this.replace(page, by);
      }
    };
    await (pages.length === 0 ? undefined : this.renewing(work()));
  }

  /** What the server says of a page; the page with the failure where it says nothing. */
  private async pageNow(page: ReadPage, link: string | undefined): Promise<ReadPage> {
    const number = this.pages.numberOf(page);
    if (number === 0) {
      return page;
    }
    try {
      const again = await this.read(link, number, this.signal);
      return (await again.newer) ?? again;
    } catch (error) {
      return { ...page, failure: failureOf(error) };
    }
  }

  /** Counts a renewal while it is under way, and tells of its beginning and end. */
  private async renewing(work: Promise<void>): Promise<void> {
    if (this.renewals++ === 0) {
      this.renewed(false);
    }
    await work;
    this.renewals--;
    if (!this.signal.aborted) {
      this.renewed(false);
    }
  }

  private replace(page: ReadPage, by: ReadPage): void {
    const isThere = page !== by && !this.signal.aborted && this.pages.numberOf(page) > 0;
    if (isThere && this.pages.replace(page, by)) {
      this.renewed(true);
    }
  }
}

/** A list read to its end, or to `mostMembers`, in pages of `mostOfPage`. Rejects with a `RequestFailure`. */
export async function readWholeList(
  read: PageReader,
  clock: Clock,
  signal: AbortSignal,
  onPage: (soFar: readonly Resource[]) => void,
): Promise<{ readonly members: readonly Resource[]; readonly complete: boolean }> {
  const list = new ResourceList(read, mostOfPage, clock, signal);
  while (list.hasMore && list.resources.length < mostMembers) {
    await list.loadMore();
    if (list.failure !== undefined) {
      throw new RequestFailure(list.failure);
    }
    onPage(list.resources);
  }
  return { members: list.resources, complete: !list.hasMore };
}
