import { resolveIri } from './apiClient';

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

const stringPattern = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?/g;
/** A path-absolute IRI or a web address, without blanks, and without braces: those make it a template (RFC 6570). */
const addressPattern = /^(?:\/[^\s/{}\\]|https?:\/\/)[^\s{}\\]*$/i;
/** Skolem IRIs (RDF 1.1 section 3.5) name objects that have no address of their own. */
const nameOnly = '/.well-known/genid/';

/** The values in a JSON text that are addresses within the API's origin. Names of members are none. */
export function linksInJson(text: string, apiBaseUrl: string): JsonLink[] {
  const links: JsonLink[] = [];
  for (const match of text.matchAll(stringPattern)) {
    const [, written = '', colon] = match;
    const iri =
      colon === undefined && written.length <= longestIri ? addressOf(written, apiBaseUrl) : undefined;
    if (iri !== undefined) {
      const start = match.index + 1;
      links.push({ start, end: start + written.length, iri });
    }
    if (links.length >= mostLinks) {
      break;
    }
  }
  return links;
}

function addressOf(written: string, apiBaseUrl: string): string | undefined {
  try {
    const text = JSON.parse(`"${written}"`) as string;
    if (!addressPattern.test(text) || new URL(resolveIri(text, apiBaseUrl)).pathname.startsWith(nameOnly)) {
      return undefined;
    }
    return text;
  } catch {
    // No JSON after all, or it leads out of the API.
    return undefined;
  }
}
