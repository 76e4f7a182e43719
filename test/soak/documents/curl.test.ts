import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { curlCommand, shellOf, type Shell } from '../../../src/features/documents/model/curl';
import { anyText } from '../../support/anyText';
import { closeServers, reply, startServer, type ScriptedServer } from '../../support/scriptedServer';
import { argumentsOfWindowsLine, expandedByCmd } from './cmdModel';
import { askedOf, hostileTails, hostileText, urlAt } from './hostileAddresses';

const run = promisify(execFile);

const posix: Shell = { syntax: 'posix', curl: 'curl' };
const powershell: Shell = { syntax: 'powershell', curl: 'curl' };
const cmd: Shell = { syntax: 'cmd', curl: 'curl.exe' };
const token = 'aaaa.bbbb-cc_c.dddd';

describe('the shell of a path', () => {
  for (const [path, expected] of [
    ['/bin/bash', posix],
    ['/usr/bin/zsh', posix],
    ['/usr/local/bin/fish', posix],
    ['C:\\Program Files\\Git\\bin\\bash.exe', posix],
    ['C:\\Windows\\System32\\wsl.exe', posix],
    ['/usr/bin/pwsh', powershell],
    ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', { ...powershell, curl: 'curl.exe' }],
    ['C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.EXE', { ...powershell, curl: 'curl.exe' }],
    ['C:\\Windows\\System32\\cmd.exe', cmd],
    ['/usr/bin/nu', undefined],
    ['/bin/tcsh', undefined],
    ['', undefined],
    ['bashful', undefined],
  ] as const) {
    it(`${path === '' ? 'that is empty' : path} is ${expected?.syntax ?? 'not known'}`, () =>
      assert.deepEqual(shellOf(path), expected));
  }
});

describe('a request as curl command', () => {
  let server: ScriptedServer;
  before(async () => {
    server = await startServer(reply({ fine: true }));
  });
  after(closeServers);

  const env = { ...process.env, KORUSTICKET_TOKEN: token, PATH: process.env['PATH'] ?? '' };

  /** Runs the command in a real shell, and looks at what arrives. */
  const arrival = async (
    shell: string,
    flag: string,
    command: string,
  ): Promise<ScriptedServer['requests'][number]> => {
    const before = server.requests.length;
    const { stdout } = await run(shell, [flag, command], { env });
    assert.equal(stdout, '{"fine":true}', command);
    assert.equal(server.requests.length, before + 1, command);
    return server.requests.at(-1)!;
  };

  it('reads well', () => {
    assert.equal(
      curlCommand(posix, { url: 'https://api.example.test/v1/x?page=2#part', language: 'fr' }),
      "curl --globoff --header 'Accept: application/ld+json' --header 'Accept-Language: fr'" +
        ' --header "Authorization: Bearer $KORUSTICKET_TOKEN" \'https://api.example.test/v1/x?page=2\'',
    );
  });

  it('asks in sh what the extension asks, with the token of the variable', async () => {
    const command = curlCommand(posix, {
      url: `${server.origin}/v1/x?date[after]=2026-01-01`,
      language: 'fr-FR',
    });
    assert.ok(!command.includes(token));
    const { method, url, headers } = await arrival('sh', '-c', command);
    assert.deepEqual([method, url], ['GET', '/v1/x?date[after]=2026-01-01']);
    assert.equal(headers.accept, 'application/ld+json');
    assert.equal(headers['accept-language'], 'fr-FR');
    assert.equal(headers.authorization, `Bearer ${token}`);
  });

  it('is one line, one command and one address to sh, whatever the address and the language', async function () {
    this.timeout(60_000);
    const everyTail = hostileTails.map((tail) => [tail, "fr'; id"] as [string, string]);
    await fc.assert(
      fc.asyncProperty(hostileText, anyText(), async (tail, language) => {
        const url = urlAt(server.origin, tail);
        fc.pre(url !== undefined);
        const command = curlCommand(posix, { url, language });
        assert.ok(!/[\r\n]/.test(command));
        const received = await arrival('sh', '-c', command);
        assert.equal(received.url, askedOf(url));
        assert.equal(received.headers.authorization, `Bearer ${token}`);
      }),
      { numRuns: 150, examples: everyTail },
    );
  });

  const pwsh = spawnSync('pwsh', ['-NoProfile', '-Command', '1']).status === 0;
  (pwsh ? it : it.skip)('is the same to PowerShell, where there is one', async function () {
    this.timeout(60_000);
    for (const tail of hostileTails) {
      const url = urlAt(server.origin, tail);
      assert.ok(url);
      const received = await arrival('pwsh', '-Command', curlCommand(powershell, { url, language: 'fr' }));
      assert.equal(received.url, askedOf(url));
      assert.equal(received.headers.authorization, `Bearer ${token}`);
    }
  });

  it('closes no quotation mark of PowerShell early', () => {
    fc.assert(
      fc.property(hostileText, anyText(), (tail, language) => {
        const url = urlAt(server.origin, tail);
        fc.pre(url !== undefined);
        const command = curlCommand(powershell, { url, language });
        // about_Quoting_Rules: in single quotes all is literal, and two of them are one.
        const line =
          /^curl(?: (?:--[a-z]+|'(?:[^'\r\n]|'')*'|"Authorization: Bearer \$env:KORUSTICKET_TOKEN"))*$/;
        assert.match(command, line);
        assert.doesNotMatch(command, /[^\x20-\x7e]/);
        const address = /'((?:[^']|'')*)'$/.exec(command)?.[1]?.replaceAll("''", "'");
        assert.equal(new URL(address ?? '').href.slice(server.origin.length), askedOf(url));
      }),
    );
  });

  it('survives cmd and the C runtime of Windows, by the rules of both', () => {
    const variables = {
      PATH: 'C:\\bad & calc',
      DATE: '24/11',
      KORUSTICKET_TOKEN: token,
      '20': 'x',
      A: '"&calc',
    };
    fc.assert(
      fc.property(hostileText, anyText(), (tail, language) => {
        const url = urlAt(server.origin, tail);
        fc.pre(url !== undefined);
        const line = expandedByCmd(curlCommand(cmd, { url, language }), variables);
        const [program, ...words] = argumentsOfWindowsLine(line);
        assert.equal(program, 'curl.exe');
        assert.equal(words.length, 8, line);
        assert.equal(words[6], `Authorization: Bearer ${token}`);
        assert.equal(words[7], server.origin + askedOf(url).replaceAll('!', '%21'));
      }),
      { numRuns: 1000, examples: hostileTails.map((tail) => [tail, 'fr'] as [string, string]) },
    );
  });
});
