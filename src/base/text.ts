/**
 * White space, and what Unicode calls control and format characters (general categories Cc and Cf, Unicode 17), one by
 * one: `\p{Cf}` would cost every window a hundred kilobytes for the tables behind it.
 */
const blanks =
  /[\s\0-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}]+/gu;

/** A text on one line: every run of white space, control and direction characters becomes one blank. */
export function withoutBreaks(text: string): string {
  return text.replace(blanks, ' ');
}

/** A server's text on one line, without control and direction characters, of at most `longest` characters. */
export function oneLine(text: string, longest: number): string {
  const line = withoutBreaks(text.slice(0, 4 * longest)).trim();
  return line.length > longest || text.length > 4 * longest ? `${line.slice(0, longest)}…` : line;
}

/**
 * Text that Markdown shows as it stands. Every ASCII punctuation mark is escaped, so that neither emphasis nor an icon,
 * a link or a bare address can come of what a server or a setting says; unlike `appendText` it lets long lines wrap.
 */
export function plainMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/**
 * A message in which VS Code finds no link: in notifications and prompts it makes one of every `[label](address)`, also
 * of what a server says, and a click on it runs any command.
 */
export function withoutLinks(message: string): string {
  return message.replaceAll('](', '] (');
}

/** Text that HTML shows as it stands, on one line, in an attribute too. */
export function plainHtml(text: string): string {
  return withoutBreaks(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A name of a server's as one part of a path: short, well-formed Unicode, and nothing that any file system takes for more than a name. */
export function fileName(name: string): string {
  const part = Buffer.from(name.slice(0, 80))
    .toString()
    .replace(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return /^\.*$/.test(part) ? `_${part}` : part;
}

/**
 * A name without the one above it that it begins with, and without what parts the two; whole where nothing is left, or
 * where the other does not end with a word: "Tour" is no part of "Tournament".
 */
export function withoutBeginning(name: string, above: string): string {
  if (above === '' || !name.startsWith(above)) {
    return name;
  }
  const rest = name.slice(above.length);
  const own = rest.replace(/^[\s\-–—:·|/,]+/, '');
  return own === '' || own === rest ? name : own;
}
