/** Characters of a beginning that is worth being put behind: it fills most of a row in a narrow side bar. */
const long = 20;
/** Characters that may stand before what tells a name from its siblings. */
const near = 20;
/** Characters of a name that a narrow side bar surely shows. */
const visible = 28;

/** What parts a name. */
const separator = /^(?:[:;,]| [-–—·|])$/;
/** The two years of a season, "2025 - 2026", are one thing. */
const span = /^\d - \d$/;
const marks = /^[\s\-–—:;·|/,]+/;
const marksAtEnd = /[\s\-–—:;·|/,]+$/;

/** A row and the name that it would have alone, on one line, its blanks single. */
export interface NamedRow {
  readonly id: string;
  readonly name: string;
}

/**
 * Where the rows of one list begin, whose names may share a long beginning. A row keeps its beginning while more of its
 * list arrives, since a name that jumps would be worse than a long one.
 */
export class RowBeginnings {
  private readonly known = new Map<string, { readonly name: string; readonly cut: number }>();

  /** Takes up the rows of one list, as far as it is loaded. */
  note(rows: readonly NamedRow[]): void {
    const isNew = ({ id, name }: NamedRow): boolean => this.known.get(id)?.name !== name;
    const added = rows.filter(isNew);
    if (added.length > 0) {
      const cuts = cutsOf(rows.map(({ name }) => name));
      for (const { id, name } of added) {
        this.known.set(id, { name, cut: cuts.get(name) ?? 0 });
      }
    }
  }

  /** A name in two: what its row begins with, and the beginning that it shares with others, which may be empty. */
  split({ id, name }: NamedRow): { readonly own: string; readonly shared: string } {
    const known = this.known.get(id);
    const cut = known?.name === name ? known.cut : 0;
    return { own: name.slice(cut), shared: name.slice(0, cut).replace(marksAtEnd, '') };
  }

  forget(): void {
    this.known.clear();
  }
}

/** Where each name is cut, so that what tells it from the most similar other one comes early; 0 = not at all. */
function cutsOf(names: readonly string[]): ReadonlyMap<string, number> {
  // In order, the most similar ones are neighbours.
  const sorted = [...new Set(names)].sort();
  const shares = sorted.map((name, index) => sharedBy(name, sorted[index + 1]));
  return new Map(
    sorted.map((name, index) => {
      let next = index + 1;
      // Where another name goes on behind this one, that other one tells it: this one has nothing more to say.
      while (goesOn(name, sorted[next])) {
        next++;
      }
      const behind = next === index + 1 ? shares[index] : sharedBy(name, sorted[next]);
      return [name, cutOf(name, Math.max(shares[index - 1] ?? 0, behind ?? 0))];
    }),
  );
}

/** True where another name has this one at its beginning, and further words behind it. */
function goesOn(name: string, other = ''): boolean {
  return other.startsWith(name) && marks.test(other.slice(name.length, name.length + 1));
}

function sharedBy(name: string, other = ''): number {
  const most = Math.min(name.length, other.length);
  let shared = 0;
  while (shared < most && name.charCodeAt(shared) === other.charCodeAt(shared)) {
    shared++;
  }
  return shared;
}

/** @param shared characters that another name begins with as well */
function cutOf(name: string, shared: number): number {
  if (shared < long) {
    return 0;
  }
  // Of words that differ in their last letters the whole word is told.
  const word = name[shared] === ' ' ? shared : name.lastIndexOf(' ', shared) + 1;
  const own = word + (marks.exec(name.slice(word))?.[0].length ?? 0);
  if (own < long || own >= name.length) {
    return 0;
  }
  for (let part = own - near; part <= own; part++) {
    if (beginsPart(name, part)) {
      return part;
    }
  }
  return own >= visible ? own : 0;
}

function beginsPart(name: string, at: number): boolean {
  return (
    name[at - 1] === ' ' &&
    (separator.test(name.slice(at - 2, at - 1)) || separator.test(name.slice(at - 3, at - 1))) &&
    !span.test(name.slice(at - 4, at + 1))
  );
}
