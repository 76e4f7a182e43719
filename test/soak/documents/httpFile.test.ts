import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as httpyac from 'httpyac';
import { httpFile, type HttpFileToken } from '../../../src/features/documents/model/httpFile';
import { anyText } from '../../support/anyText';
import { closeServers, reply, startServer, type ScriptedServer } from '../../support/scriptedServer';
import { parseHttpFile, sendHttpFile } from '../../support/httpyacClient';
import { askedOf, hostileTails, hostileText, urlAt } from './hostileAddresses';

const token = 'aaaa.bbbb-cc_c.dddd';
const asked: HttpFileToken = { from: 'asked', question: 'Access token' };

describe('a read as .http file', () => {
  let server: ScriptedServer;
  before(async () => {
    server = await startServer(reply({ fine: true }));
  });
  after(closeServers);

  it('reads well', () => {
    assert.equal(
      httpFile([{ url: 'https://api.example.test/v1/x?page=2#part', language: 'fr' }], asked, ['Where from']),
      [
        '# Where from',
        '@KORUSTICKET_API_URL = https://api.example.test',
        '',
        '### GET /v1/x?page=2',
        '# @prompt KORUSTICKET_TOKEN Access token',
        'GET {{KORUSTICKET_API_URL}}/v1/x?page=2',
        'Accept: application/ld+json',
        'Accept-Language: fr',
        'Authorization: Bearer {{KORUSTICKET_TOKEN}}',
        '',
      ].join('\n'),
    );
  });

  it('asks by httpYac what the extension asks, with the token of the environment chosen', async () => {
    const text = httpFile(
      [{ url: `${server.origin}/v1/x?date[after]=2026-01-01`, language: 'fr-FR' }],
      asked,
      [],
    );
    assert.deepEqual(await sendHttpFile(text, { KORUSTICKET_TOKEN: token }), { fine: true });
    const { method, url, headers } = server.requests.at(-1)!;
    assert.deepEqual([method, url], ['GET', '/v1/x?date[after]=2026-01-01']);
    assert.equal(headers.accept, 'application/ld+json');
    assert.equal(headers['accept-language'], 'fr-FR');
    assert.equal(headers.authorization, `Bearer ${token}`);
  });

  it('holds one request for each of several reads, and what they share once', async () => {
    const reads = ['/v1/x', '/v1/y'].map((path) => ({ url: `${server.origin}${path}`, language: 'fr' }));
    const file = httpFile(reads, asked, ['Where from']);
    assert.equal((await parseHttpFile(file)).length, 2);
    assert.equal(file.match(/^@/gm)?.length, 1);
    assert.match(file, /^GET \S+\/v1\/x\n[^]+^### [^]+^GET \S+\/v1\/y\n/m);
  });

  it('gets the token by a command where httpYac runs in VS Code, each time it is sent', async () => {
    const given = ['first', 'second'];
    const executeCommand = (id: string): Promise<string | undefined> =>
      Promise.resolve(id === 'korusticket.getAccessToken' ? given.shift() : undefined);
    httpyac.io.javascriptProvider.require['vscode'] = { commands: { executeCommand } };
    try {
      const text = httpFile(
        [{ url: `${server.origin}/v1/x`, language: 'fr' }],
        { from: 'command', command: 'korusticket.getAccessToken' },
        [],
      );
      for (const expected of ['Bearer first', 'Bearer second']) {
        await sendHttpFile(text, {});
        assert.equal(server.requests.at(-1)!.headers.authorization, expected);
      }
    } finally {
      delete httpyac.io.javascriptProvider.require['vscode'];
    }
  });

  it('is one request to one address, whatever the address, the language and the comments', async function () {
    this.timeout(60_000);
    const examples = [...hostileTails, '/?{{process.exit(7)}}', '/{{$processEnv PATH}}', '/?a={%x%}'].map(
      (tail) => [tail, 'fr{{x}}\r\nX: y', 'a\n### {{x}}'] as [string, string, string],
    );
    const text = anyText();
    await fc.assert(
      fc.asyncProperty(hostileText, text, text, async (tail, language, comment) => {
        const url = urlAt(server.origin, tail);
        fc.pre(url !== undefined && isUtf8(url));
        const file = httpFile([{ url, language }], { from: 'asked', question: comment }, [comment]);
        const requests = await parseHttpFile(file);
        assert.equal(requests.length, 1, file);
        const before = server.requests.length;
        await sendHttpFile(file, { KORUSTICKET_TOKEN: token });
        assert.equal(server.requests.length, before + 1, file);
        const received = server.requests.at(-1)!;
        assert.equal(plain(received.url), plain(askedOf(url)), file);
        assert.equal(received.headers.authorization, `Bearer ${token}`);
      }),
      { numRuns: 150, examples },
    );
  });

  it('is, line by line, what REST Client knows', () => {
    fc.assert(
      fc.property(hostileText, anyText(), (tail, text) => {
        const url = urlAt(server.origin, tail);
        fc.pre(url !== undefined);
        const file = httpFile([{ url, language: text }], { from: 'asked', question: text }, [text]);
        // Comment, variable of the file, separator, question, request line, three headers: as its parser tells them apart.
        assert.match(
          file,
          /^# [^\n]*\n@\w+ = http:\S+\n\n### GET \S+\n# @prompt \w+ ?[^\n]*\nGET \{\{\w+\}\}[^\s{}]+\n(?:[\w-]+: [^\n]+\n){3}$/,
        );
      }),
    );
  });
});

/** Braces and percent signs are sent in code, which means the same. */
function plain(url: string): string {
  return url.replaceAll('%7B', '{').replaceAll('%7D', '}').replaceAll('%25', '%');
}

/** httpYac sends no address of which bytes are no UTF-8. */
function isUtf8(url: string): boolean {
  try {
    decodeURI(url.replace(/%(?![\da-f]{2})/gi, '%25'));
    return true;
  } catch {
    return false;
  }
}
