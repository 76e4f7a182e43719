import type { ApiReply, ResourceReader } from '../api/apiClient';
import { readCollection, type CollectionPage } from '../api/collection';
import { failureOf } from '../base/failure';
import type { ReadPage } from './listPages';
import { sessionsOf } from './liveOffer';
import { below, pageAddress, type ListPlace } from './place';
import type { PageReader, ReadApi } from './resourceList';

/** Reads the pages of the list of catalogs. */
export function readCatalogs(api: ResourceReader, pageSize: number): PageReader {
  return async (link, page, signal) => {
    const reply = await (link === undefined
      ? api.getCatalogs(pageAddress('', page, pageSize), signal)
      : api.get(link, signal));
    return pageOf(reply);
  };
}

/**
 * Reads the pages of a list at the first of its addresses that has something, or that answers at all.
 * @param choose told which of the addresses that is, once it has something, and whether one before it was refused
 */
export function readPlace(
  api: { readonly get: ReadApi },
  place: ListPlace,
  pageSize: number,
  choose: (address: string, hasRefused: boolean) => void = () => undefined,
): PageReader {
  const read = async (iri: string, signal: AbortSignal): Promise<ReadPage> =>
    pageOf(await api.get(iri, signal));
  const numbered = (address: string, page: number): string =>
    place.paged ? pageAddress(address, page, pageSize) : address;
  let chosen = place.addresses[0] ?? '';

  const firstPage = async (signal: AbortSignal): Promise<ReadPage> => {
    const { addresses, embedded = [], sessionsOf } = place;
    const readFirst = (address: string): Promise<ReadPage> => read(numbered(address, 1), signal);
    const listed = await firstWithMembers(addresses, readFirst).catch(asRefused);
    if (!(listed instanceof Refused) && listed.page.members.length > 0) {
      chosen = listed.way;
      choose(listed.way, listed.hasRefused);
      return listed.page;
    }
    if (embedded.length > 0) {
      return whole(embedded);
    }
    if (!(listed instanceof Refused)) {
      return listed.page;
    }
    const named = sessionsOf && (await sessionsOfAvailability(api, sessionsOf, signal).catch(asRefused));
    if (named === undefined || named instanceof Refused) {
      throw listed.reason;
    }
    return named;
  };

  return async (link, page, signal) => {
    if (link !== undefined) {
      return read(link, signal);
    }
    if (place.complete === true && place.embedded !== undefined) {
      return whole(place.embedded);
    }
    return page === 1 ? firstPage(signal) : read(numbered(chosen, page), signal);
  };
}

/**
 * Reads in one way after another, the likeliest first, where the reference leaves open which of them a server knows: the
 * first page that has members, else the first answer, and whether any way before was refused. Rejects with the first
 * refusal where every way is refused, and at once with any other failure, which says nothing of what there is.
 */
export async function firstWithMembers<W, P extends { readonly members: readonly unknown[] }>(
  ways: readonly W[],
  read: (way: W) => Promise<P>,
): Promise<{ readonly way: W; readonly page: P; readonly hasRefused: boolean }> {
  let answer: { readonly way: W; readonly page: P } | undefined;
  let refused: Refused | undefined;
  for (const way of ways) {
    const page = await read(way).catch(asRefused);
    if (page instanceof Refused) {
      refused ??= page;
    } else if (page.members.length > 0) {
      return { way, page, hasRefused: refused !== undefined };
    } else {
      answer ??= { way, page };
    }
  }
  if (answer === undefined) {
    throw refused?.reason;
  }
  return { ...answer, hasRefused: refused !== undefined };
}

/** The page in a reply; where the server says the same behind it, with the same members. */
function pageOf(reply: ApiReply): ReadPage {
  const { json, url, newer } = reply;
  const page = readCollection(json, url);
  const of = (collection: CollectionPage, { readAt, failure }: ApiReply): ReadPage => ({
    ...collection,
    ...(readAt === undefined ? {} : { readAt }),
    ...(failure === undefined ? {} : { failure }),
  });
  const later = newer?.then((answer) =>
    of(answer.json === json ? page : readCollection(answer.json, answer.url), answer),
  );
  return { ...of(page, reply), ...(later === undefined ? {} : { newer: later }) };
}

/** A collection of which there are no more pages. */
function whole(members: ReadPage['members']): ReadPage {
  return { members, total: members.length, next: undefined, hasLinks: true };
}

/** The address of the session list is only inferred; the availability of an offer, which is documented, names them. */
async function sessionsOfAvailability(
  api: { readonly get: ReadApi },
  { offer, ticket }: { readonly offer: string; readonly ticket: string },
  signal: AbortSignal,
): Promise<ReadPage | undefined> {
  const { json } = await api.get(below({ iri: offer }, 'availability'), signal);
  const named = sessionsOf(json)
    .map(({ session }) => session)
    .filter(({ iri }) => iri?.startsWith(below({ iri: ticket }, '')) === true);
  return named.length === 0 ? undefined : whole(named);
}

/** True where a server says that it has no such address, or not with such a filter: another one may serve. */
export function isRefusal(error: unknown): boolean {
  const { kind, status } = failureOf(error);
  // 422 (RFC 9110 section 15.5.21) is what newer versions of the framework say of a parameter that does not validate.
  return kind === 'apiNotFound' || status === 400 || status === 422;
}

/** A server's word that it has no such address, as a value. */
class Refused {
  constructor(readonly reason: unknown) {}
}

/** Takes a refusal as a value, and throws all else again. */
function asRefused(error: unknown): Refused {
  if (!isRefusal(error)) {
    throw error;
  }
  return new Refused(error);
}
