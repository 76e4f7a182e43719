import { Parser } from 'htmlparser2';

/** Elements whose text is not for readers. */
const hidden: ReadonlySet<string> = new Set(['script', 'style', 'template', 'title', 'noscript', 'iframe']);
/** Elements that stand on lines of their own. */
const blocks: ReadonlySet<string> = new Set(
  'address article aside blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul'.split(
    ' ',
  ),
);

/**
 * The text of an HTML description, as the API has them: one line a block, a dash before list items, entities decoded;
 * no tag, attribute or address is left.
 * @param longest characters of the result, an ellipsis not counted
 */
export function plainText(html: string, longest: number): string {
  let text = '';
  let depth = 0;
  const parser = new Parser({
    onopentagname(name) {
      depth += hidden.has(name) ? 1 : 0;
      text += name === 'li' ? '\n– ' : name === 'td' || name === 'th' ? ' ' : blocks.has(name) ? '\n' : '';
    },
    ontext(part) {
      text += depth === 0 ? part.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ') : '';
    },
    onclosetag(name) {
      depth -= hidden.has(name) ? 1 : 0;
      text += blocks.has(name) ? '\n' : '';
    },
  });
  // Tags take room too; more than this is not worth reading for a tooltip.
  parser.end(html.slice(0, 20 * longest));
  const lines = text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && line !== '–');
  const joined = lines.join('\n');
  return joined.length > longest ? `${joined.slice(0, longest)}…` : joined;
}
