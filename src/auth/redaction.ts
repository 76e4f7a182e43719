const longestDetail = 200;

/** JWT-shaped text: three dot-separated base64url parts of which the first begins a JSON object. */
const jwtShape = /eyJ[\w-]{5,}\.[\w-]+\.?[\w-]*/g;

/** Control characters, bidirectional overrides and zero-width characters: none has a place in a message. */
const unsafeCharacters = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Replaces every secret, in the writings in which a server may echo it, and everything that looks like a JWT. */
export function redact(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) {
    for (const writing of writingsOf(secret)) {
      result = result.replaceAll(writing, '…');
    }
  }
  return result.replace(jwtShape, '…');
}

function writingsOf(secret: string): string[] {
  if (secret === '') {
    return [];
  }
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, form, form.replaceAll('+', '%20'), base64, base64.replace(/=+$/, '')];
}

/** A server's own words made fit for a message: one line, bounded, without secrets. */
export function safeDetail(text: unknown, secrets: readonly string[]): string | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  const line = redact(text, secrets).replace(unsafeCharacters, ' ').trim();
  return line === '' ? undefined : line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line;
}
