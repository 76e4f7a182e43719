import { formPairs, readCurlCommand, type Pair } from './curlCommand';

/** What was recognized in a pasted text; the vendor hands over these four values. */
export interface PastedAccount {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly tokenEndpoint?: string;
  readonly refreshTokenEndpoint?: string;
}

type Field = keyof PastedAccount;
type Draft = Partial<Record<Field, string>>;

const fieldByKey: Readonly<Record<string, Field>> = {
  clientid: 'clientId',
  clientsecret: 'clientSecret',
  tokenendpoint: 'tokenEndpoint',
  tokenurl: 'tokenEndpoint',
  tokenuri: 'tokenEndpoint',
  accesstokenurl: 'tokenEndpoint',
  refreshtokenendpoint: 'refreshTokenEndpoint',
  refreshtokenurl: 'refreshTokenEndpoint',
  refreshendpoint: 'refreshTokenEndpoint',
};

/**
 * Reads a service account out of what the vendor sent, as JSON, `key=value` or `key: value` lines, a form body or a
 * curl command, in any order. A single-line input field drops line breaks on paste, so lines are also found run together.
 */
export function readPastedAccount(text: string): PastedAccount {
  const trimmed = text.replace(/[\u200b\ufeff]/g, '').trim();
  return fromJson(trimmed) ?? fromCurl(trimmed) ?? fromLines(trimmed);
}

function fieldOf(key: string): Field | undefined {
  const normalized = key
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/^(korusticket|keycloak|oidc|oauth)/, '');
  return Object.hasOwn(fieldByKey, normalized) ? fieldByKey[normalized] : undefined;
}

function put(draft: Draft, key: string, value: string): void {
  const field = fieldOf(key);
  if (field !== undefined && value.trim() !== '') {
    draft[field] ??= field.endsWith('Endpoint') ? addressIn(value) : value.trim();
  }
}

/** The web address in a value: mail programs put brackets, a link or the end of a sentence around it. */
function addressIn(value: string): string {
  const [address] = /https?:\/\/(?:(?!\]\()[^\s<>"'`])+/i.exec(value) ?? [];
  return address?.replace(/[),.;]+$/, '') ?? value.trim();
}

function fromJson(text: string): PastedAccount | undefined {
  const [block] = /\{[\s\S]*\}/.exec(text) ?? [];
  try {
    const draft: Draft = {};
    collect(JSON.parse(block ?? ''), draft);
    return Object.keys(draft).length > 0 ? draft : undefined;
  } catch {
    return undefined;
  }
}

function collect(value: unknown, draft: Draft): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'string') {
      put(draft, key, member);
    } else {
      collect(member, draft);
    }
  }
}

function fromCurl(text: string): PastedAccount | undefined {
  const pairs = readCurlCommand(text);
  return pairs === undefined ? undefined : drafted(pairs);
}

function drafted(pairs: readonly Pair[]): PastedAccount {
  const draft: Draft = {};
  for (const [key, value] of pairs) {
    put(draft, key, value);
  }
  return draft;
}

const key = String.raw`(?:refresh[ _-]?token[ _-]?(?:endpoint|url)|refresh[ _-]?endpoint|token[ _-]?(?:endpoint|url|uri)|client[ _-]?id|client[ _-]?secret)`;
const assignment = String.raw`["'\`*]*\s*(?:=>|[:=])\s*`;
const lineKey = new RegExp(
  String.raw`^[^\n\w]*(?:(?:export|set|const|let|var)\s+)?(?:\w+?[_.])??(${key})${assignment}`,
  'gim',
);
const anyKey = new RegExp(`(${key})${assignment}`, 'gi');

/** What a line may have in front of its key; run together, it stands behind the value of the line before. */
const lineStart = /(?:(?:export|set)\s+)?(?:\w+_)?["'`]?$|[-*•]\s*$/;

function fromLines(text: string): PastedAccount {
  if (/^[\w.~%+*-]+=[^\s&]*(&[\w.~%+*-]+=[^\s&]*)+$/.test(text)) {
    return drafted(formPairs(text));
  }
  const draft: Draft = {};
  const oneLine = !text.includes('\n');
  const matches = [...text.matchAll(oneLine ? anyKey : lineKey)];
  const before = text.slice(0, matches[0]?.index).slice(-40);
  const start = oneLine ? (lineStart.exec(before)?.[0] ?? '') : '';
  matches.forEach((match, index) => {
    const next = matches[index + 1]?.index;
    const rest = text.slice(match.index + match[0].length, next);
    const line = oneLine ? rest : (rest.split(/\r?\n/)[0] ?? '');
    const isGlued = next !== undefined && start !== '' && line.endsWith(start);
    put(draft, match[1] ?? '', unquoted(isGlued ? line.slice(0, -start.length) : line));
  });
  return draft;
}

/** A value without the quotes around it and the comma behind it. */
function unquoted(value: string): string {
  const text = value.trim();
  const [, , inner] = /^(["'`])(.*)\1[,;]?$/s.exec(text) ?? [];
  return inner ?? text;
}
