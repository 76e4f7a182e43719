const longestDetail = 200;

/** JWT-shaped text: three dot-separated base64url parts of which the first begins a JSON object. */
const jwtShape = /eyJ[\w-]{5,}\.[\w-]+\.?[\w-]*/g;

/** Control characters, bidirectional overrides and zero-width characters: none has a place in a message. */
const unsafeCharacters = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Credentials of an Authorization header (RFC 9110 section 11.4), whatever they are made of. */
const credentials = /\b(basic|bearer)\s+[\w+/=.~-]{8,}/gi;

/** A secret with fewer letters than this turns up in a line by chance, too. */
const shortest = 4;

/** Replaces every secret, in the writings in which a server may echo it, and everything that looks like a credential. */
export function redact(text: string, secrets: readonly string[]): string {
  return redactSecrets(text, secrets).replace(credentials, '$1 …');
}

/**
 * Replaces secrets as {@link redact} does, and everything that looks like a JWT, but no other credentials: for what is
 * not about requests, where the words behind "Basic" are part of a name.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const writing of secrets.flatMap(writingsOf)) {
    const pattern = writing.replace(/\W/gu, patternOf);
    // So short a text is found in every line; only where it stands alone can it be the secret.
    const bounded = writing.length < shortest ? `(?<!\\w)${pattern}(?!\\w)` : pattern;
    // Percent-encodings are written in either case.
    result = result.replace(new RegExp(bounded, 'gi'), '…');
  }
  return result.replace(jwtShape, '…');
}

/** Names that HTML has for marks with a meaning of their own. */
const entities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** A pattern for a mark as it is and as HTML may have it: frameworks escape the texts of their errors. */
function patternOf(mark: string): string {
  const code = mark.codePointAt(0) ?? 0;
  const itself = mark.replace(/[$()*+./?[\\\]^{|}-]/, '\\$&');
  const name = mark in entities ? `|${entities[mark]}` : '';
  return `(?:${itself}|&(?:#0*${code}|#x0*${code.toString(16)}${name});)`;
}

/** The ways a text is written in forms, addresses, JSON and headers; the longest first, or a part would stay. */
function writingsOf(secret: string): string[] {
  if (secret === '') {
    return [];
  }
  const bytes = Buffer.from(secret);
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const component = encodeURIComponent(bytes.toString());
  const base64 = bytes.toString('base64');
  const writings = [
    secret,
    form,
    form.replaceAll('+', '%20'),
    component,
    component.replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
  return [...new Set(writings)].sort((a, b) => b.length - a.length);
}

/** A server's own words made fit for a message: one line, bounded, without secrets. */
export function safeDetail(text: unknown, secrets: readonly string[]): string | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  // Twice: taking characters out may put a secret together that was not there before.
  const line = redact(redact(text, secrets).replace(unsafeCharacters, ' '), secrets).trim();
  return line === '' ? undefined : line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line;
}
