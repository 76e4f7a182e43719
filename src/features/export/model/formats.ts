import { isJsonObject, type JsonObject } from '../../../base/json';
import type { ExportRecord } from './records';

/** How records become a file, which is always UTF-8. */
export interface ExportFormat {
  /** What the file begins with. */
  readonly head: string;
  /** One record, with its line end. */
  line(record: ExportRecord): string;
}

/** JSON Lines (jsonlines.org): type, IRI, parent and the resource as the server sent it. */
export const jsonLines: ExportFormat = {
  head: '',
  line: ({ resource, parent }) => {
    const { type = null, iri = null, raw } = resource;
    // Two separators are line ends to some readers and not to JSON.
    const json = JSON.stringify({ type, iri, parent: parent ?? null, raw })
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029');
    return `${json}\n`;
  },
};

type Cell = string | number | boolean | null | undefined;

/** Columns are only ever added at the end, before `raw`. */
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
  ['raw', (_raw, { resource }) => JSON.stringify(resource.raw)],
];

/** CSV (RFC 4180) with a header; `raw` is the whole resource as JSON. The mark in front tells spreadsheets that it is UTF-8. */
export const csv: ExportFormat = {
  head: `\ufeff${columns.map(([name]) => name).join(',')}\r\n`,
  line: (record) => {
    const raw = isJsonObject(record.resource.raw) ? record.resource.raw : {};
    return `${columns.map(([, read]) => csvCell(plain(read(raw, record)))).join(',')}\r\n`;
  },
};

function member(value: unknown, key: string): unknown {
  return isJsonObject(value) ? value[key] : undefined;
}

/** Where the server put something else than a plain value, its JSON must do. */
function plain(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell);
}

/**
 * One cell. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"): a
 * server must not run anything in the table of whoever opens it.
 */
export function csvCell(value: Cell): string {
  const text = String(value ?? '');
  const harmless = typeof value === 'string' && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n;\t']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
