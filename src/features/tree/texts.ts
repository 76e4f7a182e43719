import * as vscode from 'vscode';
import { isJsonObject, type JsonObject } from '../../base/json';
import { readResource, type Resource } from '../../api/resource';
import type { LiveOffer } from '../../catalogs/liveOffer';
import type { ResourceNode } from '../../catalogs/nodes';
import { offerFacts, quantityOf, type Amount, type OfferFacts } from '../../catalogs/offer';
import { plural } from '../../editor/counts';
import { oneLine } from '../../base/text';

const { l10n } = vscode;

const prices = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** What a resource is called: its name, else what tells it apart for a reader, else its identifier. */
export function labelOf({ resource, role }: ResourceNode): string {
  if (resource.isNamed) {
    return resource.label;
  }
  switch (role) {
    case 'offer':
      return offerLabel(resource);
    case 'session':
      return sessionText(membersOf(resource)['occursAt']) ?? resource.label;
    case 'seatMap':
      return l10n.t('Seat map');
    default:
      return resource.label;
  }
}

/** What stands beside the name. */
export function descriptionOf({ resource, role }: ResourceNode, live: LiveOffer | undefined): string {
  const raw = membersOf(resource);
  const parts: (string | undefined)[] = [];
  switch (role) {
    case 'catalog':
      parts.push(dateLine(raw['lastSyncedAt'], 'synced'));
      break;
    case 'offer':
      // First, since a narrow side bar cuts off what comes last.
      parts.push(live === undefined ? undefined : liveText(live));
      parts.push(...offerBadges(offerFacts(resource), resource.isNamed));
      break;
    case 'ticket':
      parts.push(
        raw['dateAccess'] === true
          ? l10n.t('whole day')
          : raw['dateAccess'] === false
            ? l10n.t('choose a session')
            : undefined,
      );
      break;
    case 'session':
      parts.push(resource.isNamed ? sessionText(raw['occursAt']) : undefined);
      parts.push(sessionLive(resource, live) ?? quantityText(quantityOf(raw['availableQuantity'])));
      break;
    case 'other':
      parts.push(resource.type === undefined ? undefined : oneLine(resource.type, 60));
      break;
    default:
      break;
  }
  parts.push(resource.disabled ? l10n.t('disabled') : undefined);
  return parts.filter((each) => each !== undefined).join(' · ');
}

/** A date-time of the API as a line, or nothing where it is none. */
export function dateLine(value: unknown, key: 'created' | 'synced'): string | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) {
    return undefined;
  }
  const text = momentText(time, 'medium');
  return key === 'created' ? l10n.t('created {0}', text) : l10n.t('synchronized {0}', text);
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

function sessionLive({ iri }: Resource, live: LiveOffer | undefined): string | undefined {
  const quantity = live?.sessions.get(iri ?? '');
  const text = quantityText(quantity);
  return live === undefined || text === undefined
    ? undefined
    : l10n.t('at {0}: {1}', momentText(live.time, undefined), text);
}

/** An amount as people of this language write it; one that is no decimal number is shown as it came. */
export function priceText({ amount, currency = '' }: Amount): string {
  const code = currency.toUpperCase();
  if (!/^-?\d{1,15}(\.\d{1,10})?$/.test(amount) || !/^[A-Z]{3}$/.test(code)) {
    return oneLine(`${amount} ${currency}`, 40);
  }
  let format = prices.get(code);
  if (format === undefined) {
    format = new Intl.NumberFormat(vscode.env.language, { style: 'currency', currency: code });
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

/** A date-time with offset as the clocks there show it: a session starts at its place's time, not the reader's. */
export function sessionText(value: unknown): string | undefined {
  const local = typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.exec(value)?.[0] : undefined;
  const time = local === undefined ? NaN : Date.parse(`${local}:00Z`);
  return Number.isNaN(time)
    ? undefined
    : dateFormat({ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(time);
}

/** A moment on this machine's clock: `time` in milliseconds since the epoch. */
export function momentText(time: number, style: 'medium' | undefined): string {
  return dateFormat({ ...(style === undefined ? {} : { dateStyle: style }), timeStyle: 'short' }).format(
    time,
  );
}

/** How many are left; `undefined` where nothing was told. */
export function quantityText(quantity: number | null | undefined): string | undefined {
  if (quantity === undefined) {
    return undefined;
  }
  return quantity === null
    ? l10n.t('no limit')
    : quantity <= 0
      ? l10n.t('sold out')
      : l10n.t('{0} left', quantity.toLocaleString(vscode.env.language));
}

/** Price before reduction, quantity and badges of an offer; the price too where it is not the label already. */
export function offerBadges(facts: OfferFacts, withPrice: boolean): string[] {
  const { price, originalPrice, quantity } = facts;
  return [
    withPrice && price !== undefined ? priceText(price) : undefined,
    originalPrice === undefined ? undefined : l10n.t('instead of {0}', priceText(originalPrice)),
    quantityText(quantity),
    facts.availabilityCheckRequired ? l10n.t('check availability') : undefined,
    facts.realtimePriceRequired ? l10n.t('live price') : undefined,
  ].filter((each) => each !== undefined);
}

/** The answer to "check availability", with its time. */
export function liveText({ time, quantity, price, failure }: LiveOffer): string {
  const parts = [
    quantityText(quantity),
    price === undefined ? undefined : priceText(price),
    failure === undefined ? undefined : l10n.t('one answer is missing'),
  ].filter((each) => each !== undefined);
  return l10n.t('at {0}: {1}', momentText(time, undefined), parts.join(', ') || l10n.t('nothing told'));
}

/** What a day or month has to offer, as far as it is loaded. */
export function summaryText(offers: readonly Resource[]): string {
  const [first] = offers;
  if (offers.length === 1 && first !== undefined) {
    return offerBadges(offerFacts(first), true).join(' · ');
  }
  const amounts = offers.map((each) => offerFacts(each).price).filter((each) => each !== undefined);
  const lowest = amounts.reduce<Amount | undefined>(
    (least, each) => (least === undefined || Number(each.amount) < Number(least.amount) ? each : least),
    undefined,
  );
  const { length } = offers;
  const count = plural(length, l10n.t('{0} offer', length), l10n.t('{0} offers', length));
  return lowest === undefined ? count : `${count} · ${l10n.t('from {0}', priceText(lowest))}`;
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
