import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPastedAccount } from '../../src/features/account/model/paste';
import { anySecret, keyName, values, type Values } from '../support/pastedAccounts';

const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const double = (text: string): string => `"${text.replace(/["\\$`]/g, '\\$&')}"`;

describe('a pasted curl command', () => {
  type Write = (account: Values, quote: (text: string) => string) => string[];
  const form = (key: string, value: string): string => new URLSearchParams({ [key]: value }).toString();
  const writings: readonly (readonly [string, Write])[] = [
    [
      '-d',
      (a, q) => ['-d', q(form('client_id', a.clientId)), '-d', q(form('client_secret', a.clientSecret))],
    ],
    [
      '--data in one',
      (a, q) => [
        '--data',
        q(
          `grant_type=client_credentials&${form('client_id', a.clientId)}&${form('client_secret', a.clientSecret)}`,
        ),
      ],
    ],
    [
      '--data-urlencode',
      (a, q) => [
        '--data-urlencode',
        q(`client_id=${a.clientId}`),
        '--data-urlencode',
        q(`client_secret=${a.clientSecret}`),
      ],
    ],
    ['-u', (a, q) => ['-u', q(`${a.clientId}:${a.clientSecret}`), '-d', 'grant_type=client_credentials']],
    ['--user=', (a, q) => [q(`--user=${a.clientId}:${a.clientSecret}`)]],
    [
      'Basic header',
      (a, q) => {
        const [id, secret] = [form('', a.clientId).slice(1), form('', a.clientSecret).slice(1)];
        return ['-H', q(`Authorization: Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`)];
      },
    ],
  ];
  for (const [name, write] of writings) {
    for (const [quotes, quote] of [
      ['single', single],
      ['double', double],
    ] as const) {
      it(`${name}, ${quotes} quotes, address first or last, with and without line breaks`, () => {
        fc.assert(
          fc.property(
            values(anySecret),
            fc.boolean(),
            fc.constantFrom(' ', ' \\\n  ', ' \\\r\n  ', ' \\  '),
            (account, addressFirst, between) => {
              const options = [
                '-X',
                'POST',
                '-H',
                quote('Accept: application/json'),
                ...write(account, quote),
              ];
              const address = quote(account.tokenEndpoint);
              const words = addressFirst ? [address, ...options] : [...options, address];
              const text = `curl ${words.join(' ').replace(/ (?=-[-A-Za-z]+ |https)/g, between)}`;
              // The line breaks stand between words only.
              fc.pre(!/ (?=-[-A-Za-z]+ |https)/.test(account.clientSecret));
              const { refreshTokenEndpoint: _unsaid, ...expected } = account;
              assert.deepEqual(readPastedAccount(text), expected, text);
            },
          ),
          { numRuns: 200 },
        );
      });
    }
  }

  /** Secrets that a shell takes as they are, so that people leave the quotes out; `#` counts at a word's start only. */
  const bareSecret = fc
    .stringMatching(/^[A-Za-z0-9][A-Za-z0-9#+/=_.~%:@-]{7,63}$/)
    .filter((text) => text.includes('#') && !keyName.test(text));
  for (const [name, write] of writings) {
    it(`${name}, without quotes, a comment behind it`, () => {
      fc.assert(
        fc.property(
          values(bareSecret),
          fc.constantFrom('', ' # client_secret=other', ' #'),
          (account, end) => {
            // Only what has a space in it needs quotes.
            const words = write(account, (text) => (text.includes(' ') ? double(text) : text));
            const text = `curl ${account.tokenEndpoint} ${words.join(' ')}${end}`.replaceAll('&', '\\&');
            const { refreshTokenEndpoint: _unsaid, ...expected } = account;
            assert.deepEqual(readPastedAccount(text), expected, text);
          },
        ),
        { numRuns: 200 },
      );
    });
  }

  /** Options that have nothing to say, as people write them; a proxy must not be taken for the token endpoint. */
  const idle = fc.constantFrom(
    '-x http://proxy.example:3128',
    '-xhttp://proxy.example:3128',
    '--proxy http://proxy.example:3128',
    '--preproxy https://proxy.example',
    '--socks5-hostname http://proxy.example',
    '-sS',
    '-k',
    '-o https://file.example',
    '-A https://agent.example',
    '-U proxy:secret',
    '--proxy-header "Authorization: Basic eDp5"',
    '-w "%{http_code} https://x.example"',
    '--connect-to a.example:443:https://b.example',
    '-X POST',
    '-sSfm 5',
    '--request POST',
    '-fsSLo /dev/null',
  );
  const glued: typeof writings = [
    ['-sSfu me:secret', (a, q) => ['-sSfu', q(`${a.clientId}:${a.clientSecret}`)]],
    ['-sSfume:secret', (a, q) => [`-sSfu${q(`${a.clientId}:${a.clientSecret}`)}`]],
    ['-ume:secret', (a, q) => [`-u${q(`${a.clientId}:${a.clientSecret}`)}`]],
    [
      '-sSd in one',
      (a, q) => ['-sSd', q(`${form('client_id', a.clientId)}&${form('client_secret', a.clientSecret)}`)],
    ],
    [
      '-kd glued to its value',
      (a, q) => [`-kd${q(form('client_id', a.clientId))}`, `-d${q(form('client_secret', a.clientSecret))}`],
    ],
  ];
  for (const [name, write] of [...writings, ...glued]) {
    it(`${name}, among options that have nothing to say`, () => {
      fc.assert(
        fc.property(
          values(anySecret),
          fc.array(idle, { maxLength: 4 }),
          fc.array(idle, { maxLength: 4 }),
          fc.boolean(),
          (account, before, behind, addressFirst) => {
            const address = double(account.tokenEndpoint);
            const told = write(account, double);
            const words = addressFirst ? [address, ...told] : [...told, address];
            const text = `curl ${[...before, ...words, ...behind].join(' ')}`;
            const { refreshTokenEndpoint: _unsaid, ...expected } = account;
            assert.deepEqual(readPastedAccount(text), expected, text);
          },
        ),
        { numRuns: 200 },
      );
    });
  }

  it('ends where a comment begins', () => {
    const account = { clientId: 'a', clientSecret: 'ab#cd', tokenEndpoint: 'https://c.example/token' };
    for (const comment of ['# -u x:y', '#https://x.example', '; # -d client_secret=x', ';#x']) {
      const text = `curl -d client_id=a -d client_secret=ab#cd ${account.tokenEndpoint} ${comment}`;
      assert.deepEqual(readPastedAccount(text), account, text);
    }
    const commented = 'curl https://c.example/token -d client_id=a # -d client_secret=ab#cd';
    assert.equal(readPastedAccount(commented).clientSecret, undefined);
  });

  it('does not take the address of a header for the endpoint', () => {
    const text = `curl -H 'https://a.example' -e https://b.example --url https://c.example/token -u a:b`;
    assert.equal(readPastedAccount(text).tokenEndpoint, 'https://c.example/token');
  });
});
