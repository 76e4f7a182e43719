import type { CollectionPage } from '../../../api/collection';
import type { Resource } from '../../../api/resource';

/** Of which product bases the products are known, as far as it can be told from what was loaded and what was kept. */
export class UnreadBases {
  private readonly read = new Set<string>();
  private readonly begun = new Set<string>();
  private readonly ended = new Set<string>();

  /** Notes that products of a base are loaded. */
  productsOf(base: string | undefined): void {
    if (base !== undefined) {
      this.read.add(base);
    }
  }

  /** Notes a page of the list of a base's products. */
  pageOf(base: string, { members, next, hasLinks, total }: CollectionPage): void {
    const isLast = next === undefined && (hasLinks || total === undefined || members.length >= total);
    (isLast ? this.ended : this.begun).add(base);
  }

  /** Notes that there are no more products of a base than those that are known. */
  end({ iri }: Resource): void {
    if (iri !== undefined) {
      this.ended.add(iri);
    }
  }

  /** True where a base has products that are not known, or may have. */
  has({ iri }: Resource): boolean {
    return iri !== undefined && !this.ended.has(iri) && (this.begun.has(iri) || !this.read.has(iri));
  }
}
