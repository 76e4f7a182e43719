import type { Resource } from '../api/resource';
import type { Failure } from '../base/failure';
import { isJsonObject } from '../base/json';

/** What a resource is to the tree: decided by its type where known, else by where it was found. */
export type ResourceRole =
  | 'catalog'
  | 'productBase'
  | 'option'
  | 'optionValue'
  | 'product'
  | 'offer'
  | 'ticket'
  | 'session'
  | 'seatMap'
  | 'other';

const roleByType: ReadonlyMap<string, ResourceRole> = new Map([
  ['TicketingCatalog', 'catalog'],
  ['TicketingProductBase', 'productBase'],
  ['TicketingProductBaseOption', 'option'],
  ['TicketingProductBaseOptionValue', 'optionValue'],
  ['TicketingProduct', 'product'],
  ['TicketingOffer', 'offer'],
  ['TicketingOfferTicket', 'ticket'],
  ['TicketingOfferTicketSession', 'session'],
  ['TicketingSeatMap', 'seatMap'],
]);

/**
 * The role of a resource found where `expected` ones are: a type nobody documented is shown as what it is, a leaf. Of
 * several types, which stand in no order (JSON-LD 1.1 section 3.5), the one that is known counts.
 */
export function roleOf({ type, raw }: Resource, expected: ResourceRole): ResourceRole {
  if (type === undefined) {
    return expected;
  }
  const types: readonly unknown[] = isJsonObject(raw) ? [type, raw['@type']].flat() : [type];
  const known = types.find((each) => roleByType.has(String(each)));
  return roleByType.get(String(known)) ?? 'other';
}

/** A resource of a catalog. */
export interface ResourceNode {
  readonly kind: 'resource';
  /** Environment, path of parents and IRI: unique in the tree and the same after a reload. */
  readonly id: string;
  readonly role: ResourceRole;
  readonly resource: Resource;
  readonly parent: ParentNode | undefined;
}

/** Stands between a resource and some of its children: the options of a product base, the offers of a month or day. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly group: 'options' | 'month' | 'day' | 'undated';
  /** `YYYY-MM` of a month, `YYYY-MM-DD` of a day, else empty. */
  readonly value: string;
  readonly parent: ParentNode;
}

/** What can have children. */
export type ParentNode = ResourceNode | GroupNode;

/** Stands at the end of a list that has more pages. */
export interface LoadMoreNode {
  readonly kind: 'loadMore';
  readonly id: string;
  readonly parent: ParentNode | undefined;
  readonly loaded: number;
  /** Members of the whole list, where the server tells. */
  readonly total: number | undefined;
}

/** Stands where a list, or the rest of it, could not be loaded. */
export interface FailureNode {
  readonly kind: 'failure';
  readonly id: string;
  readonly parent: ParentNode | undefined;
  readonly failure: Failure;
}

/** Stands before the offers of a product that begin at a day: leads to those before it, and to those without a day. */
export interface EarlierNode {
  readonly kind: 'earlier';
  readonly id: string;
  readonly parent: ResourceNode;
}

/** Stands where a list is empty. */
export interface EmptyNode {
  readonly kind: 'empty';
  readonly id: string;
  readonly parent: ParentNode | undefined;
  /** Sold out members that are not shown. */
  readonly hidden?: number;
}

/** Stands where this server has no such list: it answers 404, as older and newer versions of the API do. */
export interface AbsentNode {
  readonly kind: 'absent';
  readonly id: string;
  readonly parent: ParentNode;
}

export type CatalogNode = ParentNode | LoadMoreNode | FailureNode | EarlierNode | EmptyNode | AbsentNode;

/** True for what can have children. */
export function isParent(node: CatalogNode): node is ParentNode {
  return node.kind === 'resource' || node.kind === 'group';
}

/** A node and all it stands below, the topmost first. */
export function wayTo(node: ParentNode | undefined): ParentNode[] {
  const way: ParentNode[] = [];
  for (let each = node; each !== undefined; each = each.parent) {
    way.unshift(each);
  }
  return way;
}

/** The node below which what stands below a node is listed: a month or day shows a part of its product's list. */
export function holderOf(parent: ParentNode | undefined): ParentNode | undefined {
  return parent?.kind === 'group' && parent.group !== 'options' ? ancestorOf(parent, 'product') : parent;
}

/** The nearest resource with this role, from the node upwards. */
export function ancestorOf(node: CatalogNode | undefined, role: ResourceRole): ResourceNode | undefined {
  for (let each = node; each !== undefined; each = each.parent) {
    if (each.kind === 'resource' && each.role === role) {
      return each;
    }
  }
  return undefined;
}

/** Why a list, or the rest of it, is not among these nodes; `undefined` where it is there to its end or still to come. */
export function failureAmong(nodes: readonly CatalogNode[]): Failure | undefined {
  const failed = nodes.find(({ kind }) => kind === 'failure');
  return failed?.kind === 'failure' ? failed.failure : undefined;
}

/** The IRIs on the way to a node, its own last; groups and what has no IRI are left out. */
export function irisTo(node: ParentNode | undefined): string[] {
  return wayTo(node).flatMap((each) => (each.kind === 'resource' ? (each.resource.iri ?? []) : []));
}

/** One object a node: views tell nodes apart by identity, and forget those that are replaced. */
export class NodeStore {
  private readonly nodes = new Map<string, ParentNode>();

  constructor(private readonly environment: () => string) {}

  /** False for a node of another store, or one whose resource has been read anew since. */
  knows(node: ParentNode): boolean {
    return this.nodes.get(node.id) === node;
  }

  /** The node that stands now where this one stood; the same where none does. */
  now(node: ParentNode): ParentNode {
    return this.nodes.get(node.id) ?? node;
  }

  /**
   * The node of a resource below `parent`.
   * @param index its place among the children, which tells those without an IRI apart
   * @param relation how it belongs to `parent`, where it is not a member of its list
   */
  resource(
    parent: ParentNode | undefined,
    resource: Resource,
    expected: ResourceRole,
    index: number,
    relation = '',
  ): ResourceNode {
    // Quoted, so that no IRI can run into what stands beside it.
    const id = `${parent?.id ?? this.environment()} ${relation}${JSON.stringify(resource.iri ?? index)}`;
    const known = this.nodes.get(id);
    if (known?.kind === 'resource' && known.resource.raw === resource.raw && known.parent === parent) {
      return known;
    }
    const node: ResourceNode = { kind: 'resource', id, role: roleOf(resource, expected), resource, parent };
    this.nodes.set(id, node);
    return node;
  }

  group(parent: ParentNode, group: GroupNode['group'], value = ''): GroupNode {
    const id = `${parent.id} ${group} ${value}`;
    const known = this.nodes.get(id);
    if (known?.kind === 'group' && known.parent === parent) {
      return known;
    }
    const node: GroupNode = { kind: 'group', id, group, value, parent };
    this.nodes.set(id, node);
    return node;
  }
}
