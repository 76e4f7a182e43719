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
export const marksAtEnd = /[\s\-–—:;·|/,]+$/;

/** The names, which are in order, with those that are new. */
export function merged(names: readonly string[], added: readonly string[]): readonly string[] {
  const fresh = [...new Set(added)].sort();
  const all: string[] = [];
  let at = 0;
  for (const name of fresh) {
    for (let next = names[at]; next !== undefined && next < name; next = names[at]) {
      all.push(next);
      at++;
    }
    if (names[at] !== name) {
      all.push(name);
    }
  }
  return all.concat(names.slice(at));
}

/** Where a name is cut, so that what tells it from the most similar other one comes early; 0 = not at all. */
export function cutAmong(names: readonly string[], name: string): number {
  const index = placeOf(name, names);
  let next = index + 1;
  // Where another name goes on behind this one, that other one tells it: this one has nothing more to say.
  while (goesOn(name, names[next])) {
    next++;
  }
  return cutOf(name, Math.max(sharedBy(name, names[index - 1]), sharedBy(name, names[next])));
}

/** The place of a name among others in order, of which it is one. */
function placeOf(name: string, names: readonly string[]): number {
  let [from, to] = [0, names.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((names[middle] ?? '') < name) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
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
