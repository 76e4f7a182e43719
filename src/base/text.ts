/** A server's text on one line, without control and direction characters, of at most `longest` characters. */
export function oneLine(text: string, longest: number): string {
  const line = text
    .slice(0, 4 * longest)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length > longest || text.length > 4 * longest ? `${line.slice(0, longest)}…` : line;
}

/**
 * Text that Markdown shows as it stands. Every ASCII punctuation mark is escaped, so that neither emphasis nor an icon,
 * a link or a bare address can come of what a server or a setting says; unlike `appendText` it lets long lines wrap.
 */
export function plainMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A name of a server's as one part of a path: short, well-formed Unicode, and nothing that any file system takes for more than a name. */
export function fileName(name: string): string {
  const part = Buffer.from(name.slice(0, 80))
    .toString()
    .replace(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return /^\.*$/.test(part) ? `_${part}` : part;
}
