import type { Resource } from '../api/resource';
import type { Failure } from '../base/failure';
import type { ResourceRole } from './role';

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

/** Stands where a list is empty. */
export interface EmptyNode {
  readonly kind: 'empty';
  readonly id: string;
  readonly parent: ParentNode | undefined;
}

/** Stands where this server has no such list: it answers 404, as older and newer versions of the API do. */
export interface AbsentNode {
  readonly kind: 'absent';
  readonly id: string;
  readonly parent: ParentNode;
}

export type CatalogNode = ParentNode | LoadMoreNode | FailureNode | EmptyNode | AbsentNode;

/** The nearest resource with this role, from the node upwards. */
export function ancestorOf(node: ParentNode | undefined, role: ResourceRole): ResourceNode | undefined {
  for (let each = node; each !== undefined; each = each.parent) {
    if (each.kind === 'resource' && each.role === role) {
      return each;
    }
  }
  return undefined;
}

/** The IRIs on the way to a node, its own last; groups and what has no IRI are left out. */
export function irisTo(node: ParentNode | undefined): string[] {
  const iris: string[] = [];
  for (let each = node; each !== undefined; each = each.parent) {
    if (each.kind === 'resource' && each.resource.iri !== undefined) {
      iris.unshift(each.resource.iri);
    }
  }
  return iris;
}
