/**
 * The display language with the region of the user, for days and weeks as they are written there: BCP 47.
 *
 * @param language of VS Code, which mostly names no region: `en` is set for New York and for Paris
 * @param environment variables of the process: POSIX has the region of dates in LC_ALL, LC_TIME or LANG, in this order
 * @param system locale of the system as the engine knows it
 */
export function regionalLocale(
  language: string,
  environment: Readonly<Record<string, string | undefined>>,
  system: string | undefined,
): string {
  const posix = [environment['LC_ALL'], environment['LC_TIME'], environment['LANG']].find(Boolean);
  const locale = localeOf(language) ?? new Intl.Locale('en');
  const region = localeOf(posix?.split(/[.@]/)[0]?.replace('_', '-'))?.region ?? localeOf(system)?.region;
  if (region === undefined || region === locale.region) {
    return locale.toString();
  }
  // A region alone may say which script a language is written in: zh-TW is not zh-US with another calendar.
  const { script } = locale.region === undefined ? locale : locale.maximize();
  const isUsual = new Intl.Locale(locale.language).maximize().script === script;
  return new Intl.Locale(locale.language, {
    region,
    ...(script === undefined || isUsual ? {} : { script }),
  }).toString();
}

/** First day of the week where a locale is spoken, 1 = Monday to 7 = Sunday (ISO 8601). */
export function firstDayOf(locale: string): number {
  // Engines have it as a method or, older, as a property; TypeScript knows neither yet.
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1;
}

/** `undefined` for what is no language tag; `C` and `POSIX` say nothing of a region. */
function localeOf(tag: string | undefined): Intl.Locale | undefined {
  try {
    return tag === undefined || tag === 'C' || tag === 'POSIX' ? undefined : new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}
