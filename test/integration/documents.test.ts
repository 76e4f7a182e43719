import assert from 'node:assert/strict';
import { commands, window, workspace, type TextDocument } from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { cleanUp, run } from './support/host';

describe('a resource as JSON', () => {
  let sandbox: Sandbox;
  let elsewhere: Sandbox;

  before(async () => {
    [sandbox, elsewhere] = [await startSandbox(), await startSandbox()];
    await run('signIn', sandbox.account);
  });
  afterEach(async () => {
    sandbox.faults.clear();
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await cleanUp();
    await Promise.all([sandbox.close(), elsewhere.close()]);
  });

  /** What the API answers to the extension's own headers. */
  const fromApi = async (iri: string): Promise<unknown> => {
    const asked = sandbox.requests.findLast(({ listener }) => listener === 'api');
    const { accept = '', authorization = '', 'accept-language': language = '' } = asked?.headers ?? {};
    const headers = { accept, authorization, 'accept-language': language };
    const reply = await fetch(new URL(iri, sandbox.account.apiBaseUrl), { headers });
    assert.equal(reply.status, 200);
    return reply.json();
  };

  const shown = (): TextDocument => {
    const document = window.activeTextEditor?.document;
    assert.ok(document, 'no document is shown');
    return document;
  };

  const firstCatalog = async (): Promise<string> => {
    await run('openResource', sandbox.catalogsPath);
    const { member } = (await fromApi(sandbox.catalogsPath)) as { member: { '@id': string }[] };
    assert.ok(member[0]);
    return member[0]['@id'];
  };

  it('opens by IRI, read-only and equal to what the API answers', async () => {
    const iri = await firstCatalog();
    await run('openResource', iri);
    const document = shown();
    assert.deepEqual(JSON.parse(document.getText()), await fromApi(iri));
    assert.deepEqual([document.uri.scheme, document.languageId], ['korusticket', 'json']);
    assert.equal(document.uri.query, iri);
    assert.notEqual(workspace.fs.isWritableFileSystem('korusticket'), true);
    const text = document.getText();
    await commands.executeCommand('type', { text: 'x' });
    assert.deepEqual([document.getText(), document.isDirty], [text, false]);
  });

  it('opens by URL', async () => {
    const url = new URL(`${await firstCatalog()}/product_bases?page=2`, sandbox.account.apiBaseUrl).href;
    await run('openResource', url);
    assert.deepEqual(JSON.parse(shown().getText()), await fromApi(url));
  });

  it('opened once more shows what the API answers now', async () => {
    const body = { '@id': '/v1/changing', name: 'before' };
    sandbox.faults.set({ on: 'api', match: /changing/, body });
    await run('openResource', '/v1/changing');
    assert.deepEqual(JSON.parse(shown().getText()), body);
    sandbox.faults.set({ on: 'api', match: /changing/, body: { ...body, name: 'after' } });
    await run('openResource', '/v1/changing');
    assert.deepEqual(JSON.parse(shown().getText()), { ...body, name: 'after' });
  });

  it('is not fetched from anywhere else', async () => {
    const { host } = new URL(elsewhere.account.apiBaseUrl);
    const asked = sandbox.requests.length;
    for (const iri of [
      `http://${host}/v1/ticketing/catalogs`,
      `//${host}/v1/ticketing/catalogs`,
      `\\\\${host}\\v1`,
      ` \thttp://${host}/`,
      `${sandbox.account.apiBaseUrl}@${host}/`,
      `${sandbox.account.apiBaseUrl.replace('//', '//user:word@')}/v1/ticketing/catalogs`,
      'file:///etc/passwd',
      'data:application/json,{}',
      'http://[',
    ]) {
      await run('openResource', iri);
      assert.equal(window.activeTextEditor, undefined, iri);
    }
    assert.deepEqual(elsewhere.requests, []);
    assert.equal(sandbox.requests.length, asked);
  });

  it('that the API refuses opens no editor', async () => {
    for (const [status, body] of [
      [404, '{}'],
      [403, '{}'],
      [200, '<html>'],
    ] as const) {
      sandbox.faults.set({ on: 'api', status, body });
      await run('openResource', '/v1/ticketing/catalogs/none');
      assert.equal(window.activeTextEditor, undefined);
    }
  });

  for (const [what, label] of [
    ['climbs', '../../x'],
    ['is all dots', '..'],
    ['climbs with backslashes', '..\\..\\x'],
    ['has line breaks', 'a\r\nb\u2028c\u0000d'],
    ['looks like a URL', 'file:///etc/passwd?x#y'],
    ['turns the writing direction', 'abc\u202egnp.exe'],
    ['is broken Unicode', 'a\ud800b'],
    ['is a megabyte long', 'n'.repeat(1024 * 1024)],
  ] as const) {
    it(`opens under its name also where that ${what}`, async () => {
      const raw = { '@id': `/v1/hostile/${what.replaceAll(' ', '-')}`, name: label };
      sandbox.faults.set({ on: 'api', match: /hostile/, body: raw });
      const resource = { iri: raw['@id'], type: undefined, label, disabled: false, raw };
      await run('openResource', { kind: 'resource', id: 'x', role: 'other', resource, parent: undefined });
      const { uri } = shown();
      assert.deepEqual([uri.scheme, uri.authority, uri.query], ['korusticket', '', raw['@id']]);
      const [root, environment, name, ...more] = uri.path.split('/');
      assert.deepEqual([root, environment, more], ['', 'Sandbox', []]);
      assert.match(name ?? '', /\.json$/);
      assert.doesNotMatch(name ?? '', /[\\\p{Cc}]/u);
      assert.ok((name ?? '').length < 1000, `a name of ${name?.length} characters`);
      assert.deepEqual(JSON.parse(shown().getText()), raw);
    });
  }
});
