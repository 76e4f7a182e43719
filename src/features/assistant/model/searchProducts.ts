import fuzzysort from 'fuzzysort';
import pLimit from 'p-limit';
import { resolveIri, type ResourceReader } from '../../../api/apiClient';
import type { JsonObject } from '../../../base/json';
import { readResource, type Resource } from '../../../api/resource';
import type { Clock } from '../../../base/clock';
import { readCatalogs, readPlace } from '../../../catalogs/readPages';
import { type PageReader, ResourceList } from '../../../catalogs/resourceList';
import { RequestFailure } from '../../../base/failure';
import { rowOf } from './row';
import type { ToolInput } from './toolInputs';

const rowsPerPage = 20;
const pageSize = 50;
/** Members of one list that are read. */
const mostMembers = 2000;
/** Product bases whose products are read for one question: nobody waits for a thousand requests. */
const mostProductBases = 100;
const atOnce = 4;
/** Scores below this are matches by chance; 1 is exact. */
const leastScore = 0.3;
const longestText = 300;

interface FoundProduct {
  readonly product: Resource;
  readonly productBase: Resource;
  readonly catalog: Resource;
}

/**
 * Products by their own name, that of their product base and that of their catalog. There is no search in the API, so
 * the lists are read, through the cache; those of the product bases that match come first. Rejects with a
 * `RequestFailure` where catalogs or product bases can't be read; of products, what can't be read is counted.
 */
export async function searchProducts(
  reader: ResourceReader,
  { text, catalog, page }: ToolInput<'korusticket_searchProducts'>,
  apiBaseUrl: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<JsonObject> {
  const all = (read: PageReader): Promise<WholeList> => wholeList(read, clock, signal);
  const below = (role: 'productBase' | 'product', { iri = '' }: Resource, list: string): PageReader =>
    readPlace(reader, { role, addresses: [`${iri.replace(/\/+$/, '')}/${list}`], paged: true }, pageSize);

  const catalogs =
    catalog === undefined
      ? (await all(readCatalogs(reader, pageSize))).members
      : [readResource({ '@id': new URL(resolveIri(catalog, apiBaseUrl)).pathname })];
  const productBases: Omit<FoundProduct, 'product'>[] = [];
  let unread = 0;
  for (const each of catalogs.filter(({ iri }) => iri !== undefined)) {
    const { members, left } = await all(below('productBase', each, 'product_bases'));
    productBases.push(...members.map((productBase) => ({ productBase, catalog: each })));
    unread += left;
  }
  const nameOf = ({ productBase, catalog: of }: Omit<FoundProduct, 'product'>): string =>
    `${productBase.label} ${of.isNamed ? of.label : ''}`;
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const wanted = likeliestFirst(productBases, nameOf, words);

  const limit = pLimit(atOnce);
  unread += Math.max(0, wanted.length - mostProductBases);
  const found = await Promise.all(
    wanted.slice(0, mostProductBases).map((place) =>
      limit(async (): Promise<FoundProduct[]> => {
        signal.throwIfAborted();
        try {
          const { members } = await all(below('product', place.productBase, 'products'));
          return members.map((product) => ({ ...place, product }));
        } catch {
          unread += 1;
          return [];
        }
      }),
    ),
  );
  signal.throwIfAborted();
  const matches = matching(found.flat(), (each) => `${each.product.label} ${nameOf(each)}`, words.join(' '));
  const shown = matches.slice((page - 1) * rowsPerPage, page * rowsPerPage);
  return {
    products: shown.map(({ product, productBase, catalog: of }) => ({
      ...rowOf(product),
      productBase: rowOf(productBase)['name'] ?? productBase.iri,
      catalog: rowOf(of)['name'] ?? of.iri,
    })),
    page,
    totalMatches: matches.length,
    ...(matches.length > page * rowsPerPage ? { nextPage: page + 1 } : {}),
    ...(unread > 0 ? { productBasesNotRead: unread } : {}),
  };
}

/** Those whose text matches, best first; all of them for an empty text. */
function matching<T>(entries: readonly T[], textOf: (entry: T) => string, text: string): readonly T[] {
  if (text === '') {
    return entries;
  }
  const targets = entries.map((entry) => ({ entry, text: textOf(entry).slice(0, longestText) }));
  return fuzzysort.go(text, targets, { key: 'text', threshold: leastScore }).map(({ obj }) => obj.entry);
}

/** Those of which more words are in the text come first; else they stay in order. */
function likeliestFirst<T>(
  entries: readonly T[],
  textOf: (entry: T) => string,
  words: readonly string[],
): readonly T[] {
  const scores = new Map<T, number>();
  for (const word of words) {
    for (const entry of matching(entries, textOf, word)) {
      scores.set(entry, (scores.get(entry) ?? 0) + 1);
    }
  }
  return entries.toSorted((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
}

interface WholeList {
  readonly members: readonly Resource[];
  /** How many more there are, as far as the server tells. */
  readonly left: number;
}

/** A list read to its end, or to `mostMembers`. */
async function wholeList(read: PageReader, clock: Clock, signal: AbortSignal): Promise<WholeList> {
  const enough = new AbortController();
  const list = new ResourceList(read, pageSize, clock, signal);
  await list.loadAll({
    signal: enough.signal,
    onProgress: (loaded) => (loaded >= mostMembers ? enough.abort() : undefined),
  });
  if (list.failure !== undefined) {
    throw new RequestFailure(list.failure);
  }
  const members = list.resources;
  return { members, left: list.hasMore ? Math.max(0, (list.total ?? 0) - members.length) : 0 };
}
