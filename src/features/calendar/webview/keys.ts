import { addDays, addMonths, daysOf, monthOf } from '../../../base/days';

/** A pressed key, as far as it matters to the grid. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * The day a key leads to, or `undefined` for a key that does not move; as in the date grid of the ARIA Authoring
 * Practices: arrows by day and week, Home and End within the week (with Ctrl within the month), Page Up and Page Down by
 * month (with Shift by year).
 *
 * @param column columns before the day in its week
 */
export function dayAfterKey(
  { key, ctrlKey, shiftKey }: Key,
  day: string,
  column: number,
): string | undefined {
  const days = daysOf(monthOf(day));
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'Home':
      return ctrlKey ? days[0] : addDays(day, -Math.min(column, Number(day.slice(8)) - 1));
    case 'End':
      return ctrlKey ? days.at(-1) : addDays(day, Math.min(6 - column, days.length - Number(day.slice(8))));
    case 'PageUp':
      return sameDayIn(addMonths(monthOf(day), shiftKey ? -12 : -1), day);
    case 'PageDown':
      return sameDayIn(addMonths(monthOf(day), shiftKey ? 12 : 1), day);
    default:
      return undefined;
  }
}

/** The day with the same number in another month, or that month's last. */
export function sameDayIn(month: string, day: string): string {
  const days = daysOf(month);
  return days[Math.min(Number(day.slice(8)), days.length) - 1] ?? `${month}-01`;
}
