import * as vscode from 'vscode';
import { readResource, type Resource } from '../api/resource';
import { isDecimal } from '../base/decimal';
import { isJsonObject, type JsonObject } from '../base/json';
import { oneLine } from '../base/text';
import type { ResourceNode } from '../catalogs/nodes';
import { currencyOf, offerFacts, type Amount } from '../catalogs/offer';

const prices = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** A resource and what it is. */
export type NamedResource = Pick<ResourceNode, 'resource' | 'role'>;

/** What a resource is called: its name, else what tells it apart for a reader, else its identifier. */
export function labelOf({ resource, role }: NamedResource): string {
  if (resource.isNamed) {
    return resource.label;
  }
  switch (role) {
    case 'offer':
      return offerLabel(resource);
    case 'session':
      return sessionText(membersOf(resource)['occursAt']) ?? resource.label;
    case 'seatMap':
      return vscode.l10n.t('Seat map');
    default:
      return resource.label;
  }
}

/**
 * What the tab of a resource is called: unlike its row it does not stand below a day, so that offers and sessions without
 * a name are named by date, time and price.
 * @param offer the offer that a session belongs to, where that is known
 */
export function documentName(named: NamedResource, offer?: Resource): string {
  const { resource, role } = named;
  if (resource.isNamed || (role !== 'offer' && role !== 'session')) {
    return labelOf(named);
  }
  const { day, price } = offerFacts(role === 'offer' ? resource : (offer ?? resource));
  const parts = [
    role === 'session' ? sessionText(membersOf(resource)['occursAt']) : day && dayText(day),
    price && priceText(price),
  ].filter((each) => each !== undefined);
  // No path may hold a colon.
  return parts.length === 0 ? labelOf(named) : parts.join(', ').replaceAll(':', '.');
}

/** An amount as people of this language write it; one that is no decimal number is shown as it came. */
export function priceText(price: Amount): string {
  const { amount, currency = '' } = price;
  const code = currencyOf(price);
  if (!isDecimal(amount) || code !== currency.toUpperCase()) {
    return oneLine(`${amount} ${currency}`, 40);
  }
  let format = prices.get(code);
  if (format === undefined) {
    const options =
      code === '' ? { minimumFractionDigits: 2 } : ({ style: 'currency', currency: code } as const);
    // No amount is rounded: as many decimals as `isDecimal` lets through.
    format = new Intl.NumberFormat(vscode.env.language, { ...options, maximumFractionDigits: 10 });
    prices.set(code, format);
  }
  return format.format(amount as `${number}`);
}

/** A month (`YYYY-MM`) or day (`YYYY-MM-DD`) in words. */
export function dayText(value: string): string {
  const isMonth = value.length === 7;
  const options: Intl.DateTimeFormatOptions = isMonth
    ? { month: 'long', year: 'numeric' }
    : { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' };
  // The date itself, wherever it is read: no time zone may move it.
  return dateFormat({ ...options, timeZone: 'UTC' }).format(Date.parse(isMonth ? `${value}-01` : value));
}

/** A day (`YYYY-MM-DD`) in words, where its year is told above it. */
export function shortDayText(day: string): string {
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
  return dateFormat({ ...options, timeZone: 'UTC' }).format(Date.parse(day));
}

/**
 * A date-time with offset as the clocks there show it: a session starts at its place's time, not the reader's.
 * @param day `YYYY-MM-DD`, a day that is told beside it and need not be told again
 */
export function sessionText(value: unknown, day?: string): string | undefined {
  const local = typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.exec(value)?.[0] : undefined;
  const time = local === undefined ? NaN : Date.parse(`${local}:00Z`);
  return Number.isNaN(time)
    ? undefined
    : dateFormat({
        ...(day !== undefined && local?.startsWith(day) === true ? {} : { dateStyle: 'medium' }),
        timeStyle: 'short',
        timeZone: 'UTC',
      }).format(time);
}

/** The members of a resource as sent. */
export function membersOf({ raw }: Resource): JsonObject {
  return isJsonObject(raw) ? raw : {};
}

function offerLabel(offer: Resource): string {
  const { price } = offerFacts(offer);
  const product = readResource(membersOf(offer)['product']);
  return price !== undefined ? priceText(price) : product.isNamed ? product.label : offer.label;
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let format = dates.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(vscode.env.language, options);
    dates.set(key, format);
  }
  return format;
}
