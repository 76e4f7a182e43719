import * as vscode from 'vscode';

/** How much room the status-bar item takes. */
export type StatusBarStyle = 'full' | 'compact' | 'off';

function read(key: string, fallback: unknown): unknown {
  return vscode.workspace.getConfiguration('korusticket').get(key) ?? fallback;
}

/** An entry of an environment as a person may have left it. */
interface EnvironmentEntry {
  /** Without the blanks around it. */
  readonly name: string | undefined;
  readonly clientId: unknown;
}

/** The entries of environments past their schema, whose code is large, for those who only look at names and client ids. */
export function environmentEntries(): EnvironmentEntry[] {
  const entries = read('environments', []);
  return (Array.isArray(entries) ? (entries as unknown[]) : []).map((entry) => {
    const { name, clientId } = (entry ?? {}) as { readonly name?: unknown; readonly clientId?: unknown };
    return { name: typeof name === 'string' ? name.trim() : undefined, clientId };
  });
}

/** `Accept-Language` of API calls; what could not stand in a header counts as not set. */
export function language(): string {
  const chosen = String(read('language', '')).trim();
  return /^[\w,;=.* -]+$/.test(chosen) ? chosen : vscode.env.language;
}

export function statusBarStyle(): StatusBarStyle {
  const style = read('statusBar.style', 'full');
  return style === 'compact' || style === 'off' ? style : 'full';
}

/** Members a page; the API allows 1 to 50. */
export function catalogsPageSize(): number {
  const size = Math.trunc(Number(read('catalogs.pageSize', 50)));
  return size >= 1 && size <= 50 ? size : 50;
}

/** Hours for which catalog data is taken for current; 0 = it is not kept at all. */
export function catalogsCacheHours(): number {
  const hours = Number(read('catalogs.cacheHours', 24));
  return Number.isFinite(hours) && hours >= 0 ? hours : 24;
}

/** Seconds after which a copied token is removed from the clipboard; 0 = never. */
export function clipboardClearAfterSeconds(): number {
  const seconds = Number(read('clipboard.clearAfterSeconds', 0));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

/** First day of the week, 1 = Monday to 7 = Sunday; `undefined` = that of the region. */
export function calendarFirstDayOfWeek(): number | undefined {
  const days: Readonly<Record<string, number>> = { monday: 1, saturday: 6, sunday: 7 };
  return days[String(read('calendar.firstDayOfWeek', 'automatic'))];
}
