import type { ResourceReader } from '../../../api/apiClient';
import type { Resource } from '../../../api/resource';
import type { Clock } from '../../../base/clock';
import { failureOf, RequestFailure, type Failure } from '../../../base/failure';
import { roleOf } from '../../../catalogs/nodes';
import { below } from '../../../catalogs/place';
import { readPlace } from '../../../catalogs/readPages';
import { ResourceList } from '../../../catalogs/resourceList';
import { readSideBySide } from '../../../catalogs/sideBySide';
import type { SearchEntry } from './query';
import type { CatalogSearch } from './search';

/** How far a reading is. */
export interface ReadProgress {
  readonly done: number;
  readonly total: number;
}

/** What came of one product base. */
interface Answer {
  readonly base: SearchEntry;
  readonly products: readonly Resource[];
  readonly failure: Failure | undefined;
}

/** Failures in a row after which the server is not asked for more. */
const mostFailures = 6;

/** Reads the products of product bases into a search, some bases at a time. */
export class ProductReading {
  private stopping: AbortController | undefined;

  progress: ReadProgress | undefined;
  /** What went wrong last. */
  failure: Failure | undefined;

  constructor(
    private readonly reader: ResourceReader,
    private readonly pageSize: number,
    private readonly clock: Clock,
    private readonly search: CatalogSearch,
  ) {}

  /**
   * Reads the products of these bases; does nothing while another reading goes on. A base that fails stays unread.
   * @param grown told after each base
   */
  async read(bases: readonly SearchEntry[], end: AbortSignal, grown: () => void): Promise<void> {
    if (this.progress !== undefined) {
      return;
    }
    this.failure = undefined;
    this.progress = { done: 0, total: bases.length };
    this.stopping = new AbortController();
    const signal = AbortSignal.any([end, this.stopping.signal]);
    let failures = 0;
    const take = (answer: Answer): boolean => {
      failures = answer.failure === undefined ? 0 : failures + 1;
      this.take(answer);
      grown();
      return failures < mostFailures;
    };
    const read = (index: number): Promise<Answer> => this.answerOf(bases[index], signal);
    const range = { first: 0, last: bases.length - 1, read, take };
    await readSideBySide(range, this.clock, signal).catch((error: unknown) => {
      this.failure = signal.aborted ? undefined : failureOf(error);
    });
    this.progress = undefined;
  }

  stop(): void {
    this.stopping?.abort();
  }

  private take({ base, products, failure }: Answer): void {
    // Of a list that failed in the middle there is more.
    const hasMore = failure !== undefined;
    for (const resource of products) {
      const path = resource.iri === undefined ? base.path : [...base.path, resource.iri];
      this.search.add({ resource, role: roleOf(resource, 'product'), path, hasMore });
    }
    if (failure === undefined) {
      this.search.allRead(base);
    }
    this.failure = failure ?? this.failure;
    const { done = 0, total = 0 } = this.progress ?? {};
    this.progress = { done: done + 1, total };
  }

  /** All products of a base, as the server has them now. Rejects where it was ended, and where the server asks for a rest (429). */
  private async answerOf(base: SearchEntry | undefined, signal: AbortSignal): Promise<Answer> {
    if (base === undefined) {
      throw new RequestFailure({ kind: 'unexpected' });
    }
    const place = { role: 'product', addresses: [below(base.resource, 'products')], paged: true } as const;
    const list = new ResourceList(
      readPlace({ get: (iri, of) => this.reader.get(iri, of, 'renewed') }, place, this.pageSize),
      this.pageSize,
      this.clock,
      signal,
    );
    await list.loadAll({ signal });
    const { resources, standIn } = list;
    // What was kept stands in for an answer that did not come: it may be what made the base an unread one.
    const failure = list.failure ?? standIn;
    if (signal.aborted) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    if (failure?.status === 429) {
      throw new RequestFailure(failure);
    }
    // Where there is no such list, there are no products.
    return { base, products: resources, failure: failure?.kind === 'apiNotFound' ? undefined : failure };
  }
}
