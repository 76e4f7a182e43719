import { idOf, readResource, type Resource } from '../../../api/resource';
import { failureOf } from '../../../base/failure';
import { isRefusal } from '../../../catalogs/readPages';
import { below } from '../../../catalogs/place';
import { mapAhead, pagesOf, type JsonReader } from './pages';

/** One resource of a catalog, as every format writes it. */
export interface ExportRecord {
  readonly resource: Resource;
  /** IRI of the resource below which it was listed; the catalog itself has none. */
  readonly parent: string | undefined;
}

/** Days of offers to export, inclusive, as `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** What belongs to the export of a catalog, besides product bases, options, values and products. */
export interface ExportPlan {
  readonly catalog: Resource;
  /** Members a page, 1 to 50. */
  readonly pageSize: number;
  /** Disabled product bases too. */
  readonly withDisabled: boolean;
  readonly offers: 'all' | 'none' | DayRange;
  /** What was read before is asked for again: milliseconds since the epoch. */
  readonly since: number;
}

/** The lists below a catalog that a server may lack. */
export type ListName = 'options' | 'values' | 'products' | 'offers';

/** How far an export is; counts what was handed out. */
export interface ExportProgress {
  records: number;
  productBases: number;
  offers: number;
  /** Where the server tells. */
  totalProductBases: number | undefined;
  totalOffers: number | undefined;
  /** Lists that answered 404 wherever they were asked for. */
  readonly missing: Set<ListName>;
}

/** Product bases read side by side. */
const width = 6;
/** Refusals (404) without any success after which a list is not asked for again. */
const fewRefusals = 3;

/** Reads a whole catalog, top down and in the server's order, holding no more than a few product bases at a time. */
export class CatalogExport {
  readonly progress: ExportProgress = {
    records: 0,
    productBases: 0,
    offers: 0,
    totalProductBases: undefined,
    totalOffers: undefined,
    missing: new Set(),
  };
  private readonly refusals = new Map<ListName, number>();
  private readonly found = new Set<ListName>();

  constructor(
    private readonly read: JsonReader,
    private readonly plan: ExportPlan,
  ) {}

  /** Every resource once, parents before their children. Throws the `RequestFailure` of a read, 404 of a list aside. */
  async *records(): AsyncGenerator<ExportRecord> {
    const { offers } = this.plan;
    yield this.count({ resource: await this.catalogOfNow(), parent: undefined });
    for await (const family of mapAhead(this.productBases(), width, (base) => this.familyOf(base))) {
      this.progress.productBases++;
      for (const record of family) {
        yield this.count(record);
      }
    }
    if (offers !== 'none') {
      yield* this.offers();
    }
  }

  /** That a catalog has an address of its own is only inferred: where it has none, it stays as it was listed. */
  private async catalogOfNow(): Promise<Resource> {
    const { catalog } = this.plan;
    const read = catalog.iri === undefined ? undefined : this.read(catalog.iri);
    const now = await read?.then(readResource, (error: unknown) => {
      if (!isRefusal(error)) {
        throw error;
      }
      return catalog;
    });
    return now !== undefined && idOf(now.raw) === idOf(catalog.raw) ? now : catalog;
  }

  private async *productBases(): AsyncGenerator<Resource> {
    const { catalog, withDisabled, pageSize } = this.plan;
    const query = withDisabled ? '?withDisabled=true' : '';
    for await (const { members, total } of pagesOf(
      this.read,
      below(catalog, 'product_bases') + query,
      pageSize,
    )) {
      this.progress.totalProductBases = total ?? this.progress.totalProductBases;
      yield* members;
    }
  }

  /** A product base with its options, their values, and its products. */
  private async familyOf(base: Resource): Promise<ExportRecord[]> {
    const records: ExportRecord[] = [{ resource: base, parent: this.plan.catalog.iri }];
    for await (const option of this.listed(base, 'options')) {
      records.push(option);
      for await (const value of this.listed(option.resource, 'values')) {
        records.push(value);
      }
    }
    for await (const product of this.listed(base, 'products')) {
      records.push(product);
    }
    return records;
  }

  private async *offers(): AsyncGenerator<ExportRecord> {
    const { catalog, offers } = this.plan;
    const query =
      typeof offers === 'string'
        ? ''
        : `?${new URLSearchParams({ 'date[after]': offers.from, 'date[before]': offers.to }).toString()}`;
    for await (const record of this.listed(catalog, 'offers', query)) {
      this.progress.offers++;
      yield this.count(record);
    }
  }

  private async *listed(parent: Resource, list: ListName, query = ''): AsyncGenerator<ExportRecord> {
    if (parent.iri === undefined || this.progress.missing.has(list)) {
      return;
    }
    let begun = false;
    try {
      for await (const { members, total } of pagesOf(
        this.read,
        below(parent, list) + query,
        this.plan.pageSize,
      )) {
        begun = true;
        this.found.add(list);
        if (list === 'offers') {
          this.progress.totalOffers = total ?? this.progress.totalOffers;
        }
        for (const resource of members) {
          yield { resource, parent: parent.iri };
        }
      }
    } catch (error) {
      // A list that breaks off is no whole list.
      if (begun || failureOf(error).kind !== 'apiNotFound') {
        throw error;
      }
      this.refused(list);
    }
  }

  private refused(list: ListName): void {
    const refusals = (this.refusals.get(list) ?? 0) + 1;
    this.refusals.set(list, refusals);
    if (!this.found.has(list) && (refusals >= fewRefusals || list === 'offers')) {
      this.progress.missing.add(list);
    }
  }

  private count(record: ExportRecord): ExportRecord {
    this.progress.records++;
    return record;
  }
}
