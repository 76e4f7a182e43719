import type { ResourceReader } from '../../../api/apiClient';
import { readCollection } from '../../../api/collection';
import type { Resource } from '../../../api/resource';
import { RequestFailure } from '../../../base/failure';

/** Reads the JSON behind an IRI; rejects with a `RequestFailure`. */
export type JsonReader = (iri: string) => Promise<unknown>;

/**
 * Reads what the server said at a time (milliseconds since the epoch) or later. What the cache holds of before does not
 * go into a file as if it were true now: where the server cannot be asked, there is a `RequestFailure`.
 */
export function readSince(
  reader: Pick<ResourceReader, 'get'>,
  since: number,
  signal?: AbortSignal,
): JsonReader {
  return async (iri) => {
    const { json, failure } = await reader.get(iri, signal, { since });
    if (failure !== undefined) {
      throw new RequestFailure(failure);
    }
    return json;
  };
}

/** One page of a list as it is exported. */
export interface ExportPage {
  readonly members: readonly Resource[];
  /** Members of the whole list, where the server tells. */
  readonly total: number | undefined;
}

/** Pages after which a list is taken for endless: ten million members, at 50 a page. */
const mostPages = 200_000;

/**
 * The pages of a list, one after another and each read only when it is asked for; duplicates are left out. Throws
 * (`tooLarge`) for a list without end: half an export must not pass for a whole one.
 */
export async function* pagesOf(
  read: JsonReader,
  address: string,
  pageSize: number,
): AsyncGenerator<ExportPage> {
  const seen = new Set<string>();
  const visited = new Set<string>();
  let count = 0;
  let link: string | undefined;
  let before: string | undefined;
  for (let page = 1; ; page++) {
    if (page > mostPages) {
      throw new RequestFailure({ kind: 'tooLarge' });
    }
    // The tree asks in the same words, so that what it has read is in the cache.
    const from =
      link ?? `${address}${address.includes('?') ? '&' : '?'}page=${page}&itemsPerPage=${pageSize}`;
    const json = await read(from);
    const { members, total, next, hasLinks } = readCollection(json, from);
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
    yield { members: fresh, total };
    link = next;
    if (next === undefined) {
      const isFull = total === undefined ? members.length >= pageSize : count < total;
      if (hasLinks || fresh.length === 0 || !isFull) {
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
