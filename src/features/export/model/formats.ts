import { isJsonObject, type JsonObject } from '../../../base/json';
import type { ExportRecord } from './records';

/** How records become a file, which is always UTF-8. */
export interface ExportFormat {
  /** What the file begins with. */
  readonly head: string;
  /** One record, with its line end. */
  line(record: ExportRecord): string;
}

/** What parts the cells of a CSV file: spreadsheets expect the one that the user's region has. */
export type Separator = ',' | ';';

/** JSON Lines (jsonlines.org): type, IRI, parent, `readAt` of what is older than the export, and the resource as sent. */
export const jsonLines: ExportFormat = {
  head: '',
  line: ({ resource, parent, readAt }) => {
    const { type = null, iri = null, raw } = resource;
    // Two separators are line ends to some readers and not to JSON.
    const json = JSON.stringify({ type, iri, parent: parent ?? null, readAt: timeText(readAt), raw })
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029');
    return `${json}\n`;
  },
};

type Cell = string | number | boolean | null | undefined;

/** Columns are only ever added at the end, before `readAt`. */
const columns: readonly (readonly [name: string, (raw: JsonObject, record: ExportRecord) => unknown])[] = [
  ['type', (_raw, { resource }) => resource.type],
  ['iri', (_raw, { resource }) => resource.iri],
  ['parent', (_raw, { parent }) => parent],
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['code', ({ code }) => code],
  ['position', ({ position }) => position],
  ['disabled', ({ disabled }) => disabled],
  ['date', ({ date }) => date],
  ['price', ({ price }) => member(price, 'amountInclTax')],
  ['originalPrice', ({ price }) => member(price, 'originalAmountInclTax')],
  ['currency', ({ price }) => member(price, 'currency')],
  ['availableQuantity', ({ availableQuantity }) => availableQuantity],
  ['availabilityCheckRequired', ({ availabilityCheckRequired }) => availabilityCheckRequired],
  ['realtimePriceRequired', ({ realtimePriceRequired }) => realtimePriceRequired],
  ['product', ({ product }) => (typeof product === 'string' ? product : member(product, '@id'))],
  ['productName', ({ product }) => member(product, 'name')],
  ['createdAt', ({ createdAt }) => createdAt],
  ['lastSyncedAt', ({ lastSyncedAt }) => lastSyncedAt],
  ['readAt', (_raw, { readAt }) => timeText(readAt)],
];
const amounts: ReadonlySet<string> = new Set(['price', 'originalPrice']);

/**
 * CSV (RFC 4180) with a header, and `raw` as its last column: the whole resource as JSON. The mark in front tells
 * spreadsheets that it is UTF-8. Where a semicolon parts the cells, as in countries with a decimal comma, numbers have
 * that comma, so that a spreadsheet there reads them as numbers.
 */
export function csvWith(separator: Separator): ExportFormat {
  const lineOf = (cells: readonly string[]): string => `${cells.join(separator)}\r\n`;
  return {
    head: `\ufeff${lineOf([...columns.map(([name]) => name), 'raw'])}`,
    line: (record) => {
      const { raw } = record.resource;
      const members = isJsonObject(raw) ? raw : {};
      const cells = columns.map(([name, read]) => {
        const value = read(members, record);
        return separator === ';' && hasDecimalPoint(value, amounts.has(name))
          ? quoted(String(value).replace('.', ','))
          : csvCell(plain(value));
      });
      return lineOf([...cells, quoted(raw === undefined ? '' : harmlessJson(raw))]);
    },
  };
}

function member(value: unknown, key: string): unknown {
  return isJsonObject(value) ? value[key] : undefined;
}

/** Where the server put something else than a plain value, its JSON must do. */
function plain(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? harmlessJson(value) : (value as Cell);
}

/** True for a number with a decimal point; servers write amounts as text as well. */
function hasDecimalPoint(value: unknown, isAmount: boolean): boolean {
  const mayBe = typeof value === 'number' || (isAmount && typeof value === 'string');
  return mayBe && /^-?\d+\.\d+(?:e[+-]?\d+)?$/i.test(String(value));
}

function timeText(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/**
 * A formula's first characters where a spreadsheet may begin a cell: at the beginning of ours, and behind whatever it may
 * take for a separator or a line's end, since one that goes by another separator than we do heeds no quotes there.
 */
const formula = /(?<=^|[,;\t\r\n\v\f\u0085\u2028\u2029|])"*(?=[=+\-@\t\r\n＝＋－＠])/g;

/**
 * One cell. What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"): a server
 * must not run anything in the table of whoever opens it.
 */
function csvCell(value: Cell): string {
  const text = String(value ?? '');
  const harmless = typeof value === 'string' ? text.replace(formula, "'$&") : text;
  return /[",\r\n;\t|']/.test(harmless) ? quoted(harmless) : harmless;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** The same JSON, with no formula in it that {@link csvCell} would have to change: escapes and blanks leave its meaning. */
function harmlessJson(json: unknown): string {
  const escaped = (text: string): string =>
    text.replace(formulaInString, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return JSON.stringify(json).replace(/"(?:[^"\\]|\\.)*"|,/g, (part, offset: number) =>
    part === ',' ? ', ' : `${offset === 0 ? ' ' : ''}${escaped(part)}`,
  );
}

/** Within a string of JSON, where tabs and line ends are escaped anyway. */
const formulaInString = /(?<=[,;\u0085\u2028\u2029|])[=+\-@＝＋－＠]/g;
