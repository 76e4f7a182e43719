import { addDays, addYear } from '../../../base/days';

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

/** Up to the day behind the last one, exclusive: where dates carry a time, those of the last day are later than the day. */
export function queryOf({ from, to }: DayRange): string {
  return `?${new URLSearchParams({ 'date[after]': from, 'date[strictly_before]': addDays(to, 1) }).toString()}`;
}

/** All offers that have a day, as far back as any may be. */
export const datedOffers = `?${new URLSearchParams({ 'date[after]': '1970-01-01' }).toString()}`;

/** Orders of a list of offers, one of which usually begins with those that have no day. */
export const ordersByDate = ['asc', 'desc'].map(
  (order) => `?${new URLSearchParams({ 'order[date]': order }).toString()}`,
);
