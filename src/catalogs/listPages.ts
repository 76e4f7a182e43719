import { goesOn, type CollectionPage } from '../api/collection';
import type { Resource } from '../api/resource';
import type { Failure } from '../base/failure';
import { jsonText } from '../base/json';

/** A page of a list, from the server or from what was kept of it. */
export interface ReadPage extends CollectionPage {
  /** When the server was last known to say so, in milliseconds since the epoch; absent where that is not known. */
  readonly readAt?: number;
  /** Why the server could not be asked, where what was kept stands in for its answer. */
  readonly failure?: Failure;
  /** The page as the server has it now, where that is being asked; with the same `members` if they are. Never rejects. */
  readonly newer?: Promise<ReadPage>;
}

/** A page and where it was read. */
export interface PlacedPage {
  readonly page: ReadPage;
  readonly link: string | undefined;
}

/** Most pages of one list: a server whose links never end must not fill the memory. */
export const mostPages = 10_000;

/** The number of a page in a link. */
export const pageNumber = /(?<=[?&]page=)\d+(?=&|$)/;

/** The pages of one list, in order, and what follows from them; duplicates are dropped. */
export class ListPages {
  private pages: PlacedPage[] = [];
  private members: Resource[] = [];
  private seen = new Set<string>();
  private visited = new Set<string>();

  /** Link to the page behind the last one. */
  next: string | undefined;
  /** True where the pages behind can be asked for by their number. */
  numbered = false;
  /** True where there is no page behind the last one. */
  ended = false;
  /** Members of a page of this server, duplicates included. */
  perPage = 0;
  /** Members of the whole list, where the server tells. */
  total: number | undefined;
  /** Counts how often members that were there already have changed. */
  version = 0;

  constructor(private readonly pageSize: number) {}

  get resources(): readonly Resource[] {
    return this.members;
  }

  get count(): number {
    return this.pages.length;
  }

  /** The pages that stand in for an answer of the server. */
  get standingIn(): readonly (PlacedPage & { readonly failure: Failure })[] {
    return this.pages.flatMap((each) =>
      each.page.failure === undefined ? [] : [{ ...each, failure: each.page.failure }],
    );
  }

  /** The pages that were read at a time or before (milliseconds since the epoch). */
  readBy(time: number): readonly PlacedPage[] {
    return this.pages.filter(({ page: { readAt } }) => readAt !== undefined && readAt <= time);
  }

  /** When the oldest of the pages was read, in milliseconds since the epoch. */
  get readAt(): number | undefined {
    const times = this.pages.flatMap(({ page: { readAt } }) => readAt ?? []);
    return times.length === 0 ? undefined : times.reduce((oldest, each) => Math.min(oldest, each));
  }

  has(iri: string): boolean {
    return this.seen.has(iri);
  }

  /** The number of a page, from 1; 0 where it is none of this list. */
  numberOf(page: ReadPage): number {
    return this.pages.findIndex((each) => each.page === page) + 1;
  }

  /** @param link where it was read; `undefined` for the first page and where pages go by number */
  add(page: ReadPage, link: string | undefined): void {
    this.pages.push({ page, link });
    const before = this.members.length;
    for (const resource of page.members) {
      // What has no IRI cannot be told from its double, and is kept.
      if (resource.iri === undefined || !this.seen.has(resource.iri)) {
        this.members.push(resource);
      }
      if (resource.iri !== undefined) {
        this.seen.add(resource.iri);
      }
    }
    this.perPage ||= page.members.length;
    this.total = page.total ?? this.total;
    this.next = page.next;
    this.numbered =
      page.next === undefined
        ? !page.hasLinks
        : Number(pageNumber.exec(page.next)?.[0]) === this.pages.length + 1;
    const added = this.members.length - before;
    this.ended =
      this.pages.length >= mostPages ||
      (page.next === undefined ? !this.mayHaveMore(page, added) : this.turnsBack(page.next));
  }

  /** Puts a page in the place of what was kept of it. True where that changed what the list holds. */
  replace(old: ReadPage, page: ReadPage): boolean {
    const index = this.numberOf(old) - 1;
    const before = this.pages[index];
    if (before === undefined) {
      return false;
    }
    const renewed = { ...page, members: keepingSame(old.members, page.members) };
    this.pages[index] = { page: renewed, link: before.link };
    const isSame =
      renewed.members.length === old.members.length &&
      renewed.members.every((each, place) => each === old.members[place]) &&
      renewed.next === old.next &&
      renewed.total === old.total;
    if (!isSame) {
      this.readAgain();
    }
    return !isSame;
  }

  /** What follows from the pages, anew. Those behind one that now ends the list are dropped. */
  private readAgain(): void {
    const { pages } = this;
    this.pages = [];
    this.members = [];
    this.seen = new Set();
    this.visited = new Set();
    this.perPage = 0;
    this.total = undefined;
    this.ended = false;
    this.version++;
    pages.every(({ page, link }) => {
      this.add(page, link);
      return !this.ended;
    });
  }

  /** A page that brought nothing new is the last, whatever the total says. */
  private mayHaveMore(page: CollectionPage, added: number): boolean {
    return added > 0 && goesOn({ ...page, total: this.total }, this.members.length, this.pageSize);
  }

  private turnsBack(link: string): boolean {
    const known = this.visited.has(link);
    this.visited.add(link);
    return known;
  }
}

/** The new members, with the very object of before where one says the same: what did not change need not be shown anew. */
function keepingSame(before: readonly Resource[], now: readonly Resource[]): readonly Resource[] {
  if (before === now) {
    return now;
  }
  const known = new Map(before.map((each) => [jsonText(each.raw), each]));
  return now.map((each) => {
    const text = jsonText(each.raw);
    return (text === undefined ? undefined : known.get(text)) ?? each;
  });
}
