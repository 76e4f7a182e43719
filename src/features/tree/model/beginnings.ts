import { setImmediate as nextTurn } from 'node:timers/promises';
import { cutAmong, marksAtEnd, merged } from './cuts';

/** A row and the name that it would have alone, on one line, its blanks single. */
export interface NamedRow {
  readonly id: string;
  readonly name: string;
}

/** Rows that are taken up in one turn: others on this thread wait for no more than so many. */
const rowsATurn = 500;

/** What is known of one list. */
interface NotedList {
  readonly rows: Set<object>;
  /** The names of its rows in order, each once: the most similar ones are neighbours. */
  names: readonly string[];
}

/**
 * Where the rows of one list begin, whose names may share a long beginning. A row keeps its beginning while more of its
 * list arrives, since a name that jumps would be worse than a long one.
 */
export class RowBeginnings {
  private known = new Map<string, { readonly name: string; readonly cut: number }>();
  private readonly lists = new Map<string, NotedList>();
  private last: Promise<void> = Promise.resolve();

  /**
   * Takes up the rows of one list, as far as it is loaded; those that are known cost next to nothing.
   * @param rows objects that are replaced where their names change
   */
  note<T extends object>(list: string, rows: readonly T[], nameOf: (row: T) => NamedRow): Promise<void> {
    const taking = this.last.then(() => this.take(this.listOf(list, rows), rows, nameOf));
    this.last = taking.catch(() => undefined);
    return taking;
  }

  /** A name in two: what its row begins with, and the beginning that it shares with others, which may be empty. */
  split({ id, name }: NamedRow): { readonly own: string; readonly shared: string } {
    const known = this.known.get(id);
    const cut = known?.name === name ? known.cut : 0;
    return { own: name.slice(cut), shared: name.slice(0, cut).replace(marksAtEnd, '') };
  }

  forget(): void {
    this.known = new Map();
    this.lists.clear();
  }

  /** A list begins anew where a row of it is gone: the others shall not be compared with it. */
  private listOf(list: string, rows: readonly object[]): NotedList {
    const known = this.lists.get(list);
    if (known !== undefined && rows.filter((row) => known.rows.has(row)).length === known.rows.size) {
      return known;
    }
    const begun: NotedList = { rows: new Set(), names: [] };
    this.lists.set(list, begun);
    return begun;
  }

  private async take<T extends object>(
    list: NotedList,
    rows: readonly T[],
    nameOf: (row: T) => NamedRow,
  ): Promise<void> {
    const { known } = this;
    const added: NamedRow[] = [];
    const fresh = rows.filter((row) => !list.rows.has(row));
    await inTurns(fresh, (some) => {
      const named = some.map(nameOf);
      some.forEach((row) => list.rows.add(row));
      list.names = merged(
        list.names,
        named.map(({ name }) => name),
      );
      added.push(...named);
    });
    await inTurns(added, (some) => {
      for (const { id, name } of some) {
        if (known.get(id)?.name !== name) {
          known.set(id, { name, cut: cutAmong(list.names, name) });
        }
      }
    });
  }
}

async function inTurns<T>(all: readonly T[], work: (some: readonly T[]) => void): Promise<void> {
  for (let from = 0; from < all.length; from += rowsATurn) {
    if (from > 0) {
      await nextTurn();
    }
    work(all.slice(from, from + rowsATurn));
  }
}
