import { parse as parseShell } from 'shell-quote';

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
  if (!/^[\s$>]*curl(\.exe)?\s/i.test(text)) {
    return undefined;
  }
  // A line break behind a backslash may already be gone; what is left of it must not glue arguments together.
  const command = text.replace(/[\\^`]\s*(\r?\n|\s(?=\s|-|'|"|http))/g, ' ').replace(/\r?\n/g, ' ');
  const words = shellWords(command);
  if (words === undefined) {
    return undefined;
  }
  const draft: Draft = {};
  const options = words.map((word) => word.trim());
  options.forEach((word, index) => {
    const [, option, attached] = /^(--[\w-]+|-[A-Za-z])=?([\s\S]*)$/.exec(word) ?? [];
    const value = attached !== undefined && attached !== '' ? attached : (options[index + 1] ?? '');
    takeOption(draft, option, value);
    if (/^https?:\/\//i.test(word) && !isHeader(options[index - 1])) {
      draft.tokenEndpoint ??= word;
    }
  });
  return draft;
}

/** Stands for a `#` while shell-quote is at work; no character of a text, by Unicode's own word. */
const hash = '\ufdd0';

/** The words of a command, or `undefined` where no shell could read it. */
function shellWords(command: string): string[] | undefined {
  // A shell begins a comment where a word begins; shell-quote does within a word too, and would cut a secret there.
  const shielded = command.replace(/(?<=[^\s;|()<>])#/g, hash);
  try {
    return parseShell(shielded, (name) => `$${name}`).map((word) =>
      (typeof word === 'string' ? word : 'pattern' in word ? word.pattern : '').replaceAll(hash, '#'),
    );
  } catch {
    return undefined;
  }
}

function isHeader(option: string | undefined): boolean {
  return option === '-H' || option === '--header' || option === '-e' || option === '--referer';
}

function takeOption(draft: Draft, option: string | undefined, value: string): void {
  switch (option) {
    case '-d':
    case '--data':
    case '--data-raw':
    case '--data-ascii':
    case '--data-binary':
      takeForm(draft, value);
      break;
    case '--data-urlencode':
    case '-F':
    case '--form':
    case '--form-string':
      // Here curl does the encoding: the value stands as it is.
      put(draft, value.slice(0, Math.max(0, value.indexOf('='))), value.slice(value.indexOf('=') + 1));
      break;
    case '-u':
    case '--user': {
      const colon = value.indexOf(':');
      put(draft, 'client_id', colon < 0 ? value : value.slice(0, colon));
      put(draft, 'client_secret', colon < 0 ? '' : value.slice(colon + 1));
      break;
    }
    case '-H':
    case '--header':
      takeBasic(draft, value);
      break;
    case '--url':
      put(draft, 'token_endpoint', value);
      break;
  }
}

function takeForm(draft: Draft, body: string): void {
  for (const [key, value] of new URLSearchParams(body)) {
    put(draft, key, value);
  }
}

function takeBasic(draft: Draft, header: string): void {
  const [, encoded] = /^authorization:\s*basic\s+([\w+/=-]+)/i.exec(header) ?? [];
  if (encoded !== undefined) {
    // RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
    const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
    takeForm(draft, `client_id=${id}`);
    takeForm(draft, `client_secret=${secret.join(':')}`);
  }
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
  const draft: Draft = {};
  if (/^[\w.~%+*-]+=[^\s&]*(&[\w.~%+*-]+=[^\s&]*)+$/.test(text)) {
    takeForm(draft, text);
    return draft;
  }
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
