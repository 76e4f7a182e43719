import * as vscode from 'vscode';
import { localDay } from '../base/days';

/** Milliseconds of the units that times are told in. */
export const second = 1000;
export const minute = 60 * second;

/** A count as people of VS Code's display language write it: "10,200". */
export function countText(count: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(count);
}

/** The text that goes with a count in VS Code's display language: French has `one` for 0, too; English has not. */
export function plural(count: number, one: string, other: string): string {
  return new Intl.PluralRules(vscode.env.language).select(count) === 'one' ? one : other;
}

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

/** Whole minutes, or seconds within the last minute. */
export function timeText(left: number): string {
  return left >= minute
    ? vscode.l10n.t('{0} min', Math.floor(left / minute))
    : vscode.l10n.t('{0} s', Math.floor(left / second));
}

/** {@link timeText} in full words. */
export function spokenTime(left: number): string {
  const [amount, unit] = left >= minute ? [left / minute, 'minute'] : [left / second, 'second'];
  return new Intl.NumberFormat(vscode.env.language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.floor(amount),
  );
}

/** How long to wait: never less, so that whoever waits for so long has waited long enough. */
export function waitText(wait: number): string {
  const unit = wait > minute ? minute : second;
  return spokenTime(Math.ceil(wait / unit) * unit);
}

/** A moment on this machine's clock, with its date unless that is today: alone, a time looks like one of today. */
export function momentText(time: number, now: number, timeStyle: 'short' | 'medium' = 'short'): string {
  const isToday = localDay(time) === localDay(now);
  return new Intl.DateTimeFormat(vscode.env.language, {
    timeStyle,
    ...(isToday ? {} : { dateStyle: 'medium' }),
  }).format(time);
}
