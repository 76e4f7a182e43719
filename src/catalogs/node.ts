import type { Resource } from '../api/resource';
import type { Failure } from '../net/failure';

/** What a resource is to the tree: decided by its type where known, else by where it was found. */
export type ResourceRole = 'catalog' | 'productBase' | 'product' | 'other';

/** A resource of a catalog. */
export interface ResourceNode {
  readonly kind: 'resource';
  /** Environment, path of parents and IRI: unique in the tree and the same after a reload. */
  readonly id: string;
  readonly role: ResourceRole;
  readonly resource: Resource;
  readonly parent: ResourceNode | undefined;
}

/** Stands at the end of a list that has more pages. */
export interface LoadMoreNode {
  readonly kind: 'loadMore';
  readonly id: string;
  readonly parent: ResourceNode | undefined;
  readonly loaded: number;
  /** Members of the whole list, where the server tells. */
  readonly total: number | undefined;
}

/** Stands where a list, or the rest of it, could not be loaded. */
export interface FailureNode {
  readonly kind: 'failure';
  readonly id: string;
  readonly parent: ResourceNode | undefined;
  readonly failure: Failure;
}

/** Stands where a list is empty. */
export interface EmptyNode {
  readonly kind: 'empty';
  readonly id: string;
  readonly parent: ResourceNode | undefined;
}

export type CatalogNode = ResourceNode | LoadMoreNode | FailureNode | EmptyNode;

const roleByType: ReadonlyMap<string, ResourceRole> = new Map([
  ['TicketingCatalog', 'catalog'],
  ['TicketingProductBase', 'productBase'],
  ['TicketingProduct', 'product'],
]);

/** Path segment of the list below a resource of this role; roles without one have no children. */
const childSegments: Readonly<Partial<Record<ResourceRole, string>>> = {
  catalog: 'product_bases',
  productBase: 'products',
};

/** The role of a resource found below `parent`: a type nobody documented is shown as what it is, a leaf. */
export function roleOf(resource: Resource, parent: ResourceNode | undefined): ResourceRole {
  if (resource.type !== undefined) {
    return roleByType.get(resource.type) ?? 'other';
  }
  return parent === undefined ? 'catalog' : parent.role === 'catalog' ? 'productBase' : 'product';
}

/** IRI of the list below a resource, or `undefined` where it has none. */
export function childrenIri({ role, resource }: ResourceNode): string | undefined {
  const segment = childSegments[role];
  return segment === undefined || resource.iri === undefined
    ? undefined
    : `${resource.iri.replace(/\/+$/, '')}/${segment}`;
}
