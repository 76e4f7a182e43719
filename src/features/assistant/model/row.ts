import { isJsonObject, type JsonObject } from '../../../base/json';
import { hasAddress, type Resource } from '../../../api/resource';
import { plainText } from '../../../base/plainText';

/** Characters of a text in an answer: models are charged by the length of what they read. */
const longestText = 200;
/** Members of an object that are told. */
const mostFacts = 30;

/**
 * A resource as a model is told of it: name, IRI, and every plain member under the server's own key, so that what
 * nobody documented is there too. What is nested too deeply is only named.
 * @param left keys that are told otherwise
 */
export function rowOf(resource: Resource, left: readonly string[] = []): JsonObject {
  const { raw, iri, label, isNamed } = resource;
  const object = isJsonObject(raw) ? raw : {};
  // A name that is no text did not become the label: it is told like any other member.
  const isNested = [object['name']].flat().some(isJsonObject);
  const skipped = new Set(['id', ...(isNested ? [] : ['name']), ...left]);
  const facts = factsOf(object, (key) => !skipped.has(key), 1);
  const isTold = facts.some(([key]) => key === 'name');
  return Object.fromEntries([
    ...facts,
    ...(isNamed && !isTold ? [['name', plainText(label, longestText)] as const] : []),
    ...(iri !== undefined && hasAddress(resource) ? [['iri', iri.slice(0, 500)] as const] : []),
  ]);
}

/** The plain members of an object; those of its objects too, as deep as told. */
function factsOf(object: JsonObject, isWanted: (key: string) => boolean, depth: number): [string, unknown][] {
  const facts: [string, unknown][] = [];
  const notShown: string[] = [];
  for (const [key, given] of Object.entries(object)) {
    // A text with its language, or a value with its type, is an object of its own (JSON-LD 1.1, value objects).
    const value = isJsonObject(given) ? (given['@value'] ?? given) : given;
    const name = plainText(key, 60);
    if (name.startsWith('@') || !isWanted(key)) {
      continue;
    }
    if (facts.length === mostFacts) {
      notShown.push(name);
    } else if (typeof value === 'string') {
      facts.push([name, plainText(value, longestText)]);
    } else if (isJsonObject(value) && depth > 0) {
      facts.push([name, Object.fromEntries(factsOf(value, () => true, depth - 1))]);
    } else if (typeof value === 'object' && value !== null) {
      notShown.push(name);
    } else {
      facts.push([name, value]);
    }
  }
  return notShown.length === 0 ? facts : [...facts, ['notShown', notShown.slice(0, mostFacts)]];
}
