/** Types of JSON values as JSON Schema names them. */
export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';

/** What a value is said to be. Members that are left out say nothing. */
export interface Shape {
  readonly types?: readonly JsonType[];
  readonly members?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  /** Source of a regular expression that texts match. */
  readonly form?: string;
  /** What of it is inferred, as `x-assumed` marks it: that there is such a member, or only that it can be null. */
  readonly assumed?: 'member' | 'nullability';
  /** True for what newer versions of the service no longer have. */
  readonly deprecated?: true;
}

/** A read that the API description knows. */
export interface DescribedRead {
  /** True where the address itself is inferred. */
  readonly assumed: boolean;
  /** True for a list that takes `page` and `itemsPerPage`. */
  readonly paged: boolean;
  readonly answer: Shape;
}

/** What a check compares with: the reads by their path templates, and the body of a refusal. */
export interface Description {
  readonly reads: Readonly<Record<string, DescribedRead>>;
  readonly problem: Shape;
}

/** The parts of an OpenAPI 3.1 document, or of a JSON Schema in it, that are read here. */
interface Schema {
  readonly $ref?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly deprecated?: boolean;
  readonly 'x-assumed'?: boolean;
  readonly 'x-assumed-what'?: string;
}
interface Operation {
  readonly deprecated?: boolean;
  readonly 'x-assumed'?: boolean;
  readonly parameters?: readonly { readonly $ref?: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const forms: Readonly<Record<string, string>> = {
  date: '^\\d{4}-\\d{2}-\\d{2}$',
  'date-time': '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$',
  // The description's IRIs are path-absolute.
  'iri-reference': '^/',
};

/** The reads of `/v1/ticketing` that an OpenAPI document describes. It runs when the extension is built, not in it. */
export function describedReads(document: unknown): Description {
  const { paths, components } = document as OpenApi;
  const { schemas } = components;
  const reads = Object.entries(paths).flatMap(([path, { get }]): [string, DescribedRead][] => {
    const media = Object.values(get?.responses['200']?.content ?? {})[0];
    if (!path.startsWith('/v1/ticketing') || get === undefined || get.deprecated || media === undefined) {
      return [];
    }
    const paged = get.parameters?.some(({ $ref = '' }) => $ref.endsWith('/itemsPerPage')) ?? false;
    return [[path, { assumed: get['x-assumed'] ?? false, paged, answer: shapeOf(media.schema, schemas) }]];
  });
  return { reads: Object.fromEntries(reads), problem: shapeOf({ $ref: '/Error' }, schemas) };
}

function shapeOf(schema: Schema, schemas: OpenApi['components']['schemas']): Shape {
  const within = (inner: Schema): Shape => shapeOf(inner, schemas);
  const named = schemas[schema.$ref?.split('/').at(-1) ?? ''];
  const either = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const parts = [
    ...(named === undefined ? [] : [within(named)]),
    ...(schema.allOf ?? []).map(within),
    ...(either.length === 0 ? [] : [either.map(within).reduce(union)]),
    ownShape(schema, within),
  ];
  return parts.reduce(both);
}

function ownShape(schema: Schema, within: (inner: Schema) => Shape): Shape {
  const { type, properties, required, items, format = '', pattern = forms[format] } = schema;
  const words = schema.const === undefined ? schema.enum : [schema.const];
  const form = words === undefined ? pattern : `^(${words.join('|')})$`;
  const assumed = assumption(schema);
  return {
    ...(type === undefined ? {} : { types: [type].flat() }),
    ...(properties === undefined
      ? {}
      : {
          members: Object.fromEntries(
            Object.entries(properties).map(([name, member]) => [name, within(member)]),
          ),
        }),
    ...(required === undefined ? {} : { required }),
    ...(items === undefined ? {} : { items: within(items) }),
    ...(form === undefined ? {} : { form }),
    ...(assumed === undefined ? {} : { assumed }),
    ...(schema.deprecated === true ? { deprecated: true } : {}),
  };
}

/** The names of the description's own components are nobody's concern, nor is how it completes a pattern. */
function assumption(schema: Schema): Shape['assumed'] {
  const { 'x-assumed': assumed, 'x-assumed-what': what } = schema;
  return assumed !== true
    ? undefined
    : what === undefined
      ? 'member'
      : what === 'nullability'
        ? what
        : undefined;
}

/** What fits either. */
function union(one: Shape, other: Shape): Shape {
  const types = [...(one.types ?? []), ...(other.types ?? [])];
  return { ...one, ...other, types };
}

/** What fits both; the later says it more precisely. */
function both(one: Shape, other: Shape): Shape {
  const members = { ...one.members };
  for (const [name, shape] of Object.entries(other.members ?? {})) {
    const before = members[name];
    members[name] = before === undefined ? shape : both(before, shape);
  }
  const required = [...(one.required ?? []), ...(other.required ?? [])];
  return {
    ...one,
    ...other,
    ...(Object.keys(members).length === 0 ? {} : { members }),
    ...(required.length === 0 ? {} : { required }),
    ...(one.items === undefined || other.items === undefined ? {} : { items: both(one.items, other.items) }),
  };
}
