import type { Resource } from '../api/resource';

/** What a resource is to the tree: decided by its type where known, else by where it was found. */
export type ResourceRole =
  | 'catalog'
  | 'productBase'
  | 'option'
  | 'optionValue'
  | 'product'
  | 'offer'
  | 'ticket'
  | 'session'
  | 'seatMap'
  | 'other';

const roleByType: ReadonlyMap<string, ResourceRole> = new Map([
  ['TicketingCatalog', 'catalog'],
  ['TicketingProductBase', 'productBase'],
  ['TicketingProductBaseOption', 'option'],
  ['TicketingProductBaseOptionValue', 'optionValue'],
  ['TicketingProduct', 'product'],
  ['TicketingOffer', 'offer'],
  ['TicketingOfferTicket', 'ticket'],
  ['TicketingOfferTicketSession', 'session'],
  ['TicketingSeatMap', 'seatMap'],
]);

/** The role of a resource found where `expected` ones are: a type nobody documented is shown as what it is, a leaf. */
export function roleOf({ type }: Resource, expected: ResourceRole): ResourceRole {
  return type === undefined ? expected : (roleByType.get(type) ?? 'other');
}
