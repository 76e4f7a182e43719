import { goesOn, type CollectionPage } from '../../../api/collection';
import type { Resource } from '../../../api/resource';

/** Of which product bases the products are known, as far as it can be told from what was loaded and what was kept. */
export class UnreadBases {
  private readonly ended = new Set<string>();

  /** Notes that products of a base are loaded, and whether its list goes on behind them. */
  productsOf(base: string | undefined, hasMore: boolean): void {
    if (base !== undefined && !hasMore) {
      this.ended.add(base);
    }
  }

  /**
   * Notes a page of the list of a base's products.
   * @param soFar members of the list up to and with this page
   */
  pageOf(base: string, page: CollectionPage, soFar: number, pageSize: number): void {
    if (!goesOn(page, soFar, pageSize)) {
      this.ended.add(base);
    }
  }

  /** Notes that there are no more products of a base than those that are known. */
  end({ iri }: Resource): void {
    if (iri !== undefined) {
      this.ended.add(iri);
    }
  }

  /** True where a base has products that are not known, or may have. */
  has({ iri }: Resource): boolean {
    return iri !== undefined && !this.ended.has(iri);
  }
}
