/** How far off a time is, as a person says it: "in 5 minutes", "3 days ago". */
export function distanceText(milliseconds: number, language: string): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const seconds = milliseconds / 1000;
  if (Math.abs(seconds) < 60) {
    return relative.format(Math.trunc(seconds), 'second');
  }
  if (Math.abs(seconds) < 7200) {
    return relative.format(Math.trunc(seconds / 60), 'minute');
  }
  const hours = seconds / 3600;
  return Math.abs(hours) < 48
    ? relative.format(Math.trunc(hours), 'hour')
    : relative.format(Math.trunc(hours / 24), 'day');
}
