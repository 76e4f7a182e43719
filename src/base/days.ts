/** Months as `YYYY-MM` and days as `YYYY-MM-DD`, reckoned without time zones: an offer's date is a day, not an instant. */

const msPerDay = 86_400_000;
const earliest = '0001-01';
const latest = '9999-12';

/** True for `YYYY-MM` of the years 1 to 9999. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text >= earliest;
}

/** The day that a text starts with, `undefined` where it starts with none that exists. */
export function dayOf(text: string): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}(?!\d)/.exec(text)?.[0];
  return day !== undefined &&
    isMonth(monthOf(day)) &&
    Number(day.slice(8)) <= lengthOf(monthOf(day)) &&
    !day.endsWith('-00')
    ? day
    : undefined;
}

/** The month of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** The month `count` months later, or earlier where negative; stays within the years 1 to 9999. */
export function addMonths(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  const moved = `${pad(Math.floor(index / 12), 4)}-${pad((((index % 12) + 12) % 12) + 1, 2)}`;
  return index < 12 ? earliest : index >= 120_000 ? latest : moved;
}

/** The days of a month, in order. */
export function daysOf(month: string): string[] {
  return Array.from({ length: lengthOf(month) }, (_, index) => `${month}-${pad(index + 1, 2)}`);
}

/** The day `count` days later, or earlier where negative; stays within the years 1 to 9999. */
export function addDays(day: string, count: number): string {
  const moved = new Date(timeOf(day) + count * msPerDay);
  const year = moved.getUTCFullYear();
  return year < 1 || year > 9999 ? day : moved.toISOString().slice(0, 10);
}

/** The day a year later; the last of February for a leap day. */
export function addYear(day: string): string {
  const days = daysOf(addMonths(monthOf(day), 12));
  return days[Number(day.slice(8)) - 1] ?? days.at(-1) ?? day;
}

/** The day that clocks here show at a moment (milliseconds since the epoch). */
export function localDay(now: number): string {
  const time = new Date(now);
  const utc = Date.UTC(time.getFullYear(), time.getMonth(), time.getDate());
  return new Date(utc).toISOString().slice(0, 10);
}

/** Day of the week, 1 = Monday to 7 = Sunday (ISO 8601). */
export function weekdayOf(day: string): number {
  return new Date(timeOf(day)).getUTCDay() || 7;
}

/** The day's midnight in UTC, in milliseconds since the epoch, for formatting in UTC. */
export function timeOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** When the next day begins by the clock of this machine; both in milliseconds since the epoch. */
export function nextMidnight(now: number): number {
  const time = new Date(now);
  return new Date(time.getFullYear(), time.getMonth(), time.getDate() + 1).getTime();
}

function lengthOf(month: string): number {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return number === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(number) ? 30 : 31;
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
