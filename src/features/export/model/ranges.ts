import { addDays, addYear } from '../../../base/days';
import type { OffersFilter } from '../../../catalogs/place';

/** Days of offers to export, inclusive, as `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** So many days of the calendar, today the first of them. */
export function nextDays(today: string, count: number): DayRange {
  return { from: today, to: addDays(today, count - 1) };
}

/** Twelve months, today the first day of them. */
export function nextYear(today: string): DayRange {
  const later = addYear(today);
  // The year of a leap day ends with a February that has no such day.
  const isSameDay = later.slice(-2) === today.slice(-2);
  return { from: today, to: isSameDay ? addDays(later, -1) : later };
}

/** True for a day (`YYYY-MM-DD`) of the range. */
export function isWithin(day: string, { from, to }: DayRange): boolean {
  return from <= day && day <= to;
}

/** The offers of those days, by a filter that a server may not know. */
export function offersWithin({ from, to }: DayRange): OffersFilter {
  return { from, until: addDays(to, 1) };
}

/** All offers that have a day, as far back as any may be. */
export const datedOffers: OffersFilter = { from: '1970-01-01' };
