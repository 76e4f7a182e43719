/** Languages the sandbox translates into; the first is the default. KorusTicket does not publish its list. */
const languages = ['fr', 'en'] as const;

export type Language = (typeof languages)[number];

/** A text in every language of the sandbox. */
export type Localized = Readonly<Record<Language, string>>;

/** A text that is the same in every language, such as a documented name. */
export function untranslated(text: string): Localized {
  return { fr: text, en: text };
}

/** Joins texts language by language. */
export function joined(separator: string, ...texts: readonly Localized[]): Localized {
  return {
    fr: texts.map((text) => text.fr).join(separator),
    en: texts.map((text) => text.en).join(separator),
  };
}

/**
 * The best language for an `Accept-Language` header (RFC 9110, 12.5.4): highest quality first, `en-GB` counts as
 * `en`, and French when nothing fits.
 */
export function chooseLanguage(header: string | undefined): Language {
  const ranges = (header ?? '')
    .split(',')
    .map((part) => {
      const [range, ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return {
        language: range!.split('-')[0],
        quality: quality === undefined ? 1 : Number(quality.slice(2)),
      };
    })
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality);
  for (const range of ranges) {
    const known = languages.find((language) => language === range.language);
    if (known !== undefined) return known;
  }
  return languages[0];
}
