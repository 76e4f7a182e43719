/**
 * Text that Markdown shows as it stands. Every ASCII punctuation mark is escaped, so that neither emphasis nor an icon,
 * a link or a bare address can come of what a server or a setting says; unlike `appendText` it lets long lines wrap.
 */
export function plainMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
