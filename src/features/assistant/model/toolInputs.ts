import * as v from 'valibot';
import { addDays, dayOf } from '../../../base/days';

/** Most days between the first and the last day of an offer list. */
const mostDays = 366;

const page = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 1);

/** An address of the API, as a path or a URL, whose path ends as the kind of resource does. */
function address(end: RegExp, kind: string) {
  return v.pipe(
    v.string(),
    v.maxLength(500),
    v.check(
      (text) => URL.canParse(text, base) && end.test(new URL(text, base).pathname) && !/[?#\\\s]/.test(text),
      `not the IRI of ${kind}`,
    ),
  );
}

/** Only there to take paths apart: where an address may lead is decided where it is read. */
const base = 'https://api.invalid';

const catalog = address(/\/catalogs\/[^/]+$/, 'a catalog');
const day = v.pipe(
  v.string(),
  v.check((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(text) === text, 'not a day as YYYY-MM-DD'),
);

const schemas = {
  korusticket_listCatalogs: v.strictObject({ page }),
  korusticket_searchProducts: v.strictObject({
    text: v.pipe(v.string(), v.trim(), v.maxLength(200)),
    catalog: v.optional(catalog),
    page,
  }),
  korusticket_listOffers: v.pipe(
    v.strictObject({
      product: address(/\/catalogs\/[^/]+\/(product_bases\/[^/]+\/)?products\/[^/]+$/, 'a product'),
      from: day,
      until: day,
      page,
    }),
    v.check(({ from, until }) => from <= until, 'from: later than until'),
    v.check(({ from, until }) => until <= addDays(from, mostDays), 'until: more than a year after from'),
  ),
  korusticket_checkAvailability: v.strictObject({
    offer: address(/\/catalogs\/[^/]+\/offers\/[^/]+$/, 'an offer'),
  }),
};

/** Name of a tool, as the manifest has it. */
export type ToolName = keyof typeof schemas;

/** What a tool takes, checked. */
export type ToolInput<Name extends ToolName> = v.InferOutput<(typeof schemas)[Name]>;

/** What a model asks for, checked; or what is wrong with it, in words a model can mend it by. */
export function readToolInput<Name extends ToolName>(
  name: Name,
  input: unknown,
): { readonly input: ToolInput<Name> } | { readonly problem: string } {
  // Days that are none are not compared.
  const result = v.safeParse(schemas[name], input ?? {}, { abortPipeEarly: true });
  return result.success
    ? { input: result.output }
    : {
        problem: result.issues
          .map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim())
          .join('; '),
      };
}
