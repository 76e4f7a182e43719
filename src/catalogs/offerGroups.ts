import { idOf, type Resource } from '../api/resource';
import { monthOf } from '../base/days';
import { ancestorOf, type GroupNode, type NodeStore, type ResourceNode } from './nodes';
import { isOfferOf, isSoldOut, offerFacts } from './offer';
import type { ResourceList } from './resourceList';

/** What is grouped of a list of offers: the list itself, while it only grows. */
type OfferList = Pick<ResourceList, 'resources' | 'version' | 'hasMore'>;

/**
 * The offers of a product by month and day, as far as they are loaded. They come by date, so that of months only the last
 * may lack some, and the first where the list begins within it.
 */
export class OfferGroups {
  private readonly grouped = new Map<string, OffersByDay>();

  constructor(
    private readonly nodes: NodeStore,
    private readonly listOf: (product: ResourceNode) => OfferList | undefined,
    private readonly withSoldOut: () => boolean,
  ) {}

  /** The months in which a product has offers, then those without a day. */
  months(product: ResourceNode): GroupNode[] {
    return this.offersOf(product).months.map((month) =>
      month === '' ? this.nodes.group(product, 'undated') : this.nodes.group(product, 'month', month),
    );
  }

  /** The days of a month, or the offers of a day or without one. */
  below(group: GroupNode): (GroupNode | ResourceNode)[] {
    const product = ancestorOf(group, 'product');
    if (product === undefined || !this.nodes.knows(group)) {
      return [];
    }
    const offers = this.offersOf(product);
    if (group.group === 'month') {
      return offers.daysIn(group.value).map((day) => this.nodes.group(group, 'day', day));
    }
    return offers.on(group.value).map((offer, index) => this.nodes.resource(group, offer, 'offer', index));
  }

  /** How many offers of a product are left out because they are sold out. */
  hidden(product: ResourceNode): number {
    return this.offersOf(product).hidden;
  }

  /** The offers in a group. */
  offers(group: GroupNode): readonly Resource[] {
    const product = ancestorOf(group, 'product');
    if (product === undefined) {
      return [];
    }
    const offers = this.offersOf(product);
    return group.group === 'month'
      ? offers.daysIn(group.value).flatMap((day) => offers.on(day))
      : offers.on(group.value);
  }

  /** True where what is loaded ends within a group: more of it may come. */
  goesOn(group: GroupNode): boolean {
    const product = ancestorOf(group, 'product');
    const list = product && this.listOf(product);
    const last = list?.hasMore === true ? list.resources.at(-1) : undefined;
    const { day = '' } = last === undefined ? {} : offerFacts(last);
    return last !== undefined && (group.value === '' ? day === '' : day.startsWith(group.value));
  }

  /** Grouped once, not at each look: of a long list, what came since is added. */
  private offersOf(product: ResourceNode): OffersByDay {
    const list = this.listOf(product);
    const withSoldOut = this.withSoldOut();
    const known = this.grouped.get(product.id);
    if (known?.isOf(list, product, withSoldOut)) {
      known.takeUp();
      return known;
    }
    const offers = new OffersByDay(product, list, withSoldOut);
    offers.takeUp();
    this.grouped.set(product.id, offers);
    return offers;
  }
}

/** The offers of one list by day; those of another product, which a server lists that knows no such filter, are left out. */
class OffersByDay {
  private readonly days = new Map<string, Resource[]>();
  private readonly daysOfMonth = new Map<string, string[]>();
  private readonly version: number | undefined;
  private taken = 0;
  /** Offers that are left out because they are sold out. */
  hidden = 0;

  constructor(
    private readonly product: ResourceNode,
    private readonly list: OfferList | undefined,
    private readonly withSoldOut: boolean,
  ) {
    this.version = list?.version;
  }

  /** True while the list has only grown. */
  isOf(list: OfferList | undefined, product: ResourceNode, withSoldOut: boolean): boolean {
    return (
      this.list === list &&
      this.version === list?.version &&
      this.product === product &&
      this.withSoldOut === withSoldOut
    );
  }

  /** Months in order, then the empty text where some have no day. */
  get months(): string[] {
    return [...this.daysOfMonth.keys()].sort(byDate);
  }

  /** The days of a month that have offers, in order. */
  daysIn(month: string): readonly string[] {
    return (this.daysOfMonth.get(month) ?? []).toSorted(byDate);
  }

  /** The offers of a day, or without one for the empty text, as they were listed. */
  on(day: string): readonly Resource[] {
    return this.days.get(day) ?? [];
  }

  /** Groups what the list has more than before. */
  takeUp(): void {
    const { resources = [] } = this.list ?? {};
    const id = idOf(this.product.resource.raw) ?? '';
    for (; this.taken < resources.length; this.taken++) {
      const offer = resources[this.taken];
      if (offer === undefined || !isOfferOf(offer, id)) {
        continue;
      }
      if (this.withSoldOut || !isSoldOut(offerFacts(offer))) {
        this.add(offer);
      } else {
        this.hidden++;
      }
    }
  }

  private add(offer: Resource): void {
    const day = offerFacts(offer).day ?? '';
    const ofDay = this.days.get(day);
    if (ofDay !== undefined) {
      ofDay.push(offer);
      return;
    }
    this.days.set(day, [offer]);
    const ofMonth = this.daysOfMonth.get(monthOf(day));
    if (ofMonth === undefined) {
      this.daysOfMonth.set(monthOf(day), [day]);
    } else {
      ofMonth.push(day);
    }
  }
}

/** The empty text, for no day, comes last. */
function byDate(one: string, other: string): number {
  return one === other ? 0 : other === '' ? -1 : one === '' || one > other ? 1 : -1;
}
