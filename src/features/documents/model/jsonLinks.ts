import { resolveIri } from '../../../api/apiClient';
import { isGenerated } from '../../../api/resource';

/** An address of the API that stands in a JSON text. */
export interface JsonLink {
  /** Position of its first character behind the quotation mark, in UTF-16 units from the start of the text. */
  readonly start: number;
  /** Position behind its last character. */
  readonly end: number;
  /** The address as the JSON says it. */
  readonly iri: string;
}

/** Most links of one text: a page of the API has at most 50 members, and an editor draws no more. */
const mostLinks = 5000;
/** Longest address that is taken for one, in characters. */
const longestIri = 2000;

/** A path-absolute IRI or a web address, without blanks, and without braces: those make it a template (RFC 6570). */
const addressPattern = /^(?:\/[^\s/{}\\]|https?:\/\/)[^\s{}\\]*$/i;

/** The values in a JSON text that are addresses within the API's origin. Names of members are none. */
export function linksInJson(text: string, apiBaseUrl: string): JsonLink[] {
  const links: JsonLink[] = [];
  for (let mark = text.indexOf('"'); mark >= 0 && links.length < mostLinks;) {
    const start = mark + 1;
    const end = endOfString(text, start);
    const isName = /^\s*:/.test(text.slice(end + 1, end + 10));
    const iri =
      isName || end - start > longestIri ? undefined : addressOf(text.slice(start, end), apiBaseUrl);
    if (iri !== undefined) {
      links.push({ start, end, iri });
    }
    mark = text.indexOf('"', end + 1);
  }
  return links;
}

/** Position of the quotation mark that ends a string; by hand, since expressions run out of stack in long texts. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') {
      backslashes++;
    }
    if (backslashes % 2 === 0) {
      return end;
    }
  }
  return text.length;
}

function addressOf(written: string, apiBaseUrl: string): string | undefined {
  try {
    const text = JSON.parse(`"${written}"`) as string;
    if (!addressPattern.test(text) || isGenerated(new URL(resolveIri(text, apiBaseUrl)).pathname)) {
      return undefined;
    }
    return text;
  } catch {
    // No JSON after all, or it leads out of the API.
    return undefined;
  }
}
