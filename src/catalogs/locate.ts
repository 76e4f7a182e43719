import { RequestFailure } from '../base/failure';
import type { CatalogModel, LoadedResource } from './catalogModel';
import {
  failureAmong,
  irisTo,
  type CatalogNode,
  type GroupNode,
  type ParentNode,
  type ResourceNode,
} from './nodes';

/** The offers of a product for one day. */
export interface OffersOfDay {
  /** IRI of the catalog. */
  readonly catalog: string;
  /** IRI of the product base, where it is known. */
  readonly productBase: string | undefined;
  /** IRI of the product. */
  readonly product: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
}

/**
 * The node of a resource, and with it, by way of the parents, all that leads to it; what is missing in between is
 * loaded. `undefined` where it is not there, or where its IRI alone does not tell the way: that of a product or an
 * offer names neither product base nor product.
 * @param path IRIs from the top, its own last; or only its own
 */
export async function locate(
  model: CatalogModel,
  path: readonly string[],
  signal: AbortSignal,
): Promise<ResourceNode | undefined> {
  const ending = AbortSignal.any([signal, model.signal]);
  const way = stepsTo(path, [...model.loaded()]);
  let node: ResourceNode | undefined;
  for (const iri of way) {
    const child = await childOf(model, node, iri, ending);
    if (node !== undefined && !model.knows(node) && !ending.aborted) {
      // A refresh has put other nodes in the place of those on the way.
      return locate(model, path, ending);
    }
    if (child === undefined) {
      return undefined;
    }
    node = child;
  }
  return node;
}

/** The node of a day below a product, whose offers begin there where the day was not loaded; `undefined` where it has none. */
export async function locateDay(
  model: CatalogModel,
  product: ResourceNode,
  day: string,
  signal: AbortSignal,
): Promise<GroupNode | undefined> {
  const ending = AbortSignal.any([signal, model.signal]);
  const before = model.begunAt(product);
  for (let isSought = false; ;) {
    const { children, days } = await offersBelow(model, product, ending);
    const found = days.find((each) => each.value === day);
    const more = children.find(({ kind }) => kind === 'loadMore');
    // The last day loaded may go on on the next page.
    const isPast = more === undefined || days.some(({ value }) => value > day);
    if (ending.aborted || (found !== undefined && isPast)) {
      return found;
    }
    if (
      more !== undefined &&
      (found !== undefined || (isSought && !isPast && model.mayBeginBefore(product)))
    ) {
      await model.loadMore(more);
    } else if (isSought) {
      model.beginAt(product, before);
      return undefined;
    } else {
      isSought = true;
      model.beginAt(product, day);
    }
  }
}

/** Where going to a day leads. */
export interface DayFound {
  /** The first day from then on, or else the last before it; `undefined` where no offer with a day is shown. */
  readonly day: GroupNode | undefined;
  /** Offers that are not shown because they are sold out. */
  readonly soldOut: number;
}

/**
 * Looks for the first day of a product's offers from a day on, which is where they begin from then on; where there is none,
 * they begin where they did. Pages of which everything is sold out, and not shown for that, are gone through, and so are
 * those before the day where the server does not begin there. Rejects with a `RequestFailure` where the offers cannot be
 * read.
 */
export async function goToDay(model: CatalogModel, product: ResourceNode, day: string): Promise<DayFound> {
  const { signal } = model;
  const before = model.begunAt(product);
  model.beginAt(product, day);
  for (;;) {
    const { children, days } = await offersBelow(model, product, signal);
    const failure = failureAmong(children);
    if (failure !== undefined) {
      throw new RequestFailure(failure);
    }
    const found = days.find(({ value }) => value >= day);
    const more = children.find(({ kind }) => kind === 'loadMore');
    const goesOn = more !== undefined && (days.length === 0 || model.mayBeginBefore(product));
    if (found === undefined && goesOn && !signal.aborted) {
      await model.loadMore(more);
      continue;
    }
    const soldOut = model.hiddenBelow(product);
    if (found === undefined && !signal.aborted) {
      model.beginAt(product, before);
    }
    return { day: found ?? days.at(-1), soldOut };
  }
}

/** What stands below a product, or below the node that a refresh has put in its place, and the days among it. */
async function offersBelow(
  model: CatalogModel,
  product: ResourceNode,
  signal: AbortSignal,
): Promise<{ readonly children: readonly CatalogNode[]; readonly days: readonly GroupNode[] }> {
  const children = await model.children(product);
  const months = children.filter((each) => each.kind === 'group');
  const below = (await Promise.all(months.map((month) => model.children(month)))).flat();
  const days = below.filter((each) => each.kind === 'group');
  const isPast = !model.knows(product) && !signal.aborted;
  const now = isPast ? await locate(model, irisTo(product), signal) : undefined;
  return now === undefined ? { children, days } : offersBelow(model, now, signal);
}

/** The IRIs to go through, from the top. */
function stepsTo(path: readonly string[], loaded: readonly LoadedResource[]): readonly string[] {
  const steps = path.length > 1 ? path : waypoints(path[0] ?? '');
  // From the last step that is loaded, since that one's place is known.
  for (let index = steps.length - 1; index >= 0; index--) {
    const known = loaded.find(({ resource }) => resource.iri === steps[index]);
    if (known !== undefined && (index > 0 || steps.length === 1)) {
      return [...known.path, ...steps.slice(index + 1)];
    }
  }
  const leadsOn = path.length > 1 || steps[1] === undefined || /\/product_bases\/[^/]+$/.test(steps[1]);
  return leadsOn ? steps : [];
}

/** The IRIs of the resources that an IRI names on its way, its own last: each pair of segments from `catalogs` on is one. */
export function waypoints(iri: string): string[] {
  const segments = iri.split('/');
  const start = segments.indexOf('catalogs');
  if (start < 0) {
    return [];
  }
  const steps: string[] = [];
  for (let end = start + 2; end <= segments.length; end += 2) {
    steps.push(segments.slice(0, end).join('/'));
  }
  return steps;
}

/**
 * The catalog of an offer, a product or a product base, by its IRI; `undefined` where that names none. It goes by what
 * stands below the catalog: the settings may have the catalogs themselves at any address.
 */
export function catalogIn(iri: string): string | undefined {
  return /^(.+?)\/(?:offers|products|product_bases)\//.exec(iri)?.[1];
}

async function childOf(
  model: CatalogModel,
  parent: ParentNode | undefined,
  iri: string,
  signal: AbortSignal,
): Promise<ResourceNode | undefined> {
  const found = await loadedChild(model, parent, iri);
  if (found !== undefined || parent?.kind === 'group') {
    return found;
  }
  const isOver = (): boolean => signal.aborted;
  const stop = new AbortController();
  const onProgress = (): void => (model.has(parent, iri) ? stop.abort() : undefined);
  await model.loadAll(parent, { signal: AbortSignal.any([signal, stop.signal]), onProgress });
  const child = await loadedChild(model, parent, iri);
  const isThere = child !== undefined || parent === undefined || !model.knows(parent);
  if (isThere || !model.beginsLater(parent) || isOver()) {
    return child;
  }
  // It may be earlier than the list begins, or without a day.
  const before = model.begunAt(parent);
  model.beginAt(parent, '');
  const earlier = await childOf(model, parent, iri, signal);
  if (earlier === undefined && !isOver()) {
    model.beginAt(parent, before);
  }
  return earlier;
}

async function loadedChild(
  model: CatalogModel,
  parent: ParentNode | undefined,
  iri: string,
): Promise<ResourceNode | undefined> {
  for (const child of await model.children(parent)) {
    if (child.kind === 'resource' && child.resource.iri === iri) {
      return child;
    }
    if (child.kind === 'group' && (child.group !== 'options' || iri.includes('/options/'))) {
      const found = await loadedChild(model, child, iri);
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}
