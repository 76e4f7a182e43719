import { parse as parseShell } from 'shell-quote';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A named value, as a key and what stands behind it. */
export type Pair = readonly [key: string, value: string];

/** What an option of curl tells of a service account: pairs out of its value. Options not listed here tell nothing. */
const telling: Readonly<Record<string, (value: string) => readonly Pair[]>> = {
  data: formPairs,
  'data-raw': formPairs,
  'data-ascii': formPairs,
  'data-binary': formPairs,
  'data-urlencode': rawPair,
  form: rawPair,
  'form-string': rawPair,
  user: userPairs,
  header: basicPairs,
  url: (address) => [['token_endpoint', address]],
};

/**
 * Options of curl that take a value, by long name, with the short one where there is one (curl's manual page, 8.16). The
 * value of any other word would be taken for the address, as a proxy's was.
 */
const short: Readonly<Record<string, string>> = {
  'user-agent': 'A',
  cookie: 'b',
  'cookie-jar': 'c',
  'continue-at': 'C',
  data: 'd',
  'dump-header': 'D',
  referer: 'e',
  cert: 'E',
  form: 'F',
  header: 'H',
  config: 'K',
  'max-time': 'm',
  output: 'o',
  'ftp-port': 'P',
  quote: 'Q',
  range: 'r',
  'telnet-option': 't',
  'upload-file': 'T',
  user: 'u',
  'proxy-user': 'U',
  'write-out': 'w',
  proxy: 'x',
  request: 'X',
  'speed-limit': 'Y',
  'speed-time': 'y',
  'time-cond': 'z',
};
const long = `
  abstract-unix-socket alt-svc aws-sigv4 cacert capath cert-type ciphers connect-timeout connect-to create-file-mode crlfile
  curves data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers
  doh-url ech egd-file engine etag-compare etag-save expect100-timeout form-string ftp-account ftp-alternative-to-user
  ftp-method ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip hostpubmd5 hostpubsha256 hsts interface
  ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options
  mail-auth mail-from mail-rcpt max-filesize max-redirs netrc-file noproxy oauth2-bearer output-dir parallel-max pass
  pinnedpubkey preproxy proto proto-default proto-redir proxy-cacert proxy-capath proxy-cert proxy-cert-type
  proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
  proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy1.0 pubkey random-file rate request-target
  resolve retry retry-delay retry-max-time sasl-authzid service-name signature-algorithms socks4 socks4a socks5
  socks5-gssapi-service socks5-hostname stderr tftp-blksize tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace
  trace-ascii trace-config unix-socket url url-query variable vlan-priority`;
const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries([
  ...(long.match(/\S+/g) ?? []).map((name) => [name, { type: 'string' }] as const),
  ...Object.entries(short).map(([name, letter]) => [name, { type: 'string', short: letter }] as const),
]);

/** A curl command, also behind a prompt, among the variables of a shell or as what one of them is made of. */
const lineOfScript =
  /^[\s$>]*(?:(?:export\s+)?\w+="?(\$\(|`)\s*|(?:\w+=(?:'[^']*'|"[^"]*"|[^\s'"]*)\s+)*)(curl(?:\.exe)?\s[^]*)/i;

/** What a curl command tells of a service account, in its order; `undefined` for a text that is none. */
export function readCurlCommand(text: string): readonly Pair[] | undefined {
  const [, opening, begun] = lineOfScript.exec(text) ?? [];
  if (begun === undefined) {
    return undefined;
  }
  // What is put into a variable ends where its bracket does.
  const end = opening === undefined ? -1 : begun.lastIndexOf(opening === '`' ? '`' : ')');
  const own = end < 0 ? begun : begun.slice(0, end);
  // A line break behind a backslash may already be gone; what is left of it must not glue arguments together.
  const command = own.replace(/[\\^`]\s*(\r?\n|\s(?=\s|-|'|"|http))/g, ' ').replace(/\r?\n/g, ' ');
  const args = shellWords(command)?.map((word) => word.trim());
  if (args === undefined) {
    return undefined;
  }
  const { tokens } = parseArgs({
    args: args.slice(args.findIndex((word) => /^curl(\.exe)?$/i.test(word)) + 1),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.flatMap((token) => {
    if (token.kind === 'option') {
      const read = Object.hasOwn(telling, token.name) ? telling[token.name] : undefined;
      return read?.(token.value ?? '') ?? [];
    }
    return token.kind === 'positional' && /^https?:\/\//i.test(token.value)
      ? [['token_endpoint', token.value] as const]
      : [];
  });
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

/** The pairs of a form body. */
export function formPairs(body: string): readonly Pair[] {
  return [...new URLSearchParams(body)];
}

/** One pair that curl encodes itself: the value stands as it is. */
function rawPair(text: string): readonly Pair[] {
  const equals = text.indexOf('=');
  return equals < 0 ? [] : [[text.slice(0, equals), text.slice(equals + 1)]];
}

function userPairs(user: string): readonly Pair[] {
  const colon = user.indexOf(':');
  return colon < 0
    ? [['client_id', user]]
    : [
        ['client_id', user.slice(0, colon)],
        ['client_secret', user.slice(colon + 1)],
      ];
}

function basicPairs(header: string): readonly Pair[] {
  const [, encoded] = /^authorization:\s*basic\s+([\w+/=-]+)/i.exec(header) ?? [];
  if (encoded === undefined) {
    return [];
  }
  // RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return [...formPairs(`client_id=${id}`), ...formPairs(`client_secret=${secret.join(':')}`)];
}
