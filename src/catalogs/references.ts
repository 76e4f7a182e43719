import { isJsonObject } from '../base/json';
import { readResource, type Resource } from '../api/resource';

const seatMapName = /^seat_?maps?$/i;
const seatMapType = 'TicketingSeatMap';

/**
 * The seat maps a resource refers to. Their address is not published (API reference, section 12), so they are shown
 * where the server itself names one, and nowhere else.
 */
export function seatMapsOf({ raw }: Resource): Resource[] {
  if (!isJsonObject(raw)) {
    return [];
  }
  const found = new Map<string, Resource>();
  for (const [name, value] of Object.entries(raw)) {
    for (const each of [value].flat()) {
      const resource = readResource(each);
      if (
        resource.iri !== undefined &&
        !found.has(resource.iri) &&
        (seatMapName.test(name) || resource.type === seatMapType)
      ) {
        found.set(resource.iri, resource);
      }
    }
  }
  return [...found.values()];
}
