import { isJsonObject, jsonText, type JsonObject } from '../base/json';

/** What can be said of any resource of the API without knowing its type; everything else stays in `raw`. */
export interface Resource {
  /** `@id`: a path-absolute IRI in every documented sample. */
  readonly iri: string | undefined;
  /** `@type`, the first where there are several. */
  readonly type: string | undefined;
  /** The best name found; never empty. */
  readonly label: string;
  /** False where the label is only an identifier, for want of a name. */
  readonly isNamed: boolean;
  readonly disabled: boolean;
  readonly raw: unknown;
}

const nameKeys = ['name', 'title', 'hydra:title', 'label', 'reference', 'code'];

/**
 * Reads a member of a collection: an embedded object, or a bare IRI, or whatever else the server put there. Payloads
 * are only partly documented (README of the API reference, section 12), so nothing is refused.
 */
export function readResource(value: unknown): Resource {
  if (!isJsonObject(value)) {
    const iri = typeof value === 'string' && value.includes('/') ? value : undefined;
    return {
      iri,
      type: undefined,
      label: labelOfIri(iri) ?? jsonText(value) ?? '[…]',
      isNamed: false,
      disabled: false,
      raw: value,
    };
  }
  const iri = text(value['@id']) ?? text(value['id'], (id) => id.startsWith('/'));
  const name = nameOf(value);
  return {
    iri,
    type: text(value['@type']) ?? text(value['type']),
    label: name ?? text(value['id']) ?? labelOfIri(iri) ?? '?',
    isNamed: name !== undefined,
    disabled: value['disabled'] === true,
    raw: value,
  };
}

/**
 * The identifier of a resource or of what its IRI names: opaque, and the same in every spelling of the IRI. A generated
 * address, which is another one in each answer, identifies nothing.
 */
export function idOf(value: unknown): string | undefined {
  if (!isJsonObject(value)) {
    return typeof value === 'string' && !isGenerated(value) ? labelOfIri(value) : undefined;
  }
  const lasts = (name: string): boolean => !isGenerated(name);
  return labelOfIri(text(value['id'], lasts) ?? text(value['@id'], lasts));
}

/** True where a resource can be read at its IRI: objects without an address of their own get a generated one. */
export function hasAddress({ iri }: Resource): boolean {
  return iri !== undefined && !isGenerated(iri);
}

/** True for a Skolem IRI (RDF 1.1 section 3.5): it names an object that has no address of its own. */
export function isGenerated(iri: string): boolean {
  return iri.includes('/.well-known/genid/');
}

function nameOf(value: JsonObject): string | undefined {
  for (const key of nameKeys) {
    const name = text(value[key]);
    if (name !== undefined) {
      return name;
    }
  }
  return undefined;
}

/** The last part of an IRI, or of its query: what tells the resource apart where it has no name. */
export function labelOfIri(iri: string | undefined): string | undefined {
  return iri
    ?.split(/[/?#]/)
    .filter((part) => part.trim() !== '')
    .at(-1);
}

function text(value: unknown, accept: (text: string) => boolean = () => true): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const result = typeof first === 'number' ? String(first) : first;
  return typeof result === 'string' && result.trim() !== '' && accept(result) ? result : undefined;
}
