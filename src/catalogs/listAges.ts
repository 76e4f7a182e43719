import type { Clock } from '../base/clock';
import { currentWhileSelling } from '../api/freshness';
import type { ParentNode, ResourceRole } from './nodes';
import type { ResourceList } from './resourceList';

/** How old a list is that is shown although the server may say otherwise by now. */
export interface ListAge {
  /** When the oldest of it was read, in milliseconds since the epoch. */
  readonly readAt: number;
  /** False where the server cannot be asked, or nobody has looked at the list anew. */
  readonly isBeingRead: boolean;
}

interface ShownList {
  readonly list: Pick<ResourceList, 'isBeingRenewed' | 'standIn' | 'readAt' | 'renewSince'>;
  readonly role: ResourceRole;
  readonly parent: ParentNode | undefined;
}

/** True for what sells by the minute: the day that all else may be kept is advised for browsing only. */
export function isSelling(role: ResourceRole): boolean {
  return role === 'offer' || role === 'ticket' || role === 'session';
}

/** The age of lists of offers, tickets and sessions, and their renewal when they are looked at. */
export class ListAges {
  constructor(
    private readonly lists: () => ReadonlyMap<string, ShownList>,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** The age of the list below a node, where it is older than a minute or being read again. */
  of({ id }: ParentNode): ListAge | undefined {
    const found = this.lists().get(id);
    if (found === undefined || !isSelling(found.role)) {
      return undefined;
    }
    const { isBeingRenewed, standIn, readAt } = found.list;
    return readAt === undefined ||
      (!isBeingRenewed && standIn === undefined && readAt > this.clock.now() - currentWhileSelling)
      ? undefined
      : { readAt, isBeingRead: isBeingRenewed };
  }

  /** When the next list becomes older than a minute, in milliseconds since the epoch. */
  nextChange(): number | undefined {
    const now = this.clock.now();
    const times = [...this.lists().values()]
      .filter(({ role }) => isSelling(role))
      .map(({ list }) => (list.readAt ?? -Infinity) + currentWhileSelling)
      .filter((time) => time > now);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Reads again, behind what is shown, what was read more than a minute ago. @param isLookedAt by the node above a list */
  async renew(isLookedAt: (parent: ParentNode) => boolean): Promise<void> {
    const since = this.clock.now() - currentWhileSelling;
    const old = [...this.lists().values()].filter(
      ({ list, role, parent }) =>
        isSelling(role) &&
        parent !== undefined &&
        isLookedAt(parent) &&
        !list.isBeingRenewed &&
        (list.readAt ?? Infinity) <= since,
    );
    await Promise.all(old.map(({ list }) => list.renewSince(since)));
  }
}
