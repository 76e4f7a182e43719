import fuzzysort from 'fuzzysort';
import pLimit from 'p-limit';
import { resolveIri } from '../../../api/apiClient';
import type { JsonObject } from '../../../base/json';
import { readResource, type Resource } from '../../../api/resource';
import { below } from '../../../catalogs/place';
import { isRefusal, readCatalogs, readPlace } from '../../../catalogs/readPages';
import { mostMembers, mostOfPage, type PageReader, ResourceList } from '../../../catalogs/resourceList';
import { failureOf, RequestFailure, type Failure } from '../../../base/failure';
import { ageOf, rowsPerPage, type AnswerSources } from './answers';
import { rowOf } from './row';
import type { ToolInput } from './toolInputs';

/** Product bases whose products are read for one question: nobody waits for a thousand requests. */
const mostProductBases = 100;
const atOnce = 4;
/** Scores below this are matches by chance; 1 is exact. */
const leastScore = 0.3;
/** Characters of names that are looked through. */
const longestNames = 300;

interface FoundProduct {
  readonly product: Resource;
  readonly productBase: Resource;
  readonly catalog: Resource;
}

interface Match {
  readonly found: FoundProduct;
  /** Words of the question that its names do not have. */
  readonly missing: readonly string[];
}

/** What was read for one question: how much was left out, and how old the oldest of it is. */
class Reading {
  unreadBases = 0;
  unreadProducts = 0;
  /** True where the server does not tell how much more there is. */
  uncounted = false;
  readAt: number | undefined;
  /** Why the server could not be asked, where something kept stands in. */
  standIn: Failure | undefined;
  /** Why products of a product base could not be read. */
  failure: unknown;

  constructor(
    private readonly sources: AnswerSources,
    private readonly signal: AbortSignal,
  ) {}

  /** A list read to its end, or to `mostMembers`, and how many more it has. Rejects with a `RequestFailure`. */
  async whole(read: PageReader): Promise<{ readonly members: readonly Resource[]; readonly left: number }> {
    const enough = new AbortController();
    const list = new ResourceList(read, mostOfPage, this.sources.clock, this.signal);
    await list.loadAll({
      signal: enough.signal,
      onProgress: (loaded) => (loaded >= mostMembers ? enough.abort() : undefined),
    });
    if (list.failure !== undefined) {
      throw new RequestFailure(list.failure);
    }
    const { resources: members, hasMore, total, readAt = Infinity } = list;
    this.readAt = readAt < (this.readAt ?? Infinity) ? readAt : this.readAt;
    this.standIn ??= list.standIn;
    this.uncounted ||= hasMore && total === undefined;
    return { members, left: hasMore ? Math.max(0, (total ?? 0) - members.length) : 0 };
  }

  /** The members of a list below a resource. */
  below(role: 'productBase' | 'product', { iri }: Resource, list: string): ReturnType<Reading['whole']> {
    const place = { role, addresses: [below({ iri }, list)], paged: true };
    return this.whole(readPlace(this.sources.kept, place, mostOfPage));
  }

  get facts(): JsonObject {
    return {
      ...(this.unreadBases > 0 ? { productBasesNotRead: this.unreadBases } : {}),
      ...(this.unreadProducts > 0 ? { productsNotRead: this.unreadProducts } : {}),
      ...(this.uncounted ? { moreNotCounted: true } : {}),
      ...(this.failure === undefined
        ? {}
        : { notReadBecause: this.sources.explain(failureOf(this.failure)) }),
      ...ageOf(this.readAt, this.standIn, this.sources.explain),
    };
  }
}

/**
 * Products by their own name, that of their product base and that of their catalog. There is no search in the API, so
 * the lists are read, through the cache; those of the product bases that match come first. Rejects with a
 * `RequestFailure` where catalogs or product bases can't be read, or none of the products; else what can't be read is
 * counted.
 */
export async function searchProducts(
  sources: AnswerSources,
  { text, catalog, page }: ToolInput<'korusticket_searchProducts'>,
  signal: AbortSignal,
): Promise<JsonObject> {
  const reading = new Reading(sources, signal);
  const catalogs =
    catalog === undefined
      ? (await reading.whole(readCatalogs(sources.kept, mostOfPage))).members
      : [readResource({ '@id': new URL(resolveIri(catalog, sources.apiBaseUrl)).pathname })];
  const productBases: Omit<FoundProduct, 'product'>[] = [];
  for (const each of catalogs.filter(({ iri }) => iri !== undefined)) {
    const { members, left } = await reading.below('productBase', each, 'product_bases');
    productBases.push(...members.map((productBase) => ({ productBase, catalog: each })));
    reading.unreadBases += left;
  }
  const nameOf = ({ productBase, catalog: of }: Omit<FoundProduct, 'product'>): string =>
    `${productBase.label} ${of.isNamed ? of.label : ''}`;
  const words = [...new Set(text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''))];
  const wanted = ranked(productBases, nameOf, words).map(({ entry }) => entry);

  const found = await productsOf(reading, wanted, signal);
  const matches = matching(found, (each) => `${each.product.label} ${nameOf(each)}`, words);
  const shown = matches.slice((page - 1) * rowsPerPage, page * rowsPerPage);
  return {
    products: shown.map(({ found: { product, productBase, catalog: of }, missing }) => ({
      ...rowOf(product),
      productBase: rowOf(productBase)['name'] ?? productBase.iri,
      catalog: rowOf(of)['name'] ?? of.iri,
      ...(missing.length === 0 ? {} : { missingWords: missing }),
    })),
    page,
    totalMatches: matches.length,
    ...(matches.length > page * rowsPerPage ? { nextPage: page + 1 } : {}),
    ...reading.facts,
    ...(matches[0]?.missing.length === 0 ? {} : { note: advice(matches.length > 0) }),
  };
}

/** How to ask better, in words for the model. */
function advice(isPartial: boolean): string {
  const what = isPartial
    ? 'No product that was read has all of these words; those with most of them come first, with missingWords.'
    : 'No product that was read has any of these words.';
  return `${what} Words are looked for in the names as the catalog has them, often French: try fewer words, another language, or an empty text for all products.`;
}

/** The products of the first product bases; of a list that can't be read, that it was left out. */
async function productsOf(
  reading: Reading,
  wanted: readonly Omit<FoundProduct, 'product'>[],
  signal: AbortSignal,
): Promise<FoundProduct[]> {
  const limit = pLimit(atOnce);
  const looked = wanted.slice(0, mostProductBases);
  reading.unreadBases += wanted.length - looked.length;
  let read = 0;
  const found = await Promise.all(
    looked.map((place) =>
      limit(async (): Promise<FoundProduct[]> => {
        signal.throwIfAborted();
        try {
          const { members, left } = await reading.below('product', place.productBase, 'products');
          reading.unreadProducts += left;
          read++;
          return members.map((product) => ({ ...place, product }));
        } catch (error) {
          reading.unreadBases++;
          reading.failure =
            reading.failure === undefined || isRefusal(reading.failure) ? error : reading.failure;
          return [];
        }
      }),
    ),
  );
  signal.throwIfAborted();
  if (read === 0 && reading.failure !== undefined && !isRefusal(reading.failure)) {
    throw new RequestFailure(failureOf(reading.failure));
  }
  return found.flat();
}

/** Those that have all the words; where none has, those that have some, most words first. All of them for no words. */
function matching(
  entries: readonly FoundProduct[],
  textOf: (entry: FoundProduct) => string,
  words: readonly string[],
): readonly Match[] {
  const all = ranked(entries, textOf, words).map(({ entry, has }) => ({
    found: entry,
    missing: words.filter((word) => !has.has(word)),
  }));
  const whole = all.filter(({ missing }) => missing.length === 0);
  return whole.length > 0 ? whole : all.filter(({ missing }) => missing.length < words.length);
}

interface Ranked<T> {
  readonly entry: T;
  /** The words that its text has. */
  readonly has: Set<string>;
  score: number;
}

/** Those of which more words are in the text come first, then those that have them more exactly; else they stay in order. */
function ranked<T>(
  entries: readonly T[],
  textOf: (entry: T) => string,
  words: readonly string[],
): Ranked<T>[] {
  const targets = entries.map((entry) => ({
    text: textOf(entry).slice(0, longestNames),
    ranked: { entry, has: new Set<string>(), score: 0 },
  }));
  // Of its own, it brings the ten best only.
  const options = { key: 'text', threshold: leastScore, limit: Infinity };
  for (const word of words) {
    for (const { obj, score } of fuzzysort.go(word, targets, options)) {
      obj.ranked.has.add(word);
      obj.ranked.score += score;
    }
  }
  return targets
    .map((each) => each.ranked)
    .sort((one, other) => other.has.size - one.has.size || other.score - one.score);
}
