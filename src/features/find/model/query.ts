import fuzzysort, { type Prepared } from 'fuzzysort';
import type { Resource } from '../../../api/resource';
import type { ResourceRole } from '../../../catalogs/nodes';

/** A resource that can be found by its name or identifier. */
export interface SearchEntry {
  readonly resource: Resource;
  readonly role: ResourceRole;
  /** IRIs that lead to it from the top, its own last. */
  readonly path: readonly string[];
}

/** An entry as it is looked through. */
export interface PreparedEntry extends SearchEntry {
  /** Name and identifier in one: half the work of looking through two. */
  readonly text: Prepared;
  /** Of entries that match as well, the one that came first is shown first. */
  readonly place: number;
  /** False where it is only known from what was kept. */
  readonly isLoaded: boolean;
}

/** Scores below this are matches by chance; 1 is exact. */
const leastScore = 0.3;
/** Entries looked through in one go: some milliseconds of the thread that all extensions share. */
const sliceLength = 1000;

interface Match {
  readonly score: number;
  readonly obj: PreparedEntry;
}

/** One text that is looked for, among entries that may become more meanwhile. */
export class SearchQuery {
  private best: readonly Match[] = [];
  private looked = 0;
  private found = 0;

  constructor(
    private readonly entries: readonly PreparedEntry[],
    private readonly text: string,
    private readonly limit: number,
  ) {}

  /** The best of what was looked through, best first. */
  get matches(): readonly SearchEntry[] {
    return this.text === '' ? this.entries.slice(0, this.limit) : this.best.map(({ obj }) => obj);
  }

  /** True where more matches than are handed out; no text matches nothing. */
  get isCut(): boolean {
    return this.found > this.limit;
  }

  /** Looks through some more of the entries. True while there are others. */
  step(): boolean {
    if (this.text === '') {
      return false;
    }
    const slice = this.entries.slice(this.looked, this.looked + sliceLength);
    this.looked += slice.length;
    const found = fuzzysort.go(this.text, slice, {
      key: ({ text }: PreparedEntry) => text,
      limit: this.limit,
      threshold: leastScore,
    });
    this.found += found.total;
    if (found.length > 0) {
      this.best = [...this.best, ...found].sort(inOrder).slice(0, this.limit);
    }
    return this.looked < this.entries.length;
  }
}

function inOrder(one: Match, other: Match): number {
  return other.score - one.score || one.obj.place - other.obj.place;
}
