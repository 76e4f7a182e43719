import { readCollection } from '../../../api/collection';
import { isJsonObject, type JsonObject } from '../../../base/json';

/** How a list differs from the description although the extension reads it all the same. */
export type Tolerated = 'bareArray' | 'prefixedTerms' | 'membersOtherwise' | 'noTotals' | 'noPageLinks';

/** A list in the description's own terms, and what had to be changed for it. */
export interface Envelope {
  readonly json: unknown;
  readonly tolerated: readonly Tolerated[];
}

const prefix = 'hydra:';

/** Brings a list into the described form where the reader of lists would understand it. */
export function plainEnvelope(json: unknown, paged: boolean): Envelope {
  if (Array.isArray(json)) {
    return { json: { member: json as unknown[] }, tolerated: ['bareArray', 'noTotals'] };
  }
  if (!isJsonObject(json)) {
    return { json, tolerated: [] };
  }
  const { plain, hadPrefixes } = withoutPrefixes(json);
  const members = readCollection(json).members.map(({ raw }) => raw);
  const isOtherwise = !Array.isArray(plain['member']) && members.length > 0;
  const isWhole = plain['totalItems'] === members.length;
  const tolerated: (Tolerated | false)[] = [
    hadPrefixes && 'prefixedTerms',
    isOtherwise && 'membersOtherwise',
    !('totalItems' in plain) && 'noTotals',
    paged && !('view' in plain) && !isWhole && 'noPageLinks',
  ];
  return {
    json: isOtherwise ? { ...plain, member: members } : plain,
    tolerated: tolerated.filter((each) => each !== false),
  };
}

/** True for what is a list to the reader of lists, be it an empty one. */
export function isList(json: unknown): boolean {
  const hasMembers = isJsonObject(json) && ['member', `${prefix}member`].some((name) => name in json);
  return hasMembers || Array.isArray(json) || readCollection(json).members.length > 0;
}

/** The envelope's own terms without their prefix; the members are resources, and stay as they are. */
function withoutPrefixes(json: JsonObject): { plain: JsonObject; hadPrefixes: boolean } {
  const plain: Record<string, unknown> = {};
  let hadPrefixes = false;
  for (const [name, value] of Object.entries(json)) {
    const isPrefixed = name.startsWith(prefix);
    const term = isPrefixed ? name.slice(prefix.length) : name;
    const inner = term !== 'member' && isJsonObject(value) ? withoutPrefixes(value) : undefined;
    const isPrefixedType = name === '@type' && typeof value === 'string' && value.startsWith(prefix);
    hadPrefixes ||= isPrefixed || isPrefixedType || inner?.hadPrefixes === true;
    plain[term] = isPrefixedType ? value.slice(prefix.length) : (inner?.plain ?? value);
  }
  return { plain, hadPrefixes };
}
