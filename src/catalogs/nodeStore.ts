import type { Resource } from '../api/resource';
import type { GroupNode, ParentNode, ResourceNode } from './nodes';
import { roleOf, type ResourceRole } from './role';

/** One object a node: views tell nodes apart by identity, and forget those that are replaced. */
export class NodeStore {
  private readonly nodes = new Map<string, ParentNode>();

  constructor(private readonly environment: () => string) {}

  /** False for a node of another store, or one whose resource has been read anew since. */
  knows(node: ParentNode): boolean {
    return this.nodes.get(node.id) === node;
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
