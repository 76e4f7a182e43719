import type { Resource } from '../api/resource';
import { localDay, monthOf } from '../base/days';
import type { Clock } from '../base/clock';
import type { ParentNode, ResourceNode } from './nodes';
import { offerFacts } from './offer';
import type { ResourceList } from './resourceList';

/** Where the lists of products' offers begin: today, unless another day was asked for. */
export class OfferBegins {
  private readonly wished = new Map<string, string>();
  private readonly cut = new WeakSet<ResourceList>();
  private readonly refused = new WeakSet<ResourceList>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** `YYYY-MM-DD` for the list of a product; '' = at the first, as all other lists. */
  of(node: ParentNode | undefined): string {
    const isProduct = node?.kind === 'resource' && node.role === 'product';
    return isProduct ? (this.wished.get(node.id) ?? localDay(this.clock.now())) : '';
  }

  /** The day asked for; `undefined` where none was. */
  asked(product: ResourceNode): string | undefined {
    return this.wished.get(product.id);
  }

  /** @param day `undefined` = as if none had been asked for */
  set(product: ResourceNode, day: string | undefined): void {
    if (day === undefined) {
      this.wished.delete(product.id);
    } else {
      this.wished.set(product.id, day);
    }
  }

  /** Notes at which address a list is read, and whether the server refuses those before it. */
  note(list: ResourceList, address: string, hasRefused: boolean): void {
    if (new URLSearchParams(address.split('?')[1]).has('date[after]')) {
      this.cut.add(list);
    } else if (hasRefused) {
      this.refused.add(list);
    }
  }

  /** True where a list may begin before the day that was asked for: the server does not know the filter. */
  mayBeginBefore(list: ResourceList, begin: string): boolean {
    return this.refused.has(list) || (this.cut.has(list) && !this.isCut(list, begin));
  }

  /** True where a list holds only the offers from a day on, by the answer: servers need not know the filter. */
  isCut(list: ResourceList, begin: string): boolean {
    // They come by date; those without a day, which stand before or behind them, say nothing of where the list begins.
    const hasDay = (offer: Resource): boolean => offerFacts(offer).day !== undefined;
    const ends = [list.resources.find(hasDay), list.resources.findLast(hasDay)];
    return (
      this.cut.has(list) &&
      ends.every((offer) => offer !== undefined && (offerFacts(offer).day ?? '') >= begin)
    );
  }

  /** True where a list that begins within a month lacks days of it that are still to come. */
  isCutWithin(month: string, list: ResourceList, begin: string): boolean {
    const isWithin = monthOf(begin) === month && begin > `${month}-01`;
    return isWithin && begin > localDay(this.clock.now()) && this.isCut(list, begin);
  }
}
