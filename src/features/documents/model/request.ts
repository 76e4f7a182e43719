/** A read of the API as a person repeats it in another tool. */
export interface RepeatableRead {
  /** Absolute http or https URL. */
  readonly url: string;
  /** `Accept-Language`. */
  readonly language: string;
}

/** A setting may hold anything; language ranges (RFC 9110 section 12.5.4) are made of these characters only. */
export function languageRanges(language: string): string {
  return language.replace(/[^\w*;=., -]/g, '').trim() || '*';
}

/**
 * The URL as it is requested: without fragment, and in ASCII, since `URL` has encoded everything else. Backslashes, of
 * which shells and the C runtime of Windows make different things, are encoded as well.
 */
export function requestUrl(text: string): string {
  const { origin, pathname, search } = new URL(text);
  return (origin + pathname + search).replaceAll('\\', '%5C');
}
