import fuzzysort from 'fuzzysort';
import type { ApiReply } from '../../../api/apiClient';
import { readCollection } from '../../../api/collection';
import { idOf, type Resource } from '../../../api/resource';
import type { LoadedResource } from '../../../catalogs/catalogModel';
import { waypoints } from '../../../catalogs/locate';
import { roleOf, type ResourceRole } from '../../../catalogs/nodes';
import { SearchQuery, type PreparedEntry, type SearchEntry } from './query';
import { UnreadBases } from './unread';

/** Longest text that is looked through: a name of a megabyte would hold up all others. */
const longestText = 300;

/** What of each list may be looked for: offers, tickets and sessions have dates and prices, but no names. */
const searched: ReadonlySet<ResourceRole> = new Set([
  'catalog',
  'productBase',
  'option',
  'optionValue',
  'product',
]);

/** Finds resources by their names and identifiers, however roughly they are typed, and by their IRIs. */
export class CatalogSearch {
  private readonly places = new Map<string, number>();
  private readonly entries: PreparedEntry[] = [];
  /** The ways to what has no name. */
  private readonly ways = new Map<string, readonly string[]>();
  private readonly unread = new UnreadBases();

  /** Changes whenever what a query may have looked at already is another now. */
  version = 0;

  /**
   * Adds a resource as it was loaded last, or the way to it. A way that is known is replaced by a longer one only; what
   * is called otherwise now, or is disabled, is so however long the way is by which it was told.
   */
  add(loaded: LoadedResource): void {
    const { resource, role, path, hasMore } = loaded;
    const { iri } = resource;
    if (iri === undefined) {
      return;
    }
    if (isSearched(loaded)) {
      this.addEntry(iri, loaded, true);
    } else if ((this.ways.get(iri)?.length ?? 0) < path.length) {
      this.ways.set(iri, path);
    }
    if (role === 'product') {
      this.unread.productsOf(path.at(-2), hasMore);
    }
  }

  /**
   * Takes up what a reply that was kept holds: the page of a list, or a resource. What is loaded is newer. Of a list of
   * products that is outdated there may be more by now.
   */
  addReply({ json, url, outdated }: ApiReply): void {
    if (!URL.canParse(url)) {
      return;
    }
    const { pathname, searchParams } = new URL(url);
    const above = pathname.split('/').slice(0, -1).join('/');
    const list = pathname.split('/').at(-1) ?? '';
    const expected = roleOfList.get(list) ?? 'other';
    const page = readCollection(json);
    for (const resource of page.members) {
      const { iri } = resource;
      const role = roleOf(resource, expected);
      if (iri !== undefined && isSearched({ resource, role })) {
        const path = iri === pathname ? waypoints(iri) : [...waypoints(above), iri];
        this.addEntry(iri, { resource, role, path: path.length === 0 ? [iri] : path }, false);
      }
    }
    if (list === 'products' && outdated !== true) {
      // Where the address has no size, every page may be a full one.
      const pageSize = Number(searchParams.get('itemsPerPage')) || 0;
      const before = ((Number(searchParams.get('page')) || 1) - 1) * pageSize;
      this.unread.pageOf(above, page, before + page.members.length, pageSize);
    }
  }

  /** Looks for a text; for an empty one, everything matches in the order it came. */
  query(text: string, limit: number): SearchQuery {
    return new SearchQuery(this.entries, text.trim().slice(0, longestText), limit);
  }

  /** The IRIs that lead to a resource of this IRI, its own last; `undefined` where it is not known. */
  wayTo(iri: string): readonly string[] | undefined {
    return this.entryOf(iri)?.path ?? this.ways.get(iri);
  }

  /** What a resource is called that is known by its IRI. */
  labelOf(iri: string): string | undefined {
    return this.entryOf(iri)?.resource.label;
  }

  /** The product bases whose products are not all known. */
  unreadBases(): readonly SearchEntry[] {
    return this.entries.filter(({ role, resource }) => role === 'productBase' && this.unread.has(resource));
  }

  /** Notes that all products of a product base are known. */
  allRead({ resource }: SearchEntry): void {
    this.unread.end(resource);
  }

  private entryOf(iri: string): PreparedEntry | undefined {
    return this.entries[this.places.get(iri) ?? -1];
  }

  private addEntry(iri: string, entry: SearchEntry, isLoaded: boolean): void {
    const place = this.places.get(iri) ?? this.entries.length;
    const known = this.entries[place];
    const isLonger = known === undefined || known.path.length < entry.path.length;
    const isNewer = isLoaded ? known?.resource !== entry.resource : isLonger && known?.isLoaded !== true;
    if (!isNewer && !isLonger) {
      return;
    }
    const { resource, role } = isNewer ? entry : (known ?? entry);
    const { path } = isLonger ? entry : known;
    const name = textOf(resource);
    const text = known?.text.target === name ? known.text : fuzzysort.prepare(name);
    const next = { resource, role, path, text, place, isLoaded: isLoaded || known?.isLoaded === true };
    this.places.set(iri, place);
    this.entries[place] = next;
    if (known !== undefined && !isSame(known, next)) {
      this.version++;
    }
  }
}

/** Name and identifier, as far as they are looked through. */
function textOf(resource: Resource): string {
  const id = resource.isNamed ? (idOf(resource.raw) ?? '') : '';
  return `${resource.label.slice(0, longestText)} ${id.slice(0, longestText)}`;
}

/** True where an entry that took the place of another is found and shown as that one was. */
function isSame(one: PreparedEntry, other: PreparedEntry): boolean {
  return (
    one.text === other.text &&
    one.path === other.path &&
    one.role === other.role &&
    one.resource.disabled === other.resource.disabled
  );
}

function isSearched({ resource, role }: Pick<SearchEntry, 'resource' | 'role'>): boolean {
  return searched.has(role) || resource.isNamed;
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
