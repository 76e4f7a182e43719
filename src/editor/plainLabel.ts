/**
 * A server's text as a label of VS Code's shows it as it stands: in the items of a quick pick and in code lenses, `$(name)`
 * is an icon. Nothing else is escaped, as the backslash would be seen there.
 */
export function plainLabel(text: string): string {
  return text.replace(/\$\([a-z\d-]+(?:~[a-z]+)?\)/gi, '\\$&');
}
