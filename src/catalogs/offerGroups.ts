import type { Resource } from '../api/resource';
import { ancestorOf, type GroupNode, type NodeStore, type ResourceNode } from './nodes';
import { availabilityOf, byDay, offerFacts } from './offer';

/** The offers of a product by month and day, as far as they are loaded; they come by date, so months come whole. */
export class OfferGroups {
  constructor(
    private readonly nodes: NodeStore,
    private readonly offersOf: (product: ResourceNode) => readonly Resource[],
    private readonly isShown: (offer: Resource) => boolean,
  ) {}

  /** The months in which a product has offers, then those without a day. */
  months(product: ResourceNode): GroupNode[] {
    const months = new Set([...this.days(product).keys()].map(monthOf));
    return [...months].map((month) =>
      month === '' ? this.nodes.group(product, 'undated') : this.nodes.group(product, 'month', month),
    );
  }

  /** The days of a month, or the offers of a day or without one. */
  below(group: GroupNode): (GroupNode | ResourceNode)[] {
    const product = ancestorOf(group, 'product');
    if (product === undefined || !this.nodes.knows(group)) {
      return [];
    }
    const days = this.days(product);
    if (group.group === 'month') {
      return [...days.keys()]
        .filter((day) => monthOf(day) === group.value)
        .map((day) => this.nodes.group(group, 'day', day));
    }
    return (days.get(group.value) ?? []).map((offer, index) =>
      this.nodes.resource(group, offer, 'offer', index),
    );
  }

  /** The offers in a group. */
  offers(group: GroupNode): Resource[] {
    const product = ancestorOf(group, 'product');
    const days = product === undefined ? [] : [...this.days(product)];
    return days
      .filter(([day]) => (group.group === 'month' ? monthOf(day) : day) === group.value)
      .flatMap(([, offers]) => offers);
  }

  private days(product: ResourceNode): Map<string, Resource[]> {
    return byDay(this.offersOf(product).filter(this.isShown), product.resource);
  }
}

/** True where the list says that nothing is left of an offer. */
export function isSoldOut(offer: Resource): boolean {
  return availabilityOf(offerFacts(offer)).kind === 'soldOut';
}

function monthOf(day: string): string {
  return day.slice(0, 7);
}
