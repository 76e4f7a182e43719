import { readCollection } from '../api/collection';
import type { ApiReply } from '../api/apiClient';
import { Listeners } from '../auth/listeners';
import { mayPass } from '../net/failure';
import { childrenIri, roleOf, type CatalogNode, type ResourceNode } from './node';
import { ResourceList } from './resourceList';

/** The part of the API client the model needs. */
export interface CatalogReader {
  get(iri: string): Promise<ApiReply>;
  getCatalogs(query: string): Promise<ApiReply>;
}

/** The tree of catalogs: what has been loaded of it, and how to load more. Knows nothing of how it is shown. */
export class CatalogModel {
  private readonly changes = new Listeners<ResourceNode | undefined>();
  /** One object a resource: views tell nodes apart by identity. */
  private nodes = new Map<string, ResourceNode>();
  private readonly loads = new Listeners<void>();
  private lists = new Map<
    string,
    { readonly list: ResourceList; readonly parent: ResourceNode | undefined }
  >();

  /** Fires with the node whose children changed, `undefined` for the root. */
  readonly onDidChange = this.changes.event;

  /** Fires whenever a list has been asked for, with or without success. */
  readonly onDidLoad = this.loads.event;

  constructor(
    private readonly api: CatalogReader,
    private readonly environment: () => string,
    private readonly pageSize: () => number,
  ) {}

  /** The children of a node, or the catalogs; loads the first page where that was not done yet. */
  async children(parent?: ResourceNode): Promise<CatalogNode[]> {
    const list = this.listOf(parent);
    if (list === undefined) {
      return [];
    }
    await list.open();
    this.loads.fire();
    return this.nodesOf(list, parent);
  }

  /** True where the node can have children. */
  hasChildren(node: CatalogNode): boolean {
    return node.kind === 'resource' && childrenIri(node) !== undefined;
  }

  /** Loads the next page of the list the node stands in, or tries again what failed there. */
  async loadMore({ parent }: CatalogNode): Promise<void> {
    const { lists } = this;
    await this.listOf(parent)?.loadMore();
    if (lists === this.lists) {
      this.changes.fire(parent);
      this.loads.fire();
    }
  }

  /** True where a list is not there for a reason that may pass by itself. */
  get hasPassingFailure(): boolean {
    return this.passing().length > 0;
  }

  /** Tries again what failed for a reason that may pass by itself. */
  async retryPassing(): Promise<void> {
    const { lists } = this;
    await Promise.all(
      this.passing().map(async ({ list, parent }) => {
        await list.loadMore();
        if (list.failure === undefined && lists === this.lists) {
          this.changes.fire(parent);
        }
      }),
    );
    this.loads.fire();
  }

  /** True while the list of catalogs is not there for want of a token or a connection. */
  get rootFailed(): boolean {
    return this.lists.get('')?.list.failure !== undefined;
  }

  /** Every resource loaded so far. */
  get loaded(): readonly ResourceNode[] {
    return [...this.nodes.values()];
  }

  /** Forgets everything loaded: the next look reads afresh, and what is still under way is void. */
  reset(): void {
    this.lists = new Map();
    this.nodes = new Map();
    this.changes.fire(undefined);
  }

  dispose(): void {
    this.changes.dispose();
    this.loads.dispose();
  }

  private passing(): { readonly list: ResourceList; readonly parent: ResourceNode | undefined }[] {
    return [...this.lists.values()].filter(({ list }) => list.failure !== undefined && mayPass(list.failure));
  }

  private listOf(parent: ResourceNode | undefined): ResourceList | undefined {
    const key = parent?.id ?? '';
    const iri = parent === undefined ? undefined : childrenIri(parent);
    if (parent !== undefined && iri === undefined) {
      return undefined;
    }
    const pageSize = this.pageSize();
    const list =
      this.lists.get(key)?.list ??
      new ResourceList(async (link, page) => {
        const query = `?page=${page}&itemsPerPage=${pageSize}`;
        const { json } = await (link !== undefined
          ? this.api.get(link)
          : iri === undefined
            ? this.api.getCatalogs(query)
            : this.api.get(iri + query));
        return readCollection(json);
      }, pageSize);
    this.lists.set(key, { list, parent });
    return list;
  }

  private nodesOf(list: ResourceList, parent: ResourceNode | undefined): CatalogNode[] {
    const prefix = parent?.id ?? this.environment();
    const nodes: CatalogNode[] = list.resources.map((resource, index) => {
      // Quoted, so that no IRI can run into what stands beside it.
      const id = `${prefix} ${JSON.stringify(resource.iri ?? index)}`;
      const known = this.nodes.get(id);
      if (known?.resource === resource) {
        return known;
      }
      const node: ResourceNode = { kind: 'resource', id, role: roleOf(resource, parent), resource, parent };
      this.nodes.set(id, node);
      return node;
    });
    if (list.failure !== undefined) {
      return [...nodes, { kind: 'failure', id: `${prefix} failure`, parent, failure: list.failure }];
    }
    if (list.hasMore) {
      const { total } = list;
      return [...nodes, { kind: 'loadMore', id: `${prefix} more`, parent, loaded: nodes.length, total }];
    }
    return nodes.length === 0 ? [{ kind: 'empty', id: `${prefix} empty`, parent }] : nodes;
  }
}
