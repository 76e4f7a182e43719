import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { plainHtml } from '../../src/base/text';
import { awkwardSecret, jwt } from './fixtures';

/** How an answer comes over the wire. `silent` never answers, `drips` never ends. */
export type Manner =
  | 'whole'
  | 'truncated'
  | 'resetBefore'
  | 'resetAfterHeaders'
  | 'wrongLength'
  | 'brokenChunk'
  | 'noHttp'
  | 'falseGzip'
  | 'gzip'
  | 'silent'
  | 'drips';

/** Every manner but the whole one. */
export const unwhole = [
  'truncated',
  'resetBefore',
  'resetAfterHeaders',
  'wrongLength',
  'brokenChunk',
  'noHttp',
  'falseGzip',
  'gzip',
  'silent',
  'drips',
] as const satisfies readonly Manner[];

/** An answer no well-behaved server would give. */
export interface HostileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly manner: Manner;
}

/** Statuses worth a case of their own. */
export const statuses = [
  201, 202, 203, 204, 205, 206, 226, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406,
  407, 408, 409, 410, 411, 413, 414, 415, 418, 421, 422, 423, 425, 426, 428, 429, 431, 451, 500, 501, 502,
  503, 504, 505, 507, 508, 511, 520, 599,
] as const;

/** Every writing of Retry-After that servers and their proxies use, or should not. */
export const retryAfters = [
  '0',
  '1',
  '300',
  '1e9',
  '-5',
  '1.5',
  'soon',
  '',
  '99999999999999999999',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Thu, 01 Jan 2026 12:00:30 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
];

const page = '<!DOCTYPE html><html><body><h1>Sign in to the guest network</h1></body></html>';

/** Stands in a body for what the request had in its header. */
export const sentCredentials = '{sent credentials}';

/** Bodies that are no answer to anything. */
export const strangeBodies: Readonly<Record<string, string>> = {
  empty: '',
  blank: ' \r\n\t',
  HTML: page,
  'half an object': '{"access_token":"half',
  'an array': '[]',
  'a text': '"text"',
  'a number': '12',
  null: 'null',
  'a byte order mark alone': '\ufeff',
  'broken UTF-8': '\ud800',
  'a nested thing': `${'['.repeat(5000)}${']'.repeat(5000)}`,
  'a name of a megabyte': JSON.stringify({ error: 'x'.repeat(1_000_000) }),
  'control characters': JSON.stringify({
    error: 'e',
    error_description: 'a\u0000\u001b[31m\r\nb\u202ec\u200b',
  }),
  'the secret': JSON.stringify({
    error: 'invalid_request',
    error_description: `bad ${awkwardSecret}`,
    title: awkwardSecret,
  }),
  'the credentials of the header': JSON.stringify({
    error: 'invalid_request',
    error_description: `Failed to decode "${sentCredentials}"`,
  }),
  'the secret in HTML': JSON.stringify({
    error: 'invalid_request',
    error_description: `Invalid secret ${plainHtml(awkwardSecret)}`,
  }),
  'a prototype': '{"__proto__":{"access_token":"x"},"constructor":{}}',
  'markup and commands': JSON.stringify({
    error: 'e',
    error_description: '[x](command:workbench.action.quit) <script>1</script> $(trash)',
    detail: '[x](https://evil.test/)',
  }),
};

/** Replies of a token endpoint in which one thing is odd; some are good all the same. */
export const oddTokens: Readonly<Record<string, unknown>> = Object.fromEntries(
  (
    [
      [
        'expires_in',
        [undefined, null, 0, -1, '1800', ' 60 ', 'soon', 1.5, 1e300, '1e300', true, [], {}, 'NaN', ''],
      ],
      ['refresh_expires_in', [undefined, null, 0, -1, '0', 'never', 1e300, [], false]],
      [
        'access_token',
        [
          undefined,
          null,
          '',
          ' ',
          'a b',
          'a\nb',
          'ü',
          7,
          {},
          [],
          'x'.repeat(100_000),
          jwt({}),
          'a.b.c',
          jwt({ exp: 'x', iat: [] }),
        ],
      ],
      ['refresh_token', [undefined, null, '', 'a\r\nb', 5, {}, 'r'.repeat(100_000)]],
      ['token_type', [undefined, null, '', 'bearer', 'BEARER', 'mac', 'DPoP', 3, []]],
      ['scope', [undefined, null, '', 4, [], 'x'.repeat(10_000)]],
      ['error', ['invalid_client', 'invalid_grant', '', null, {}]],
    ] as const
  ).flatMap(([key, values]) =>
    values.map((value, index) => [
      `${key} ${index}: ${JSON.stringify({ value }).slice(0, 50)}`,
      {
        access_token: 'good-odd',
        refresh_token: 'refresh-odd',
        expires_in: 1800,
        token_type: 'Bearer',
        [key]: value,
      },
    ]),
  ),
);

/** Collections in which one thing is odd; some can be read all the same. */
export const oddCollections: Readonly<Record<string, unknown>> = {
  'members by number': { member: { 0: { '@id': '/c/1' }, 1: { '@id': '/c/2' } } },
  'one member, no array': { 'hydra:member': { '@id': '/c/1' } },
  'members that are no objects': { member: [null, 1, 'x', [], true, '/c/9'] },
  'members twice': { member: [{ '@id': '/c/1' }, { '@id': '/c/1' }] },
  'no member': { totalItems: 5 },
  'a total below zero': { member: [], totalItems: -1 },
  'a total that is a text': { member: [{ '@id': '/c/1' }], totalItems: 'many' },
  'a total of everything': { member: [{ '@id': '/c/1' }], totalItems: 1e308 },
  'a next page elsewhere': { member: [{ '@id': '/c/1' }], view: { next: 'https://evil.test/' } },
  'a next page that is itself': { member: [{ '@id': '/c/1' }], view: { next: '?page=1&itemsPerPage=50' } },
  'a next page that is a command': { member: [{ '@id': '/c/1' }], view: { next: 'command:x' } },
  'a next page that is an object': { member: [{ '@id': '/c/1' }], view: { next: { '@id': 5 } } },
  'a view that is a text': { member: [{ '@id': '/c/1' }], view: 'next' },
  'names that are objects': { member: [{ '@id': '/c/1', name: { en: 'x' }, '@type': 7 }] },
  'a name of a megabyte': { member: [{ '@id': '/c/1', name: 'n'.repeat(1_000_000) }] },
  'hostile names': { member: [{ '@id': '/c/1', name: '$(trash)\u202e<b>\u0000' }] },
  'an IRI elsewhere': { member: [{ '@id': 'https://evil.test/c/1', name: 'x' }] },
  'ten thousand members': {
    member: Array.from({ length: 10_000 }, (_, index) => ({ '@id': `/c/${index}` })),
  },
};

/** An answer sent in one piece. */
export function whole(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HostileAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: text, manner: 'whole' };
}

/** Writes an answer as its manner wants it. */
export function give({ status, headers, body, manner }: HostileAnswer, response: ServerResponse): void {
  const { socket } = response;
  switch (manner) {
    case 'silent':
      return;
    case 'resetBefore':
      socket?.resetAndDestroy();
      return;
    case 'noHttp':
      socket?.end('SSH-2.0-OpenSSH_9.9\r\n');
      return;
    case 'brokenChunk':
      socket?.end(
        `HTTP/1.1 ${status} X\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${body.slice(0, 100)}\r\n`,
      );
      return;
    case 'wrongLength':
      socket?.end(
        `HTTP/1.1 ${status} X\r\ncontent-length: 5\r\ncontent-length: 7\r\n\r\n${body.slice(0, 100)}`,
      );
      return;
    case 'falseGzip':
      response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(body || 'no gzip');
      return;
    case 'gzip':
      response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(body));
      return;
    case 'drips':
      response.writeHead(status, headers).write(body.slice(0, 10) || ' ');
      return;
    case 'truncated':
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) + 50 });
      response.write(body, () => socket?.destroy());
      return;
    case 'resetAfterHeaders':
      response.writeHead(status, headers);
      response.flushHeaders();
      setImmediate(() => socket?.resetAndDestroy());
      return;
    default:
      response.writeHead(status, headers).end(body);
  }
}

/** Answers put together at random. Those that only time ends are left to the fixed cases. */
export function anyAnswer(good: Readonly<Record<string, unknown>>): fc.Arbitrary<HostileAnswer> {
  const odd = fc
    .record(
      Object.fromEntries(
        Object.keys(good).map((key) => [key, fc.oneof(fc.constant(good[key]), fc.jsonValue())]),
      ),
    )
    .map((each) => JSON.stringify(each));
  return fc.record({
    status: fc.oneof(fc.constant(200), fc.constantFrom(...statuses)),
    headers: fc
      .record(
        {
          'content-type': fc.constantFrom(
            'application/json',
            'text/html',
            'application/json; charset=utf-16',
            '',
          ),
          'retry-after': fc.constantFrom(...retryAfters),
          location: fc.constantFrom('/elsewhere', 'https://evil.test/', '//evil.test/', 'data:,x', ''),
          'www-authenticate': fc.constantFrom('Basic', 'Bearer error="invalid_token"', 'Negotiate'),
          'set-cookie': fc.constant('session=1'),
          etag: fc.constantFrom('"x"', 'W/"x"', 'broken'),
        },
        { requiredKeys: [] },
      )
      .map((each) => each as Record<string, string>),
    body: fc.oneof(odd, odd, fc.constantFrom(...Object.values(strangeBodies)), fc.json(), fc.string()),
    manner: fc.oneof(
      { weight: 12, arbitrary: fc.constant<Manner>('whole') },
      {
        weight: 4,
        arbitrary: fc.constantFrom<Manner>(
          'truncated',
          'resetBefore',
          'resetAfterHeaders',
          'wrongLength',
          'brokenChunk',
          'noHttp',
          'falseGzip',
          'gzip',
        ),
      },
    ),
  });
}

/** The cases of a list, some at a time; told how many passed. The first that fails ends it, with its name. */
export async function inParallel<T>(
  cases: readonly (readonly [name: string, value: T])[],
  run: (value: T, index: number) => Promise<void>,
): Promise<number> {
  const waiting = cases.entries();
  let passed = 0;
  const work = async (): Promise<void> => {
    for (const [index, [name, value]] of waiting) {
      try {
        await run(value, index);
      } catch (error) {
        throw new Error(`${name}: ${String(error)}`, { cause: error });
      }
      passed++;
    }
  };
  await Promise.all(Array.from({ length: 24 }, work));
  return passed;
}

/** A promise that has to be settled within real time. */
export async function withinTime<T>(what: string, promise: Promise<T>, milliseconds = 30_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The seed of the generated cases. */
export const seed = Number(process.env['KORUSTICKET_SEED'] ?? 5);
