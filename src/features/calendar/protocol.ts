import * as v from 'valibot';
import { dayOf, isMonth } from '../../base/days';
import { isDecimal } from '../../base/decimal';
import type { calendarTexts } from './texts';

/**
 * What extension and webview tell each other. Both sides check what they receive: the webview's saved state outlives
 * versions of the extension, and neither side relies on the other's good behaviour.
 *
 * A month is `YYYY-MM` and a day `YYYY-MM-DD`, both without a time zone; an IRI is as the server writes it.
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

/** Decimal text in the currency's main unit, tax included: `100.00` is a hundred euros. Never below nothing. */
const amount = v.pipe(
  v.string(),
  v.check((text) => isDecimal(text) && !text.startsWith('-')),
);
const price = v.object({
  amount,
  /** Before a reduction; only where it is higher. */
  original: v.optional(amount),
  /** ISO 4217; '' where the server names none. */
  currency: v.pipe(v.string(), v.regex(/^([A-Z]{3})?$/)),
  /** The amount is a guide: the price is asked for before reserving. */
  dynamic: v.boolean(),
});

const dayOffers = v.object({
  /** '' for offers that are not tied to a day. */
  day: v.union([day, v.literal('')]),
  /** How many there are. */
  offers: count,
  /** The lowest of each currency, the most usual currency first. */
  prices: v.pipe(v.array(price), v.readonly()),
  /** That of the offer with the most left; a quantity is how often that one can be had. */
  availability: v.union([
    v.object({ kind: v.literal('quantity'), quantity: count }),
    v.object({ kind: v.picklist(['soldOut', 'unlimited', 'limited', 'unknown']) }),
  ]),
  /** How much that is beside the product's best day of the month; only with a quantity. */
  level: v.optional(v.picklist(['few', 'some', 'many'])),
  /** The quantity is limited, and asked for before reserving. */
  checkRequired: v.boolean(),
});
/** A price of a day, in one currency. */
export type ShownPrice = v.InferOutput<typeof price>;
/** What one product has on a day, or without a day. */
export type ShownDay = v.InferOutput<typeof dayOffers>;

const product = v.object({ iri, label: line, disabled: v.boolean() });
/** A product that can be chosen; its label lacks the name of the product base, which stands above. */
export type ShownProduct = v.InferOutput<typeof product>;

const monthState = v.variant('name', [
  /** `loaded`: offers that are there by now. */
  v.object({ name: v.literal('loading'), loaded: count }),
  /** By a person. */
  v.object({ name: v.literal('cancelled') }),
  v.object({ name: v.literal('failed'), text: line }),
  v.object({
    name: v.literal('loaded'),
    /** Days with offers, in order. */
    days: v.pipe(v.array(dayOffers), v.readonly()),
    /** Offers that are not tied to a day. */
    undated: v.optional(dayOffers),
    /** Milliseconds since the epoch. */
    readAt: v.number(),
    /** False where the server has more than was read. */
    complete: v.boolean(),
    /** Why it could not be read again since. */
    notNewer: v.optional(line),
  }),
]);
/** A month of one product, on its way or there. */
export type ShownMonth = v.InferOutput<typeof monthState>;

const productsState = v.variant('name', [
  v.object({ name: v.literal('loading') }),
  v.object({ name: v.literal('failed'), text: line }),
  v.object({
    name: v.literal('loaded'),
    products: v.pipe(v.array(product), v.readonly()),
    /** False where the server has more than was read. */
    complete: v.boolean(),
  }),
]);
/** The products that can be chosen, on their way or there. */
export type ShownProducts = v.InferOutput<typeof productsState>;

const toView = v.variant('type', [
  v.object({
    type: v.literal('show'),
    subject,
    /** BCP 47: the display language in the user's region. */
    locale: line,
    /** 1 = Monday to 7 = Sunday. */
    firstWeekday: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)),
    /** The {@link CalendarTexts}. */
    strings: v.record(v.string(), line),
  }),
  v.object({ type: v.literal('products'), state: productsState }),
  v.object({ type: v.literal('month'), product: iri, month, state: monthState }),
  /** Answer to the `find` with this month and direction: the month to go to, or why there is none. */
  v.object({
    type: v.literal('found'),
    from: month,
    direction,
    month: v.optional(month),
    /** False where the server has more than was looked through. */
    complete: v.boolean(),
    /** What went wrong. */
    text: v.optional(line),
  }),
]);
/** What the extension tells the page. */
export type ToView = v.InferOutput<typeof toView>;
/** How a search for another month with offers has ended. */
export type Found = Extract<ToView, { type: 'found' }>;

const toExtension = v.variant('type', [
  /** The page listens; `show` is the answer. */
  v.object({ type: v.literal('ready') }),
  /** The months that are shown: these are loaded, and others no longer. */
  v.object({ type: v.literal('want'), month, products: compared }),
  /** Looks for the nearest month with offers, 1 = after and -1 = before this one; `found` is the answer. */
  v.object({ type: v.literal('find'), month, products: compared, direction }),
  /** Shows the offers of a day in the tree. */
  v.object({ type: v.literal('open'), product: iri, day }),
  /** Opens the list of offers from one day to another, both included, as the server sends it. */
  v.object({ type: v.literal('json'), products: compared, from: day, until: day }),
  /** Ends what is under way; loads what failed or was cancelled; loads all anew. */
  v.object({ type: v.picklist(['cancel', 'retry', 'refresh']) }),
]);
/** What the page asks of the extension. */
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

/** A message to the page; `undefined` for what is none. */
export function readToView(message: unknown): ToView | undefined {
  return parsed(toView, message);
}

/** A message to the extension; `undefined` for what is none. */
export function readToExtension(message: unknown): ToExtension | undefined {
  return parsed(toExtension, message);
}

/** What was kept over a reload; `undefined` where that is nothing, or of another version. */
export function readSavedState(state: unknown): SavedState | undefined {
  return parsed(savedState, state);
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
