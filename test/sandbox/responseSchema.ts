import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<
    Record<string, { schema: object; examples?: Readonly<Record<string, Reference>> }>
  >;
}
interface Reference {
  readonly $ref: string;
}
interface Description {
  readonly paths: Readonly<
    Record<string, { get?: { responses: Readonly<Record<string, Response>> } & Deprecable }>
  >;
  readonly components: {
    readonly responses: Readonly<Record<string, Response>>;
    readonly examples: Readonly<Record<string, { value: Readonly<Record<string, unknown>> }>>;
  };
}
interface Deprecable {
  readonly deprecated?: boolean;
}

const file = join(__dirname, 'openapi.yaml');
const description = parse(readFileSync(file, 'utf8')) as Description;

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
addFormats(ajv);
// RFC 3987 lets an IRI hold any letter, and never a space or a control character.
ajv.addFormat('iri-reference', (text: string) => /^[^\s<>"{}|\\^`\p{Cc}]*$/u.test(text));
ajv.addSchema(description, 'openapi');

const compiled = new Map<string, ValidateFunction>();

/** The GET paths of openapi.yaml below `/v1/ticketing` that are not deprecated. */
export function ticketingReads(): string[] {
  return Object.entries(description.paths)
    .filter(([path, { get }]) => path.startsWith('/v1/ticketing') && get !== undefined && !get.deprecated)
    .map(([path]) => path);
}

/** A documented sample payload of openapi.yaml. */
export function documentedSample(name: string): Readonly<Record<string, unknown>> {
  return description.components.examples[name]!.value;
}

/**
 * What is wrong with an answer to `GET <path>` according to openapi.yaml; empty = nothing.
 * @param path as written in openapi.yaml, with its braces
 * @throws Error when openapi.yaml does not declare this status
 */
export function schemaErrors(path: string, status: number, body: unknown): string[] {
  const key = `${path} ${status}`;
  let validate = compiled.get(key);
  if (validate === undefined) {
    validate = ajv.compile(responseSchema(path, status));
    compiled.set(key, validate);
  }
  if (validate(body)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

function responseSchema(path: string, status: number): object {
  const declared = description.paths[path]?.get?.responses[String(status)];
  const named = declared?.$ref?.split('/').at(-1);
  const response = named === undefined ? declared : description.components.responses[named];
  const media = Object.values(response?.content ?? {})[0];
  if (media === undefined) throw new Error(`openapi.yaml declares no ${status} for GET ${path}`);
  return JSON.parse(JSON.stringify(media.schema).replaceAll('"#/', '"openapi#/')) as object;
}
