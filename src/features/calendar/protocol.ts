import * as v from 'valibot';
import { dayOf, isMonth } from '../../base/days';
import type { calendarTexts } from './texts';

/**
 * What extension and webview tell each other. Both sides check what they receive: the webview's saved state outlives
 * versions of the extension, and neither side relies on the other's good behaviour.
 */

const line = v.pipe(v.string(), v.maxLength(1000));
const iri = v.pipe(v.string(), v.minLength(1), v.maxLength(2000));
const month = v.pipe(v.string(), v.check(isMonth));
const day = v.pipe(
  v.string(),
  v.check((text) => dayOf(text) === text),
);
const direction = v.picklist([1, -1]);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The texts that the extension hands over, by name. */
export type CalendarTexts = Readonly<ReturnType<typeof calendarTexts>>;

/** Most products compared at a time: more rows do not fit into a day. */
export const mostCompared = 6;

const compared = v.pipe(v.array(iri), v.maxLength(mostCompared), v.readonly());

const subject = v.object({
  /** Name of the environment whose API has it. */
  environment: line,
  /** IRI of the catalog. */
  catalog: iri,
  /** IRI of the product or product base. */
  iri,
  role: v.picklist(['product', 'productBase']),
  label: line,
  /** IRI of the product base of a product, where it is known. */
  productBase: v.optional(iri),
});
/** What a calendar shows. */
export type Subject = v.InferOutput<typeof subject>;

/** As many digits as amounts are read with (`valueOf` in catalogs/offer.ts). */
const amount = v.pipe(v.string(), v.regex(/^\d{1,15}(\.\d{1,10})?$/));
const price = v.object({
  amount,
  original: v.optional(amount),
  currency: v.pipe(v.string(), v.regex(/^([A-Z]{3})?$/)),
  dynamic: v.boolean(),
});

const dayOffers = v.object({
  day: v.union([day, v.literal('')]),
  offers: count,
  prices: v.pipe(v.array(price), v.readonly()),
  availability: v.union([
    v.object({ kind: v.literal('quantity'), quantity: count }),
    v.object({ kind: v.picklist(['soldOut', 'unlimited', 'limited', 'unknown']) }),
  ]),
  level: v.optional(v.picklist(['few', 'some', 'many'])),
  checkRequired: v.boolean(),
});
export type ShownPrice = v.InferOutput<typeof price>;
export type ShownDay = v.InferOutput<typeof dayOffers>;

const product = v.object({ iri, label: line, disabled: v.boolean() });
export type ShownProduct = v.InferOutput<typeof product>;

const monthState = v.variant('name', [
  v.object({ name: v.literal('loading'), loaded: count }),
  v.object({ name: v.literal('cancelled') }),
  v.object({ name: v.literal('failed'), text: line }),
  v.object({
    name: v.literal('loaded'),
    days: v.pipe(v.array(dayOffers), v.readonly()),
    undated: v.optional(dayOffers),
    readAt: v.number(),
    complete: v.boolean(),
    /** Why it could not be read again since. */
    notNewer: v.optional(line),
  }),
]);
export type ShownMonth = v.InferOutput<typeof monthState>;

const productsState = v.variant('name', [
  v.object({ name: v.literal('loading') }),
  v.object({ name: v.literal('failed'), text: line }),
  v.object({
    name: v.literal('loaded'),
    products: v.pipe(v.array(product), v.readonly()),
    complete: v.boolean(),
  }),
]);
export type ShownProducts = v.InferOutput<typeof productsState>;

const toView = v.variant('type', [
  v.object({
    type: v.literal('show'),
    subject,
    today: day,
    /** BCP 47: the display language in the user's region. */
    locale: line,
    /** 1 = Monday to 7 = Sunday. */
    firstWeekday: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)),
    strings: v.record(v.string(), line),
  }),
  v.object({ type: v.literal('products'), state: productsState }),
  v.object({ type: v.literal('month'), product: iri, month, state: monthState }),
  /** Another day has begun. */
  v.object({ type: v.literal('today'), today: day }),
  /** Answer to the `find` with this month and direction: the month to go to, or why there is none. */
  v.object({
    type: v.literal('found'),
    from: month,
    direction,
    month: v.optional(month),
    text: v.optional(line),
  }),
]);
export type ToView = v.InferOutput<typeof toView>;

const toExtension = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('want'), month, products: compared }),
  v.object({ type: v.literal('find'), month, products: compared, direction }),
  /** Shows the offers of a day in the tree. */
  v.object({ type: v.literal('open'), product: iri, day }),
  /** Opens the list of offers from one day to another, both included, as the server sends it. */
  v.object({ type: v.literal('json'), products: compared, from: day, until: day }),
  v.object({ type: v.picklist(['cancel', 'retry', 'refresh']) }),
]);
export type ToExtension = v.InferOutput<typeof toExtension>;

const savedState = v.object({
  version: v.literal(1),
  subject,
  month,
  /** Products compared, in the order of their letters. */
  compared: v.optional(compared),
  /** The day the keyboard is on. */
  focus: day,
});
/** What is kept over a reload of the window: where one was, nothing of what the server said about it. */
export type SavedState = v.InferOutput<typeof savedState>;

export function readToView(message: unknown): ToView | undefined {
  return parsed(toView, message);
}

export function readToExtension(message: unknown): ToExtension | undefined {
  return parsed(toExtension, message);
}

export function readSavedState(state: unknown): SavedState | undefined {
  return parsed(savedState, state);
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
