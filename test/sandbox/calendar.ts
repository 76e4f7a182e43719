const msPerDay = 86_400_000;

/** Days since 1970-01-01 (UTC) of a time in milliseconds. */
export function epochDay(time: number): number {
  return Math.floor(time / msPerDay);
}

/** `YYYY-MM-DD` of a number of days since 1970-01-01. */
export function isoDate(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** Days since 1970-01-01 of a text that starts with `YYYY-MM-DD`; undefined when it is no date. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const time = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  // Date.parse takes 2026-02-31 for 2026-03-03.
  return Number.isNaN(time) || isoDate(epochDay(time)) !== text.slice(0, 10) ? undefined : epochDay(time);
}

/** Day of the week, 0 = Sunday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

const parisOffset = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' });

/** `YYYY-MM-DDThh:00:00+02:00`: an hour of a day on the clocks of Paris, as KorusTicket writes session times. */
export function parisTime(day: number, hour: number): string {
  const parts = parisOffset.formatToParts(day * msPerDay + hour * 3_600_000);
  const zone = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const offset = zone.replace('GMT', '') || '+00:00';
  return `${isoDate(day)}T${String(hour).padStart(2, '0')}:00:00${offset}`;
}

/** `YYYY-MM-DDThh:mm:ss+00:00`, as KorusTicket writes times in UTC. */
export function utcTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}+00:00`;
}
