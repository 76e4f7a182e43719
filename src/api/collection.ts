import { isJsonObject, type JsonObject } from '../base/json';
import { readResource, type Resource } from './resource';

/** One page of a collection. */
export interface CollectionPage {
  readonly members: readonly Resource[];
  /** Members of the whole collection, where the server tells. */
  readonly total: number | undefined;
  /** Link to the next page, not yet checked against the API's origin. */
  readonly next: string | undefined;
  /** False where the server sent no page links at all, so that their absence says nothing. */
  readonly hasLinks: boolean;
}

/**
 * Reads a Hydra collection (Hydra Core Vocabulary, "Collections"), with plain or `hydra:`-prefixed terms as the two
 * generations of the framework write them, or a bare array; an object without members is taken as the only member.
 *
 * @param document the address it was read at, for links that are relative to it (RFC 3986 section 5.1)
 */
export function readCollection(json: unknown, document?: string): CollectionPage {
  if (Array.isArray(json)) {
    return {
      members: (json as unknown[]).map(readResource),
      total: undefined,
      next: undefined,
      hasLinks: false,
    };
  }
  if (!isJsonObject(json)) {
    return { members: [], total: undefined, next: undefined, hasLinks: false };
  }
  const member = term(json, 'member');
  const total = term(json, 'totalItems');
  const view = term(json, 'view');
  const links = isJsonObject(view) ? view : undefined;
  return {
    members: membersOf(json, member).map(readResource),
    total: typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : undefined,
    next: links === undefined ? undefined : linkOf(term(links, 'next'), document),
    hasLinks: links !== undefined,
  };
}

/**
 * True where a list goes on behind a page: by its link, or, where the server sends none, by the total, else because the
 * page is full.
 * @param soFar members of the list up to and with this page
 */
export function goesOn(
  { next, hasLinks, total, members }: CollectionPage,
  soFar: number,
  pageSize: number,
): boolean {
  return (
    next !== undefined || (!hasLinks && (total === undefined ? members.length >= pageSize : soFar < total))
  );
}

function membersOf(json: JsonObject, member: unknown): unknown[] {
  if (Array.isArray(member)) {
    return member as unknown[];
  }
  if (member !== undefined && member !== null) {
    // Hydra allows a single member without an array, and some serializers number the members instead.
    return isJsonObject(member) && !('@id' in member) && !('@type' in member)
      ? Object.values(member)
      : [member];
  }
  const types = [json['@type']].flat();
  return '@id' in json && !types.some((type) => typeof type === 'string' && /collection/i.test(type))
    ? [json]
    : [];
}

function term(json: JsonObject, name: string): unknown {
  return json[name] ?? json[`hydra:${name}`];
}

function linkOf(value: unknown, document: string | undefined): string | undefined {
  const link = isJsonObject(value) ? value['@id'] : value;
  if (typeof link !== 'string' || link === '') {
    return undefined;
  }
  return document === undefined ? link : resolved(link, document);
}

/** Stands for the origin of a document that is known by its path alone. */
const nowhere = 'http://nowhere.invalid';

function resolved(link: string, document: string): string {
  const target = URL.parse(link, URL.parse(document, nowhere)?.href ?? nowhere);
  if (target === null) {
    return link;
  }
  return target.origin === nowhere ? target.pathname + target.search : target.href;
}
