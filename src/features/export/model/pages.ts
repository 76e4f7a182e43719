import type { ApiReply, ResourceReader } from '../../../api/apiClient';
import { goesOn, readCollection } from '../../../api/collection';
import type { Resource } from '../../../api/resource';
import { RequestFailure, type Failure } from '../../../base/failure';
import { pageAddress } from '../../../catalogs/place';

/** What an export has of an address. */
export interface ExportAnswer {
  readonly json: unknown;
  /** Where it was read, if that is not the address that was asked for. */
  readonly url?: string;
  /** There where it is not what the server says now. */
  readonly older?: Older;
}

/** How old a part of an export is, and why. */
export interface Older {
  /** When the server last said so, in milliseconds since the epoch. */
  readonly readAt: number;
  /** What kept the server from being asked. */
  readonly failure: Failure;
}

/** Reads what is behind an IRI; rejects with a `RequestFailure`. */
export type AnswerReader = (iri: string) => Promise<ExportAnswer>;

/**
 * Reads what the server said at a time (milliseconds since the epoch) or later. Where it cannot be asked, what the cache
 * holds of before stands in, and is called older; where that holds nothing either, there is a `RequestFailure`.
 */
export function readSince(
  reader: Pick<ResourceReader, 'get'>,
  since: number,
  signal?: AbortSignal,
): AnswerReader {
  return async (iri) => answerOf(await reader.get(iri, signal, { since }));
}

/** {@link readSince} for the list of catalogs, whose pages go by their query, or by an IRI where the server links them. */
export function readCatalogsSince(reader: ResourceReader, since: number): AnswerReader {
  const read = readSince(reader, since);
  return async (address) => {
    if (!address.startsWith('?')) {
      return read(address);
    }
    const reply = await reader.getCatalogs(address, undefined, { since });
    return { ...answerOf(reply), url: reply.url };
  };
}

function answerOf({ json, failure, readAt }: ApiReply): ExportAnswer {
  if (failure === undefined) {
    return { json };
  }
  if (readAt === undefined) {
    throw new RequestFailure(failure);
  }
  return { json, older: { readAt, failure } };
}

/** One page of a list as it is exported. */
export interface ExportPage {
  readonly members: readonly Resource[];
  /** Members of the whole list, where the server tells. */
  readonly total: number | undefined;
  /** There where the page is not what the server says now. */
  readonly older: Older | undefined;
}

/** Pages after which a list is taken for endless: ten million members, at 50 a page. */
const mostExportPages = 200_000;

/**
 * The pages of a list, one after another and each read only when it is asked for; duplicates are left out. Throws
 * (`tooLarge`) for a list without end: half an export must not pass for a whole one.
 */
export async function* pagesOf(
  read: AnswerReader,
  address: string,
  pageSize: number,
): AsyncGenerator<ExportPage> {
  const seen = new Set<string>();
  const visited = new Set<string>();
  let count = 0;
  let link: string | undefined;
  let before: string | undefined;
  for (let page = 1; ; page++) {
    if (page > mostExportPages) {
      throw new RequestFailure({ kind: 'tooLarge' });
    }
    const from = link ?? pageAddress(address, page, pageSize);
    const { json, older, url = from } = await read(from);
    const collection = readCollection(json, url);
    const { members, total, next, hasLinks } = collection;
    if (!hasLinks) {
      // A server that takes no notice of `page` answers the same for ever.
      const text = JSON.stringify(json);
      if (text === before) {
        return;
      }
      before = text;
    }
    const fresh = members.filter(({ iri: own }) => own === undefined || (!seen.has(own) && seen.add(own)));
    count += fresh.length;
    yield { members: fresh, total, older };
    link = next;
    if (next === undefined) {
      if (fresh.length === 0 || !goesOn(collection, count, pageSize)) {
        return;
      }
    } else if (visited.has(next)) {
      return;
    } else {
      visited.add(next);
    }
  }
}

/** Maps with up to `width` results under way, and hands them out in the order of the source. */
export async function* mapAhead<T, R>(
  source: AsyncIterable<T>,
  width: number,
  map: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for await (const value of source) {
    const result = map(value);
    // Whoever waits for an earlier one that fails will never look at this one.
    result.catch(() => undefined);
    underWay.push(result);
    if (underWay.length >= width) {
      yield await (underWay.shift() ?? result);
    }
  }
  for (const result of underWay) {
    yield await result;
  }
}
