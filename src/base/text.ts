/** A server's text on one line, without control and direction characters, of at most `longest` characters. */
export function oneLine(text: string, longest: number): string {
  const line = text
    .slice(0, 4 * longest)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length > longest || text.length > 4 * longest ? `${line.slice(0, longest)}…` : line;
}
