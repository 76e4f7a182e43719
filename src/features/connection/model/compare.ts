import { isJsonObject } from '../../../base/json';
import type { DescribedRead, JsonType, Shape } from './description';
import { plainEnvelope, type Tolerated } from './envelope';

/**
 * In what way an answer differs from the description. `learnt`: a member of a resource of which none was known, so that
 * there is nothing to differ from.
 */
export type DifferenceKind =
  'unknown' | 'learnt' | 'missing' | 'otherType' | 'null' | 'otherForm' | 'absoluteAddress' | Tolerated;

/** One difference: names and types, never a value. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Path template of the description. */
  readonly read: string;
  /** The member, as `member[].price.currency`; empty for the answer itself. */
  readonly member: string;
  /** Types that were described, and that were seen. */
  readonly described?: readonly JsonType[];
  readonly seen?: readonly JsonType[];
}

/** A difference from something that is described. */
export type Deviation = Difference & { readonly kind: Exclude<DifferenceKind, 'learnt'> };

export function isDeviation(difference: Difference): difference is Deviation {
  return difference.kind !== 'learnt';
}

/** What became of something that is only inferred. `notSeen` decides nothing: there may be none of it in this data. */
export interface Assumption {
  readonly read: string;
  /** The member; empty for the address itself. */
  readonly member: string;
  readonly isNullability: boolean;
  readonly verdict: 'confirmed' | 'refuted' | 'notSeen';
}

/** A member that is described and was in none of the answers that could have had it. */
export interface UnseenMember {
  readonly read: string;
  readonly member: string;
}

/** Most different names and places that are kept; an answer that is nothing like the description has no end of them. */
const mostDifferences = 200;
const deepest = 12;
/** What any object of JSON-LD may have (JSON-LD 1.1 section 9.1). */
const keywords: ReadonlySet<string> = new Set(['@context', '@id', '@type']);

/** Compares answers with the description, one after the other, and keeps what was found. */
export class Comparison {
  private readonly found = new Map<string, Difference>();
  private readonly assumed = new Map<string, Assumption>();
  private readonly unseen = new Map<string, UnseenMember>();
  private readonly known = new Set<string>();

  get differences(): readonly Difference[] {
    return [...this.found.values()];
  }

  private get deviations(): number {
    return this.differences.filter(isDeviation).length;
  }

  get assumptions(): readonly Assumption[] {
    return [...this.assumed.values()];
  }

  /** Described members, assumed ones left out, that were nowhere. */
  get unseenMembers(): readonly UnseenMember[] {
    return [...this.unseen].filter(([key]) => !this.known.has(key)).map(([, member]) => member);
  }

  /** Compares an answer with what is described of its read, and tells how many differences are new with it. */
  addAnswer(read: string, { answer, paged }: DescribedRead, json: unknown): number {
    const before = this.deviations;
    const isList = answer.members?.['member'] !== undefined;
    const { json: plain, tolerated } = isList ? plainEnvelope(json, paged) : { json, tolerated: [] };
    tolerated.forEach((kind) => this.add({ kind, read, member: '' }));
    this.compare(read, '', answer, plain, 0);
    return this.deviations - before;
  }

  /** Compares the body of a refusal. */
  addProblem(read: string, problem: Shape, json: unknown): number {
    const before = this.deviations;
    this.compare(read, '', problem, json, 0);
    return this.deviations - before;
  }

  /** Notes whether an address that is only inferred exists. */
  addAddress(read: string, exists: boolean): void {
    this.judge({ read, member: '', isNullability: false, verdict: exists ? 'confirmed' : 'refuted' });
  }

  private compare(read: string, member: string, shape: Shape, value: unknown, depth: number): void {
    const seen = typeOf(value);
    const { types } = shape;
    const isDescribed = types === undefined || types.some((type) => includes(type, seen));
    if (shape.assumed === 'member') {
      this.judge({ read, member, isNullability: false, verdict: isDescribed ? 'confirmed' : 'refuted' });
    }
    if (shape.assumed === 'nullability') {
      const verdict = seen === 'null' ? 'confirmed' : 'notSeen';
      this.judge({ read, member, isNullability: true, verdict });
    }
    if (!isDescribed) {
      const kind = seen === 'null' ? 'null' : 'otherType';
      this.add({ kind, read, member, described: types, seen: [seen] });
    } else if (typeof value === 'string') {
      this.compareText(read, member, shape, value);
    } else if (depth < deepest) {
      this.compareInner(read, member, shape, value, depth);
    }
  }

  private compareText(read: string, member: string, { form }: Shape, text: string): void {
    if (isLink(member) && /^https?:/.test(text)) {
      this.add({ kind: 'absoluteAddress', read, member });
    } else if (form !== undefined && !new RegExp(form).test(text)) {
      this.add({ kind: 'otherForm', read, member });
    }
  }

  private compareInner(read: string, member: string, shape: Shape, value: unknown, depth: number): void {
    if (Array.isArray(value) && shape.items !== undefined) {
      for (const each of value as unknown[]) {
        this.compare(read, `${member}[]`, shape.items, each, depth + 1);
      }
    }
    const { members, required = [] } = shape;
    if (!isJsonObject(value) || members === undefined) {
      return;
    }
    const isUnknown = Object.values(members).every(({ assumed }) => assumed === 'member');
    for (const [name, described] of Object.entries(members)) {
      const place = below(member, name);
      if (Object.hasOwn(value, name)) {
        this.known.add(`${read} ${place}`);
        this.compare(read, place, described, value[name], depth + 1);
      } else if (required.includes(name)) {
        this.add({ kind: 'missing', read, member: place });
      } else if (described.assumed === 'member') {
        this.judge({ read, member: place, isNullability: false, verdict: 'notSeen' });
      } else if (described.deprecated !== true && !isEnvelope(place) && !keywords.has(name)) {
        this.unseen.set(`${read} ${place}`, { read, member: place });
      }
    }
    for (const [name, inner] of Object.entries(value)) {
      if (!Object.hasOwn(members, name) && !keywords.has(name)) {
        const kind = isUnknown ? 'learnt' : 'unknown';
        this.add({ kind, read, member: below(member, safeName(name)), seen: [typeOf(inner)] });
      }
    }
  }

  private add(difference: Difference): void {
    const key = [difference.kind, difference.read, difference.member].join(' ');
    const before = this.found.get(key);
    if (before === undefined && this.found.size >= mostDifferences) {
      return;
    }
    const seen = [...new Set([...(before?.seen ?? []), ...(difference.seen ?? [])])];
    this.found.set(key, seen.length === 0 ? difference : { ...difference, seen });
  }

  /** One refutation outweighs any confirmation, and both that nothing was seen. */
  private judge(assumption: Assumption): void {
    const key = `${assumption.read} ${assumption.member}`;
    const ranks = ['notSeen', 'confirmed', 'refuted'];
    const before = this.assumed.get(key)?.verdict ?? 'notSeen';
    if (!this.assumed.has(key) || ranks.indexOf(assumption.verdict) > ranks.indexOf(before)) {
      this.assumed.set(key, assumption);
    }
  }
}

function below(member: string, name: string): string {
  return member === '' ? name : `${member}.${name}`;
}

/** Members that a list has or not, as there are other pages and filters. */
function isEnvelope(member: string): boolean {
  return /^(view|search|totalItems)\b/.test(member);
}

/** Members that hold an address: of the resource, or of another page. */
function isLink(member: string): boolean {
  return /(^|\.)(@id|first|last|previous|next|session|template)$/.test(member);
}

/**
 * A name that the server gave to a member. It is shown only where it looks like one that a programmer chose: an object
 * can have identifiers or addresses of people for its names, and those are data.
 */
function safeName(name: string): string {
  return /^[@$_a-z][\w$:.-]{0,59}$/i.test(name) && !/\d{4}|^[\da-f-]{8,}$/i.test(name) ? name : '…';
}

function typeOf(value: unknown): JsonType {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    default:
      return 'object';
  }
}

function includes(described: JsonType, seen: JsonType): boolean {
  return described === seen || (described === 'number' && seen === 'integer');
}
