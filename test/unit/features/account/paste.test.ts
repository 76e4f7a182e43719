import assert from 'node:assert/strict';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { readPastedAccount } from '../../../../src/features/account/model/paste';
import { anyText } from '../../../support/anyText';
import { anySecret, values, type Values } from '../../../support/pastedAccounts';

/** Secrets as Keycloak makes them, and as other services do: base64 of either alphabet. */
const plainSecret = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]{8,64}$/),
  fc.stringMatching(/^[A-Za-z0-9_-]{16,64}$/),
  fc.stringMatching(/^[A-Za-z0-9+/]{16,64}={0,2}$/),
);

/** Without a quote in front, or the value would look quoted, and without what makes an arrow of an equals sign. */
const unquotedSecret = anySecret.filter((text) => !/^["'`>]/.test(text));

const fields = ['clientId', 'clientSecret', 'tokenEndpoint', 'refreshTokenEndpoint'] as const;
const snake = {
  clientId: 'client_id',
  clientSecret: 'client_secret',
  tokenEndpoint: 'token_endpoint',
  refreshTokenEndpoint: 'refresh_token_endpoint',
} as const;
const order = fc.shuffledSubarray([...fields], { minLength: 4 });

function pairs(account: Values, keys: readonly (typeof fields)[number][]): [string, string][] {
  return keys.map((key) => [snake[key], account[key]]);
}

/** Declares a property: every account, written this way in any order, reads back. */
function readsBack(
  title: string,
  secret: fc.Arbitrary<string>,
  write: (pairs: [string, string][]) => string,
): void {
  it(title, () => {
    fc.assert(
      fc.property(values(secret), order, (account, keys) => {
        const text = write(pairs(account, keys));
        assert.deepEqual(readPastedAccount(text), account, text);
      }),
      { numRuns: 200 },
    );
  });
}

describe('what was pasted of a service account', () => {
  describe('as JSON', () => {
    readsBack('compact', anySecret, (all) => JSON.stringify(Object.fromEntries(all)));
    readsBack('pretty', anySecret, (all) => JSON.stringify(Object.fromEntries(all), undefined, 2));
    readsBack('pretty, without its line breaks', anySecret, (all) =>
      JSON.stringify(Object.fromEntries(all), undefined, 2).replaceAll('\n', ''),
    );
    readsBack('nested, among other things and within prose', anySecret, (all) => {
      const [first, ...rest] = all;
      const nested = { realm: 'x', a: [{ [first![0]]: first![1] }], b: { c: Object.fromEntries(rest) } };
      return `Hello,\r\nhere is your account:\r\n${JSON.stringify(nested)}\r\nRegards`;
    });
    readsBack('camelCase', anySecret, (all) =>
      JSON.stringify(
        Object.fromEntries(
          all.map(([key, value]) => [key.replace(/_(.)/g, (_, c: string) => c.toUpperCase()), value]),
        ),
      ),
    );
  });

  describe('as lines', () => {
    const writings: readonly (readonly [
      string,
      fc.Arbitrary<string>,
      (key: string, value: string) => string,
    ])[] = [
      ['key=value', unquotedSecret, (key, value) => `${key}=${value}`],
      ['key = value', unquotedSecret, (key, value) => `  ${key} = ${value}  `],
      ['key: value', unquotedSecret, (key, value) => `${key}: ${value}`],
      ['- Key name: value', unquotedSecret, (key, value) => `- ${key.replaceAll('_', ' ')}: ${value}`],
      ['KEY="value"', anySecret, (key, value) => `${key.toUpperCase()}="${value}"`],
      ["KEY='value'", anySecret, (key, value) => `${key.toUpperCase()}='${value}'`],
      ['export KEY="value"', anySecret, (key, value) => `export ${key.toUpperCase()}="${value}"`],
      [
        'export KORUSTICKET_KEY=value',
        unquotedSecret,
        (key, value) => `export KORUSTICKET_${key.toUpperCase()}=${value}`,
      ],
      ['"key": "value",', anySecret, (key, value) => `"${key}": "${value}",`],
    ];
    for (const [name, secret, line] of writings) {
      for (const [eol, end] of [
        ['LF', '\n'],
        ['CRLF', '\r\n'],
        ['empty lines', '\n\n  \n'],
      ] as const) {
        readsBack(
          `${name} with ${eol}`,
          secret,
          (all) => `\ufeff${end}${all.map(([key, value]) => line(key, value)).join(end)}${end}`,
        );
      }
    }
  });

  describe('as lines in a field that drops line breaks', () => {
    const writings: readonly (readonly [string, (key: string, value: string) => string])[] = [
      ['key=value', (key, value) => `${key}=${value}`],
      ['key: value', (key, value) => `${key}: ${value}`],
      ['key: "value"', (key, value) => `${key}: "${value}"`],
      ['"key": "value",', (key, value) => `"${key}": "${value}",`],
      ['KEY="value"', (key, value) => `${key.toUpperCase()}="${value}"`],
      ['export KEY="value"', (key, value) => `export ${key.toUpperCase()}="${value}"`],
      ['export KEY=value', (key, value) => `export ${key.toUpperCase()}=${value}`],
      ['- key: value', (key, value) => `- ${key}: ${value}`],
    ];
    for (const [name, line] of writings) {
      readsBack(name, plainSecret, (all) => all.map(([key, value]) => line(key, value)).join(''));
    }
    readsBack('key=value, one space between', plainSecret, (all) =>
      all.map(([key, value]) => `${key}=${value}`).join(' '),
    );
  });

  it('keeps a value alone on its line as it is, whatever it ends with', () => {
    for (const secret of ['abc-', 'abc,', 'abc;', 'abc{', 'abc=']) {
      assert.deepEqual(readPastedAccount(`client_secret=${secret}`), { clientSecret: secret });
      assert.deepEqual(readPastedAccount(`client_id=a\nclient_secret=${secret}\n`), {
        clientId: 'a',
        clientSecret: secret,
      });
    }
  });

  it('finds the address in what a mail program makes of it', () => {
    for (const address of [
      'https://a.example/realms/x/token',
      'http://[::1]:8080/token',
      'https://a.example/(x)/t',
    ]) {
      for (const written of [
        `<${address}>`,
        `${address}<${address}>`,
        `${address} <${address}>`,
        `[${address}](${address})`,
        `${address} (Production)`,
        `${address},`,
        `${address}.`,
        `(${address})`,
        `POST ${address}`,
      ]) {
        const expected = { clientId: 'a', tokenEndpoint: address };
        const text = `token_endpoint: ${written}\nclient_id: a`;
        assert.deepEqual(readPastedAccount(text), expected, text);
      }
    }
    // What holds no address stays, to be reproached.
    assert.equal(readPastedAccount('token_endpoint: a.example/token').tokenEndpoint, 'a.example/token');
  });

  readsBack('as a form body', anySecret, (all) => new URLSearchParams(all).toString());

  it('reads a secret of four kilobytes', () => {
    const clientSecret = '+%:&="ü'.repeat(600).slice(0, 4096);
    const account = { clientId: 'a', clientSecret };
    assert.deepEqual(
      readPastedAccount(JSON.stringify({ client_id: 'a', client_secret: clientSecret })),
      account,
    );
    assert.deepEqual(readPastedAccount(`client_id=a\nclient_secret=${clientSecret}`), account);
    const form = new URLSearchParams({ client_id: 'a', client_secret: clientSecret }).toString();
    assert.deepEqual(readPastedAccount(form), account);
  });

  it('never throws, whatever is pasted', () => {
    const scrap = fc.constantFrom(
      'curl ',
      'curl -u',
      '{"client_id":',
      'client_secret=',
      '-H "Authorization: Basic ////"',
      '-H "Authorization: Basic JUUwJUE0"',
      "'",
      '"',
      '\\\n',
      '${',
      '$(',
      '%E0%A4%A',
      '=',
      '&',
      ' ',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          anyText({ maxLength: 200 }),
          fc
            .array(fc.oneof(scrap, fc.string({ maxLength: 8 })), { maxLength: 20 })
            .map((all) => all.join('')),
          fc.json(),
        ),
        (text) => {
          for (const value of Object.values(readPastedAccount(text))) {
            assert.equal(typeof value, 'string');
            assert.notEqual(value, '');
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('comes to an end over a long text that is nearly a key', () => {
    const module = resolve(__dirname, '../../../../src/features/account/model/paste.ts');
    const script = `require(${JSON.stringify(module)}).readPastedAccount('client_'.repeat(200) + '\\nx')`;
    // In a process of its own: nothing else could stop it.
    execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], { timeout: 8000 });
  });

  it('recognizes nothing in what is something else', () => {
    for (const text of ['', 'hello', '[]', 'null', '{"a":1}', 'curl https:']) {
      assert.deepEqual(readPastedAccount(text), {}, text);
    }
  });

  describe('as a curl command in a line of a script', () => {
    const account = { clientId: 'me', clientSecret: 's3cr3t"x', tokenEndpoint: 'https://auth.example/token' };
    const curl = `curl -s -x http://proxy.example:8080 -d client_id=me --data-urlencode 'client_secret=s3cr3t"x' https://auth.example/token`;
    for (const text of [
      `TOKEN=$(${curl})`,
      `export TOKEN=$(${curl} | jq -r .access_token)`,
      `$ TOKEN="$(${curl} | jq -r .access_token)"`,
      `TOKEN=$(${curl} | jq -r .access_token) && curl -H "Authorization: Bearer $TOKEN" https://api.example/a`,
      `TOKEN=\`${curl}\``,
      `https_proxy=http://proxy.example:3128 ${curl}`,
      `A=1 B='two words' ${curl}`,
    ]) {
      it(text, () => assert.deepEqual(readPastedAccount(text), account));
    }

    it('takes no line of settings for one', () => {
      const lines = 'client_id=curl client_secret=abc';
      assert.equal(readPastedAccount(lines).clientSecret, 'abc');
    });
  });
});
