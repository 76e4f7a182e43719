import assert from 'node:assert/strict';
import { sep } from 'node:path';
import { commands, window, workspace, type TextDocument } from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { writingsOf } from '../support/fixtures';
import { closeServers, reply, startServer } from '../support/scriptedServer';
import { accessToken, cleanUp, run, until } from './support/host';
import { authority, environmentHost } from './support/surroundings';

const part = ['dist', 'features', 'connection', 'check.lazy.js'].join(sep);

function isPartLoaded(): boolean {
  return Object.keys(require.cache).some((path) => path.endsWith(part));
}

function reportDocument(): TextDocument | undefined {
  return workspace.textDocuments.findLast(({ uri }) => uri.scheme === 'korusticket-connection');
}

describe('the check of the connection', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
  });
  afterEach(async () => {
    sandbox.faults.clear();
    await closeServers();
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await cleanUp();
  });
  after(() => sandbox.close());

  const report = async (): Promise<string> => {
    await run('checkConnection');
    const document = reportDocument();
    assert.ok(document !== undefined, 'there is no report');
    assert.equal(document.languageId, 'markdown');
    return document.getText();
  };

  it('opens its report as a preview, and is loaded no earlier', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    assert.equal(isPartLoaded(), false);
    const text = await report();
    assert.equal(isPartLoaded(), true);
    assert.match(text, /^# Connection to Sandbox\n\n\*\*Sandbox works as the API description says\.\*\*$/m);
    assert.match(text, /^- Token endpoint: `http:\/\/127\.0\.0\.1:\d+\/realms\/korusticket\/.*\/token`$/m);
    assert.match(text, /^\| Access token by `client_credentials` \| ✓\sworks \| \d+\sms \|/m);
    await until(
      () => window.tabGroups.activeTabGroup.activeTab?.label.includes('KorusTicket Connection') ?? false,
    );
  });

  it('uses a token of its own, and holds nothing that could be used to sign in', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    const before = await accessToken();
    const text = await report();
    assert.equal(await accessToken(), before);
    const catalogs = await fetch(`${sandbox.account.apiBaseUrl}${sandbox.catalogsPath}`, {
      headers: { authorization: `Bearer ${before}` },
    });
    assert.equal(catalogs.status, 200);
    const { clientId, clientSecret } = sandbox.account;
    const tokens = sandbox.issuedTokens.flatMap(({ accessToken: one, refreshToken = one }) => [
      one,
      refreshToken,
    ]);
    for (const secret of [clientSecret, ...tokens]) {
      for (const writing of writingsOf(secret)) assert.ok(!text.includes(writing), writing);
    }
    assert.ok(!text.includes(clientId));
  });

  it('says what to do about a failure, in the words of every other message', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    sandbox.faults.set({ on: 'api', status: 403, body: { detail: 'Access denied.' } });
    const text = await report();
    assert.match(text, /^\*\*Sandbox does not work\. What fails: List of catalogs\.\*\*$/m);
    assert.match(
      text,
      /^## What to do\n\n- List of catalogs – Your organization has no access to this resource/m,
    );
  });

  it('is shown anew when it is made anew, and can be taken into a report of a problem', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    const first = await report();
    sandbox.faults.set({ on: 'api', status: 500 });
    await run('checkConnection');
    const second = reportDocument()?.getText();
    assert.notEqual(second, first);
    assert.match(second ?? '', /does not work/);
    await run('reportProblem');
    assert.match(
      window.activeTextEditor!.document.getText(),
      /^## Connection to Sandbox\n\n\*\*Sandbox does not work/m,
    );
  });

  /** The row of the network to a server, in a report on an account whose API it is. */
  const networkRow = async (origin: string): Promise<string> => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox', apiBaseUrl: origin });
    const text = await report();
    const row = text.split('\n').find((line) => line.startsWith(`| Network to \`${new URL(origin).host}\``));
    return (row ?? text).replaceAll('\u00a0', ' ');
  };

  it('sees certificates as requests do: trusts an authority of the system, and no other', async () => {
    const names = 'IP:127.0.0.1';
    const trusted = await startServer(reply({ member: [] }), { tls: authority('system').issue({ names }) });
    assert.match(
      await networkRow(trusted.origin),
      /\| ✓ works \| \d+ ms \| TLS version: `TLSv1\.3`\.<br>Issuer of the certificate: `system`\. Days it is still good for: \d+\.(<br>.*)? \|$/,
    );
    const other = await startServer(reply({ member: [] }), { tls: authority('private').issue({ names }) });
    assert.match(
      await networkRow(other.origin),
      /\| ✗ fails \| \d+ ms \| TLS version: `TLSv1\.3`\.<br>Issuer of the certificate: `private`\..*certificate not trusted/,
    );
    assert.match(
      reportDocument()?.getText() ?? '',
      /^- List of catalogs – The certificate of the server is not trusted/m,
    );
    assert.deepEqual(other.requests, []);
  });

  it('names the proxy of the environment', async () => {
    const tls = authority('system').issue({ names: `DNS:${environmentHost}` });
    const { origin } = await startServer(reply({ member: [] }), { tls });
    assert.match(
      await networkRow(origin.replace('127.0.0.1', environmentHost)),
      /\| ✓ works \| \d+ ms \| Requests go through the proxy `127\.0\.0\.1:\d+` \(`HTTPS_PROXY`\)\./,
    );
    assert.match(reportDocument()?.getText() ?? '', /^\| List of catalogs \| ≠/m);
  });

  it('names each thing that is otherwise than described', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    const catalog = {
      '@id': `${sandbox.account.apiBaseUrl}/v1/ticketing/catalogs/c1`,
      name: 'One',
      color: 'red',
    };
    sandbox.faults.set([
      {
        on: 'api',
        match: /\/catalogs\?/,
        body: JSON.stringify([catalog]),
        contentType: 'application/ld+json',
      },
    ]);
    const text = await report();
    const rows = text.split('\n').filter((line) => line.startsWith('| `catalogs` |'));
    assert.deepEqual(
      rows.map((row) => row.split(' | ').slice(1).join(' ').replace(/ \|$/, '')),
      [
        ' the list is an array without anything around it',
        ' there is no total',
        '`member[].@id` is an absolute address; described is a path',
        '`member[].@type` has to be there, and is missing',
        '`member[].color` is not described; its type is `string`',
      ],
    );
  });
});
