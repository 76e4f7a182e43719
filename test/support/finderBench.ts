import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApiReply, ResourceReader } from '../../src/api/apiClient';
import { RequestFailure } from '../../src/base/failure';
import { Finder } from '../../src/features/find/model/finder';
import { modelOf, readerOf } from './catalogs';
import { FakeClock } from './fakeClock';

/** IRI of the catalog. */
export const c1 = '/v1/ticketing/catalogs/c1';
export const baseIri = (index: number): string => `${c1}/product_bases/b${index}`;
export const productIri = (index: number): string => `${c1}/products/p${index}`;

/** Two pages of two product bases, each with one product; a product has one offer. */
export function answersOf(): Record<string, unknown> {
  const bases = 4;
  const page = (first: number, next?: string): object => ({
    member: [first, first + 1].map((index) => ({ '@id': baseIri(index), name: `Tour ${index}` })),
    totalItems: bases,
    view: next === undefined ? {} : { next },
  });
  return {
    '/catalogs': { member: [{ '@id': c1, name: 'One' }], view: {} },
    [`${c1}/product_bases?page=1&itemsPerPage=2`]: page(0, `${c1}/product_bases?page=2&itemsPerPage=2`),
    [`${c1}/product_bases?page=2&itemsPerPage=2`]: page(2),
    ...Object.fromEntries(
      Array.from({ length: bases }, (_none, index) => [
        `${baseIri(index)}/products`,
        { member: [{ '@id': productIri(index), name: `Adult ${index}` }], view: {} },
      ]),
    ),
    [`${c1}/offers`]: { member: [{ '@id': `${c1}/offers/o1`, date: '2026-02-01' }], view: {} },
  };
}

/** Never comes, unless it is given up. */
export function never<T>(signal?: AbortSignal): Promise<T> {
  return new Promise((_resolve, reject) =>
    signal?.addEventListener('abort', () => reject(new RequestFailure({ kind: 'cancelled' }))),
  );
}

/** What is kept in a first window. */
export async function* nothing(): AsyncGenerator<ApiReply> {
  // Nothing was kept.
}

/** Find over answers known beforehand, two members a page. */
export class FinderBench {
  readonly clock = new FakeClock();
  readonly asked: string[];
  readonly model;
  readonly finder: Finder;
  drawn = 0;

  constructor(
    answers: Record<string, unknown>,
    /** Decides about an address before the answers do. */
    before: (...asked: Parameters<ResourceReader['get']>) => Promise<ApiReply> | undefined = () => undefined,
    kept: () => AsyncIterable<ApiReply> = nothing,
  ) {
    const { reader, asked } = readerOf(answers);
    const get: ResourceReader['get'] = (iri, signal, freshness) => {
      const other = before(iri, signal, freshness);
      if (other !== undefined) asked.push(iri);
      return other ?? reader.get(iri, signal);
    };
    const cache = { get, getCatalogs: (query: string) => get(`/catalogs${query}`), kept };
    this.asked = asked;
    this.model = modelOf(cache, 2, this.clock);
    const parts = { model: this.model, cache, clock: this.clock, pageSize: 2 };
    this.finder = new Finder(parts, () => {
      this.drawn++;
    });
  }

  get labels(): string[] {
    return this.finder.matches.map(({ resource }) => resource.label);
  }

  /** Lets everything happen that does not wait for time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await nextTurn();
  }
}
