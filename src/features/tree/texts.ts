import * as vscode from 'vscode';
import type { Resource } from '../../api/resource';
import { oneLine, withoutBeginning } from '../../base/text';
import type { LiveOffer } from '../../catalogs/liveOffer';
import type { ListAge } from '../../catalogs/listAges';
import { ancestorOf, wayTo, type ResourceNode, type ResourceRole } from '../../catalogs/nodes';
import { isSoldOut, lowestPrices, offerFacts, quantityOf, type OfferFacts } from '../../catalogs/offer';
import { countText, momentText, plural } from '../../editor/counts';
import { labelOf, membersOf, priceText, sessionText } from '../../editor/resourceNames';

/**
 * What a row says of a resource, on one line: its name without that of the product base it stands below, a session its
 * time without the day above it, which a narrow side bar has no room to repeat.
 */
export function rowNameOf(node: ResourceNode): string {
  return oneLine(withoutAbove(node), 200);
}

function withoutAbove(node: ResourceNode): string {
  const { resource, role } = node;
  const name =
    role === 'session' && !resource.isNamed
      ? (sessionText(membersOf(resource)['occursAt'], dayAbove(node)) ?? labelOf(node))
      : labelOf(node);
  const base = ancestorOf(node.parent, 'productBase')?.resource;
  return base?.isNamed === true ? withoutBeginning(name, base.label) : name;
}

/** What stands beside the name. `now` in milliseconds since the epoch. */
export function descriptionOf(node: ResourceNode, live: LiveOffer | undefined, now: number): string {
  const { resource, role } = node;
  const raw = membersOf(resource);
  const parts: (string | undefined)[] = [];
  switch (role) {
    case 'offer':
      // First, since a narrow side bar cuts off what comes last; and instead of what the list says of the same.
      parts.push(live === undefined ? undefined : liveText(live, now));
      parts.push(...offerBadges(withoutAnswered(offerFacts(resource), live), resource.isNamed));
      break;
    case 'ticket':
      parts.push(
        raw['dateAccess'] === true
          ? vscode.l10n.t('whole day')
          : raw['dateAccess'] === false
            ? vscode.l10n.t('choose a session')
            : undefined,
      );
      break;
    case 'session':
      parts.push(resource.isNamed ? sessionText(raw['occursAt'], dayAbove(node)) : undefined);
      parts.push(sessionLive(resource, live, now) ?? quantityText(quantityOf(raw['availableQuantity'])));
      break;
    case 'other':
      parts.push(resource.type === undefined ? undefined : oneLine(resource.type, 60));
      break;
    default:
      break;
  }
  parts.push(resource.disabled ? vscode.l10n.t('disabled') : undefined);
  return parts.filter((each) => each !== undefined).join(' · ');
}

/** How old the list below a row is; an offer's row says of its tickets only, its own price is of another time. */
export function ageText(role: ResourceRole, { readAt, isBeingRead }: ListAge, now: number): string {
  const time = momentText(readAt, now);
  if (role === 'offer') {
    return isBeingRead
      ? vscode.l10n.t('tickets as of {0}, being read again', time)
      : vscode.l10n.t('tickets as of {0}', time);
  }
  return isBeingRead ? vscode.l10n.t('as of {0}, being read again', time) : vscode.l10n.t('as of {0}', time);
}

/** True where nothing is left of an offer or session, by what was last asked live or else by the list. */
export function isSoldOutNow({ resource, role }: ResourceNode, live: LiveOffer | undefined): boolean {
  const listed = quantityOf(membersOf(resource)['availableQuantity']);
  const answered = role === 'session' ? live?.sessions.get(resource.iri ?? '') : live?.quantity;
  const quantity = answered === undefined ? listed : answered;
  return (role === 'offer' || role === 'session') && typeof quantity === 'number' && quantity <= 0;
}

/** True where nothing is left of a day or month. */
export function areSoldOut(offers: readonly OfferFacts[]): boolean {
  return offers.length > 0 && offers.every(isSoldOut);
}

/** A date-time of the API as a line, or nothing where it is none. */
export function dateLine(value: unknown, key: 'created' | 'synced', now: number): string | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) {
    return undefined;
  }
  const text = momentText(time, now);
  return key === 'created' ? vscode.l10n.t('created {0}', text) : vscode.l10n.t('synchronized {0}', text);
}

/** How many are left; `undefined` where nothing was told. */
export function quantityText(quantity: number | null | undefined): string | undefined {
  if (quantity === undefined) {
    return undefined;
  }
  return quantity === null
    ? vscode.l10n.t('no limit')
    : quantity <= 0
      ? vscode.l10n.t('sold out')
      : vscode.l10n.t('{0} left', countText(quantity));
}

/** Price before reduction, quantity and badges of an offer; the price too where it is not the label already. */
export function offerBadges(facts: OfferFacts, withPrice: boolean): string[] {
  const { price, originalPrice, quantity, availabilityCheckRequired } = facts;
  // What has to be asked for is limited, also where the list has no number of it.
  const left = quantity === null && availabilityCheckRequired ? undefined : quantityText(quantity);
  const isOut = typeof quantity === 'number' && quantity <= 0;
  return [
    isOut ? left : undefined,
    withPrice && price !== undefined ? priceText(price) : undefined,
    originalPrice === undefined ? undefined : vscode.l10n.t('instead of {0}', priceText(originalPrice)),
    isOut ? undefined : left,
    availabilityCheckRequired ? vscode.l10n.t('check availability') : undefined,
    facts.realtimePriceRequired ? vscode.l10n.t('live price') : undefined,
  ].filter((each) => each !== undefined);
}

/** The answer to "check availability", with its time; `now` in milliseconds since the epoch. */
function liveText(live: LiveOffer, now: number): string {
  return vscode.l10n.t('at {0}: {1}', momentText(live.time, now), answerText(live));
}

/** What was answered to "check availability". */
export function answerText({ quantity, price, failure }: LiveOffer): string {
  const parts = [
    quantityText(quantity),
    price === undefined ? undefined : priceText(price),
    failure === undefined ? undefined : vscode.l10n.t('one answer is missing'),
  ].filter((each) => each !== undefined);
  return parts.join(', ') || vscode.l10n.t('nothing told');
}

/** What is loaded of a day or month that may have more: what is not there yet may cost less, or be left. */
export function loadedText(count: number): string {
  const text = countText(count);
  return plural(count, vscode.l10n.t('{0} offer loaded', text), vscode.l10n.t('{0} offers loaded', text));
}

/** That nothing is left of offers, which are not shown for that. */
export function soldOutText(count: number): string {
  const text = countText(count);
  return plural(
    count,
    vscode.l10n.t('{0} offer, sold out', text),
    vscode.l10n.t('{0} offers, all sold out', text),
  );
}

/** What a day or month has to offer; a least price only where all are in one currency. */
export function summaryText(offers: readonly OfferFacts[]): string {
  const [first] = offers;
  if (offers.length === 1 && first !== undefined) {
    return offerBadges(first, true).join(' · ');
  }
  const { length } = offers;
  const text = countText(length);
  const count = plural(length, vscode.l10n.t('{0} offer', text), vscode.l10n.t('{0} offers', text));
  if (areSoldOut(offers)) {
    return `${vscode.l10n.t('sold out')} · ${count}`;
  }
  const amounts = offers
    .filter((each) => !isSoldOut(each))
    .map(({ price }) => price)
    .filter((each) => each !== undefined);
  const [lowest, ...others] = lowestPrices(amounts);
  return lowest === undefined || others.length > 0
    ? count
    : // A narrow side bar cuts off what comes last.
      `${vscode.l10n.t('from {0}', priceText(lowest))} · ${count}`;
}

/** The day (`YYYY-MM-DD`) that a node stands below. */
function dayAbove({ parent }: ResourceNode): string | undefined {
  const groups = wayTo(parent).filter((each) => each.kind === 'group');
  return groups.find(({ group }) => group === 'day')?.value;
}

/** The list's facts without those that were asked live: two quantities side by side would contradict each other. */
function withoutAnswered(facts: OfferFacts, live: LiveOffer | undefined): OfferFacts {
  return live?.quantity === undefined ? facts : { ...facts, quantity: undefined };
}

function sessionLive({ iri }: Resource, live: LiveOffer | undefined, now: number): string | undefined {
  const text = quantityText(live?.sessions.get(iri ?? ''));
  return live === undefined || text === undefined
    ? undefined
    : vscode.l10n.t('at {0}: {1}', momentText(live.time, now), text);
}
