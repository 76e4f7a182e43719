/** What a generated identifier names; written into it so that a resource is found without any table. */
export const idKinds = {
  catalog: 0,
  productBase: 1,
  product: 2,
  offer: 3,
  ticket: 4,
  session: 5,
  optionValue: 6,
} as const;

export type IdKind = keyof typeof idKinds;

/** The place of a generated resource. Parts that do not apply are 0. */
export interface IdParts {
  readonly kind: IdKind;
  /** Number of the catalog, 0 to 255. */
  readonly catalog: number;
  /** Position of the product base or product within its catalog, below 2^28. */
  readonly item: number;
  /** Days since 1970-01-01, plus one; 0 = not tied to a day. */
  readonly day: number;
  /** Position of the ticket in its offer, 0 to 15. */
  readonly ticket: number;
  /** Position of the session in its ticket, 0 to 255. */
  readonly session: number;
}

const shape =
  /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f])([0-9a-f]{2})-8([0-9a-f])([0-9a-f]{2})-([0-9a-f]{7})([0-9a-f]{5})$/;

/**
 * Writes a UUID of version 7 that holds the place of a generated resource.
 * @param createdAt milliseconds since 1970; the UUID's time part, as in KorusTicket's samples
 */
export function makeId(parts: IdParts, createdAt: number): string {
  const time = hex(createdAt, 12);
  const kind = hex(idKinds[parts.kind], 1) + hex(parts.catalog, 2);
  const place = hex(parts.ticket, 1) + hex(parts.session, 2);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind}-8${place}-${hex(parts.item, 7)}${hex(parts.day, 5)}`;
}

/** Reads what {@link makeId} wrote; undefined for any other identifier. The time part is not looked at. */
export function readId(id: string): IdParts | undefined {
  const match = shape.exec(id);
  if (!match) return undefined;
  const [kindNumber, catalog, ticket, session, item, day] = match
    .slice(3)
    .map((digits) => parseInt(digits, 16));
  const kind = (Object.keys(idKinds) as IdKind[]).find((name) => idKinds[name] === kindNumber);
  if (kind === undefined) return undefined;
  return { kind, catalog: catalog!, item: item!, day: day!, ticket: ticket!, session: session! };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** A number from 0 to `range - 1` that depends on nothing but the seeds, and looks arbitrary. */
export function scatter(range: number, ...seeds: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const seed of seeds) {
    state = Math.imul(state ^ seed, 0x85ebca6b);
    state ^= state >>> 13;
    state = Math.imul(state, 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return (state >>> 0) % range;
}
