import fuzzysort, { type Prepared } from 'fuzzysort';
import { readCollection } from '../../../api/collection';
import { idOf, type Resource } from '../../../api/resource';
import type { LoadedResource } from '../../../catalogs/catalogModel';
import { waypoints } from '../../../catalogs/locate';
import { roleOf, type ResourceRole } from '../../../catalogs/nodes';

/** A resource that can be found by its name or identifier. */
export interface SearchEntry {
  readonly resource: Resource;
  readonly role: ResourceRole;
  /** IRIs that lead to it from the top, its own last. */
  readonly path: readonly string[];
}

interface PreparedEntry extends SearchEntry {
  /** Name and identifier in one: half the work of looking through two. */
  readonly text: Prepared;
}

/** Longest text that is looked through: a name of a megabyte would hold up all others. */
const longestText = 300;
/** Scores below this are matches by chance; 1 is exact. */
const leastScore = 0.3;

/** What of each list may be looked for: offers, tickets and sessions have dates and prices, but no names. */
const searched: ReadonlySet<ResourceRole> = new Set([
  'catalog',
  'productBase',
  'option',
  'optionValue',
  'product',
]);

/** Finds resources by their names and identifiers, however roughly they are typed. */
export class CatalogSearch {
  private readonly entries = new Map<string, PreparedEntry>();
  private list: readonly PreparedEntry[] | undefined;

  get size(): number {
    return this.entries.size;
  }

  /** Takes up a resource; one that is known already, unless the way to it is shorter, is left as it is. */
  add(loaded: LoadedResource): void {
    const { resource, role, path } = loaded;
    const { iri } = resource;
    const known = iri === undefined ? undefined : this.entries.get(iri);
    if (iri === undefined || (known !== undefined && known.path.length >= path.length)) {
      return;
    }
    if (searched.has(role) || resource.isNamed) {
      const id = resource.isNamed ? (idOf(resource.raw) ?? '') : '';
      const text = `${resource.label.slice(0, longestText)} ${id.slice(0, longestText)}`;
      this.entries.set(iri, { resource, role, path, text: fuzzysort.prepare(text) });
      this.list = undefined;
    }
  }

  /** Takes up what a reply that was kept holds: the page of a list, or a resource. */
  addReply(json: unknown, url: string): void {
    if (!URL.canParse(url)) {
      return;
    }
    const { pathname } = new URL(url);
    const above = pathname.split('/').slice(0, -1).join('/');
    const expected = roleOfList.get(pathname.split('/').at(-1) ?? '') ?? 'other';
    for (const resource of readCollection(json).members) {
      const { iri } = resource;
      if (iri !== undefined) {
        const path = iri === pathname ? waypoints(iri) : [...waypoints(above), iri];
        this.add({ resource, role: roleOf(resource, expected), path: path.length === 0 ? [iri] : path });
      }
    }
  }

  /** The best matches, best first; everything, in the order it came, for an empty text. */
  find(text: string, limit: number): readonly SearchEntry[] {
    this.list ??= [...this.entries.values()];
    const query = text.trim().slice(0, longestText);
    if (query === '') {
      return this.list.slice(0, limit);
    }
    const options = { key: ({ text: target }: PreparedEntry) => target, limit, threshold: leastScore };
    return fuzzysort.go(query, this.list, options).map(({ obj }) => obj);
  }

  /** What a resource is called that is known by its IRI. */
  labelOf(iri: string): string | undefined {
    return this.entries.get(iri)?.resource.label;
  }
}

/** What the lists hold, by the last segment of their address (API reference, section 5). */
const roleOfList: ReadonlyMap<string, ResourceRole> = new Map([
  ['catalogs', 'catalog'],
  ['product_bases', 'productBase'],
  ['options', 'option'],
  ['values', 'optionValue'],
  ['products', 'product'],
  ['offers', 'offer'],
  ['tickets', 'ticket'],
  ['sessions', 'session'],
]);
