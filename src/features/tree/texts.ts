import * as vscode from 'vscode';
import { isJsonObject, type JsonObject } from '../../base/json';
import { readResource, type Resource } from '../../api/resource';
import type { LiveOffer } from '../../catalogs/liveOffer';
import type { ResourceNode } from '../../catalogs/nodes';
import { offerFacts, quantityOf } from '../../catalogs/offer';
import type { ResourceRole } from '../../catalogs/role';
import { liveText, momentText, offerBadges, priceText, quantityText, sessionText } from './offerTexts';
import { oneLine } from '../../base/text';

const { l10n } = vscode;

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

/** What kind of thing a row stands for; read out by screen readers. */
export function roleName(role: ResourceRole): string {
  switch (role) {
    case 'catalog':
      return l10n.t('catalog');
    case 'productBase':
      return l10n.t('product base');
    case 'option':
      return l10n.t('option');
    case 'optionValue':
      return l10n.t('option value');
    case 'product':
      return l10n.t('product');
    case 'offer':
      return l10n.t('offer');
    case 'ticket':
      return l10n.t('ticket');
    case 'session':
      return l10n.t('session');
    case 'seatMap':
      return l10n.t('seat map');
    case 'other':
      return l10n.t('resource');
  }
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
