import { idOf, readResource, type Resource } from '../../../api/resource';
import { failureOf } from '../../../base/failure';
import { isRefusal } from '../../../catalogs/readPages';
import { offerFacts } from '../../../catalogs/offer';
import { below, offersAddress, valuesAddress, type OffersFilter } from '../../../catalogs/place';
import { mapAhead, pagesOf, type AnswerReader, type Older } from './pages';
import { datedOffers, isWithin, offersWithin, type DayRange } from './ranges';

/** One resource of a catalog, as every format writes it. */
export interface ExportRecord {
  readonly resource: Resource;
  /** IRI of the resource below which it was listed, where that has one; the catalog itself has none. */
  readonly parent: string | undefined;
  /**
   * When the server last said so, in milliseconds since the epoch; only where it could not be asked for this export, and
   * what was kept of an earlier answer stands in.
   */
  readonly readAt?: number;
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

/** The parts of an export, each of which can be older than it. */
export type ExportPart = 'catalog' | 'productBases' | ListName;

/** How far an export is; counts what was handed out. */
export interface ExportProgress {
  records: number;
  productBases: number;
  offers: number;
  /** Where the server tells. */
  totalProductBases: number | undefined;
  totalOffers: number | undefined;
  /** Offers that are not tied to a day, which belong to every day and could not be told from the others. */
  offersLeftOut: number;
  /** Lists that answered 404 wherever they were asked for. */
  readonly missing: Set<ListName>;
  /** The parts that could not be read now, or not all of them, with the oldest of what stands in. */
  readonly older: Map<ExportPart, Older>;
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
    offersLeftOut: 0,
    totalProductBases: undefined,
    totalOffers: undefined,
    missing: new Set(),
    older: new Map(),
  };
  private readonly refusals = new Map<ListName, number>();
  private readonly found = new Set<ListName>();

  constructor(
    private readonly read: AnswerReader,
    private readonly plan: ExportPlan,
  ) {}

  /** Every resource once, parents before their children. Throws the `RequestFailure` of a read, 404 of a list aside. */
  async *records(): AsyncGenerator<ExportRecord> {
    const { offers } = this.plan;
    yield this.count(await this.catalogOfNow());
    for await (const family of mapAhead(this.productBases(), width, (base) => this.familyOf(base))) {
      this.progress.productBases++;
      for (const record of family) {
        yield this.count(record);
      }
    }
    // Few product bases cannot refuse often enough for a list to be asked for no more.
    for (const list of this.refusals.keys()) {
      if (!this.found.has(list)) {
        this.progress.missing.add(list);
      }
    }
    if (offers !== 'none') {
      yield* this.offers();
    }
  }

  /** That a catalog has an address of its own is only inferred: where it has none, it stays as it was listed. */
  private async catalogOfNow(): Promise<ExportRecord> {
    const { catalog } = this.plan;
    const listed = { resource: catalog, parent: undefined };
    if (catalog.iri === undefined) {
      return listed;
    }
    try {
      const { json, older } = await this.read(catalog.iri);
      const resource = readResource(json);
      return idOf(resource.raw) === idOf(catalog.raw)
        ? { resource, parent: undefined, ...this.ageOf('catalog', older) }
        : listed;
    } catch (error) {
      if (!isRefusal(error)) {
        throw error;
      }
      return listed;
    }
  }

  private async *productBases(): AsyncGenerator<ExportRecord> {
    const { catalog, withDisabled, pageSize } = this.plan;
    const query = withDisabled ? '?withDisabled=true' : '';
    const address = below(catalog, 'product_bases') + query;
    for await (const { members, total, older } of pagesOf(this.read, address, pageSize)) {
      this.progress.totalProductBases = total ?? this.progress.totalProductBases;
      const age = this.ageOf('productBases', older);
      yield* members.map((resource) => ({ resource, parent: catalog.iri, ...age }));
    }
  }

  /** A product base with its options, their values, and its products. */
  private async familyOf(record: ExportRecord): Promise<ExportRecord[]> {
    const records = [record];
    const base = record.resource;
    for await (const option of this.listedBelow(base, 'options')) {
      records.push(option);
      const address = valuesAddress(base, option.resource);
      for await (const value of this.listed('values', address, option.resource.iri)) {
        records.push(value);
      }
    }
    for await (const product of this.listedBelow(base, 'products')) {
      records.push(product);
    }
    return records;
  }

  private async *offers(): AsyncGenerator<ExportRecord> {
    const { offers } = this.plan;
    if (typeof offers === 'string') {
      yield* this.offersAt();
      return;
    }
    const undated = await this.undatedOffers();
    yield* this.offersAt(offers);
    if (undated > 0 && this.found.has('offers')) {
      yield* this.offersOfAnyDay(undated);
    }
  }

  /** Offers that are not tied to a day and that a filter by date leaves out, by the totals of both lists. */
  private async undatedOffers(): Promise<number> {
    try {
      const [all, dated] = [await this.totalOf({}), await this.totalOf(datedOffers)];
      return all === undefined || dated === undefined ? 0 : all - dated;
    } catch (error) {
      if (!isRefusal(error)) {
        throw error;
      }
      return 0;
    }
  }

  private async totalOf(filter: OffersFilter): Promise<number | undefined> {
    const { catalog, pageSize } = this.plan;
    const pages = pagesOf(this.read, offersAddress(catalog, filter), pageSize);
    for await (const { total } of pages) {
      return total;
    }
    return undefined;
  }

  /** Offers without a day are valid on each, so they belong to every range of days. Servers put them at one of the ends. */
  private async *offersOfAnyDay(count: number): AsyncGenerator<ExportRecord> {
    const { progress } = this;
    progress.totalOffers = progress.offers + count;
    progress.offersLeftOut = count;
    const given = new Set<string | undefined>();
    for (const order of ['asc', 'desc'] as const) {
      if (progress.offersLeftOut <= 0) {
        return;
      }
      for await (const record of this.offersBy({ order })) {
        const { iri } = record.resource;
        if (offerFacts(record.resource).day !== undefined) {
          break;
        }
        if (iri === undefined || !given.has(iri)) {
          given.add(iri);
          progress.offersLeftOut = Math.max(0, progress.offersLeftOut - 1);
          yield this.counted(record);
        }
      }
    }
  }

  private async *offersAt(days?: DayRange): AsyncGenerator<ExportRecord> {
    for await (const record of this.offersBy(days === undefined ? {} : offersWithin(days))) {
      const { day } = offerFacts(record.resource);
      // A server need not know the filter.
      if (days === undefined || day === undefined || isWithin(day, days)) {
        yield this.counted(record);
      }
    }
  }

  private offersBy(filter: OffersFilter): AsyncGenerator<ExportRecord> {
    const { catalog } = this.plan;
    const address = catalog.iri === undefined ? undefined : offersAddress(catalog, filter);
    return this.listed('offers', address, catalog.iri);
  }

  private counted(offer: ExportRecord): ExportRecord {
    this.progress.offers++;
    return this.count(offer);
  }

  private listedBelow(parent: Resource, list: ListName): AsyncGenerator<ExportRecord> {
    const address = parent.iri === undefined ? undefined : below(parent, list);
    return this.listed(list, address, parent.iri);
  }

  private async *listed(
    list: ListName,
    address: string | undefined,
    parent: string | undefined,
  ): AsyncGenerator<ExportRecord> {
    if (address === undefined || this.progress.missing.has(list)) {
      return;
    }
    let begun = false;
    try {
      for await (const { members, total, older } of pagesOf(this.read, address, this.plan.pageSize)) {
        begun = true;
        this.found.add(list);
        if (list === 'offers') {
          this.progress.totalOffers ??= total;
        }
        const age = this.ageOf(list, older);
        for (const resource of members) {
          yield { resource, parent, ...age };
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

  /** The age of what is older than this export, which is noted. */
  private ageOf(part: ExportPart, older: Older | undefined): Pick<ExportRecord, 'readAt'> {
    if (older === undefined) {
      return {};
    }
    const known = this.progress.older.get(part);
    if (known === undefined || older.readAt < known.readAt) {
      this.progress.older.set(part, older);
    }
    return { readAt: older.readAt };
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
