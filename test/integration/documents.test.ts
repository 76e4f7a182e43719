import assert from 'node:assert/strict';
import {
  commands,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
  type CodeLens,
  type DocumentLink,
  type TextDocument,
} from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { readResource } from '../../src/api/resource';
import type { ResourceNode } from '../../src/catalogs/nodes';
import { answering, cleanUp, run, until } from './support/host';

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
    assert.equal(workspace.fs.isWritableFileSystem('korusticket'), false);
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
    ['is empty', ''],
    ['is what Windows keeps for itself', 'a:b*c?"<d>|e'],
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
      assert.doesNotMatch(name ?? '', /[\\:*?"<>|\p{Cc}\p{Cf}]|^\.*$|^\.json$/u);
      assert.ok((name ?? '').length < 1000, `a name of ${name?.length} characters`);
      assert.deepEqual(JSON.parse(shown().getText()), raw);
    });
  }

  const nodeOf = (raw: object): ResourceNode => ({
    kind: 'resource',
    id: JSON.stringify(raw),
    role: 'other',
    resource: readResource(raw),
    parent: undefined,
  });
  const answer = (iri: string, body: Readonly<Record<string, unknown>>): void =>
    sandbox.faults.set({ on: 'api', match: new RegExp(iri), body });

  it('without an address is a document of its own, whatever it is called', async () => {
    await run('openResource', nodeOf({ name: 'same', value: 1 }));
    const first = shown();
    await run('openResource', nodeOf({ name: 'same', value: 2 }));
    assert.notEqual(shown().uri.toString(), first.uri.toString());
    assert.deepEqual(JSON.parse(shown().getText()), { name: 'same', value: 2 });
    assert.deepEqual(JSON.parse(first.getText()), { name: 'same', value: 1 });
  });

  it('that the server has no single address for is shown as the list has it', async () => {
    const raw = { '@id': '/v1/ticketing/none', name: 'listed' };
    await run('openResource', nodeOf(raw));
    assert.deepEqual(JSON.parse(shown().getText()), raw);
  });

  it('is asked for where a program gives nothing', async () => {
    for (const nothing of [null, undefined]) {
      let ended = false;
      const opening = run('openResource', nothing).then(() => (ended = true));
      // A round trip through the window: an error would have ended it by now.
      await commands.executeCommand('workbench.action.focusActiveEditorGroup');
      assert.equal(ended, false);
      await until(async () => {
        await commands.executeCommand('workbench.action.closeQuickOpen');
        return ended;
      });
      await opening;
      assert.equal(window.activeTextEditor, undefined);
    }
  });

  it('is told from what is none', async () => {
    for (const junk of [7, {}, [], '', ' ', { kind: 'loadMore', id: 'x' }]) {
      await run('openResource', junk);
      assert.equal(window.activeTextEditor, undefined);
    }
  });

  /** As VS Code does it, which decodes what `Uri` has decoded once already. */
  const follow = async ({ path, query }: Uri): Promise<void> => {
    await commands.executeCommand(path, ...(JSON.parse(decodeURIComponent(query)) as unknown[]));
  };

  it('links to the next resource, and to nothing outside the API', async () => {
    const next = '/v1/ticketing/next?date[after]=2026-01-01&q="%20';
    answer('first', { '@id': '/v1/first', next, bad: 'https://elsewhere.test/v1', text: '/ no link' });
    await run('openResource', '/v1/first');
    const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', shown().uri);
    const text = (link: DocumentLink): string => JSON.parse(`"${shown().getText(link.range)}"`) as string;
    assert.deepEqual(links.filter(({ target }) => target?.scheme === 'command').map(text), [
      '/v1/first',
      next,
    ]);
    answer('next', { name: 'second' });
    const { target } = links.find((link) => text(link) === next)!;
    assert.ok(target);
    assert.equal(target.path, 'korusticket.openResource');
    await follow(target);
    assert.deepEqual(JSON.parse(shown().getText()), { name: 'second' });
    assert.equal(shown().uri.query, next);
  });

  it('says above itself where it was read and when, and what can be done', async () => {
    answer('lens', { name: 'x' });
    await run('openResource', '/v1/lens?q=$(error)');
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', shown().uri);
    const [facts, ...actions] = lenses.map(({ command }) => command);
    assert.ok(facts);
    assert.equal(facts.command, '');
    assert.ok(
      facts.title.startsWith(`${sandbox.account.apiBaseUrl}/v1/lens?q=\\$(error) · read `),
      facts.title,
    );
    assert.deepEqual(
      actions.map((action) => [action?.title, action?.command, String(action?.arguments?.[0])]),
      [
        ['Refresh', 'korusticket.refreshResource', shown().uri.toString()],
        ['Copy as curl', 'korusticket.copyAsCurl', shown().uri.toString()],
        ['Compare with…', 'korusticket.compareResources', shown().uri.toString()],
        ['Reveal in Catalogs', 'korusticket.revealInCatalogs', shown().uri.toString()],
      ],
    );
  });

  it('refreshed shows what the API says now, and keeps what it has where that fails', async () => {
    answer('fresh', { name: 'before' });
    await run('openResource', '/v1/fresh');
    const document = shown();
    answer('fresh', { name: 'after' });
    await run('refreshResource');
    assert.deepEqual(JSON.parse(document.getText()), { name: 'after' });
    sandbox.faults.set({ on: 'api', status: 403, body: '{}' });
    await run('refreshResource', document.uri);
    assert.deepEqual(JSON.parse(document.getText()), { name: 'after' });
    assert.equal(document.isDirty, false);
  });

  it('refreshed says so where the server cannot be reached, and shows what was kept', async () => {
    answer('away', { name: 'before' });
    await run('openResource', '/v1/away');
    const document = shown();
    sandbox.faults.set({ on: 'api', status: 503, body: '{}' });
    const messages = answering(undefined);
    await run('refreshResource', document.uri);
    messages.end();
    assert.deepEqual(
      messages.asked.map(([sentence]) => sentence),
      [`The API answered with an error (503): ${sandbox.account.apiBaseUrl}/v1/away`],
    );
    assert.deepEqual(JSON.parse(document.getText()), { name: 'before' });
  });

  it('is compared with another that is selected beside it', async () => {
    const [one, other] = [nodeOf({ name: 'one', value: 1 }), nodeOf({ name: 'other', value: 2 })];
    await run('compareResources', one, [one, other]);
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof TabInputTextDiff);
    assert.equal(window.tabGroups.activeTabGroup.activeTab?.label, 'one ↔ other');
    const texts = await Promise.all(
      [input.original, input.modified].map(async (uri) => (await workspace.openTextDocument(uri)).getText()),
    );
    assert.deepEqual(
      texts.map((text) => JSON.parse(text) as unknown),
      [one.resource.raw, other.resource.raw],
    );
  });

  it('opens in UTF-8 whatever encoding files have', async () => {
    const files = workspace.getConfiguration('files');
    await files.update('encoding', 'windows1252', true);
    try {
      await run('openResource', nodeOf({ name: 'encoded', value: 'é€🎫' }));
      assert.deepEqual(JSON.parse(shown().getText()), { name: 'encoded', value: 'é€🎫' });
      // As a click on a row without children does, and as VS Code itself brings back what was open.
      const query = `${await firstCatalog()}/product_bases?itemsPerPage=50`;
      const uri = Uri.from({ scheme: 'korusticket', path: '/Sandbox/encoded.json', query });
      await commands.executeCommand('vscode.open', uri);
      await until(() => window.activeTextEditor?.document.uri.toString() === uri.toString());
      assert.match(shown().getText(), /[^\u0000-\u007f]/);
      assert.deepEqual(JSON.parse(shown().getText()), await fromApi(query));
    } finally {
      await files.update('encoding', undefined, true);
    }
  });

  describe('of another environment', () => {
    before(() => run('signIn', { ...elsewhere.account, environment: 'Else/where' }));
    beforeEach(() => run('switchEnvironment', 'Else/where'));
    after(() => run('switchEnvironment', 'Sandbox'));

    const reopened = (iri: string, environment: string): Promise<TextDocument> =>
      Promise.resolve(
        workspace.openTextDocument(
          Uri.from({ scheme: 'korusticket', path: `/${environment}/reopened.json`, query: iri }),
        ),
      );

    it('is not read with this account: a sentence says where it belongs', async () => {
      const environments = ['Sandbox', 'Else where', 'Else', '..', 'else/where'];
      for (const environment of environments) {
        const document = await reopened(
          `${elsewhere.catalogsPath}?${encodeURIComponent(environment)}`,
          environment,
        );
        assert.match(String(JSON.parse(document.getText())), /belongs to environment/);
      }
      const asked = [...sandbox.requests, ...elsewhere.requests].filter(({ url }) =>
        environments.some((environment) => url.endsWith(`?${encodeURIComponent(environment)}`)),
      );
      assert.deepEqual(asked, []);
    });

    it('is neither refreshed nor copied with this account', async () => {
      const document = await reopened(`${sandbox.catalogsPath}?refresh`, 'Sandbox');
      await window.showTextDocument(document);
      for (const command of ['refreshResource', 'copyAsCurl']) {
        const ran = run(command);
        await until(async () => {
          await commands.executeCommand('notifications.clearAll');
          return Promise.race([
            ran.then(() => true),
            new Promise<boolean>((done) => setImmediate(done, false)),
          ]);
        });
      }
      assert.deepEqual(
        elsewhere.requests.filter(({ url }) => url.includes('refresh')),
        [],
      );
      assert.match(document.getText(), /belongs to environment/);
    });

    it('does not lead to this one by its links, which outlast a switch', async () => {
      await run('switchEnvironment', 'Sandbox');
      answer('leads', { '@id': '/v1/leads', next: '/v1/led/on' });
      await run('openResource', '/v1/leads');
      const { uri } = shown();
      const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', uri);
      const target = links.find((link) => shown().getText(link.range) === '/v1/led/on')?.target;
      assert.ok(target);
      await run('switchEnvironment', 'Else/where');
      const messages = answering(undefined);
      await follow(target);
      messages.end();
      assert.match(String(messages.asked[0]?.[0]), /belongs to environment Sandbox/);
      assert.equal(shown().uri.toString(), uri.toString());
      assert.deepEqual(
        elsewhere.requests.filter(({ url }) => url.includes('led')),
        [],
      );
      await run('switchEnvironment', 'Sandbox');
      answer('led', { name: 'led on' });
      await follow(target);
      assert.deepEqual(JSON.parse(shown().getText()), { name: 'led on' });
    });

    it('is read as soon as that environment is the active one', async () => {
      const document = await reopened(`${sandbox.catalogsPath}?later`, 'Sandbox');
      assert.match(document.getText(), /belongs to environment/);
      await window.showTextDocument(document);
      await run('switchEnvironment', 'Sandbox');
      await until(() => document.getText().includes('Catalogue Puy du Fou'));
    });

    it('shares no path with one of a like name', async () => {
      await run('openResource', elsewhere.catalogsPath);
      assert.match(shown().uri.path, /^\/Else where ~[0-9a-f]{8}\/catalogs\.json$/);
    });
  });

  it('is nothing without an account, and needs none where it is gone', async () => {
    await run('signOut', { confirm: false });
    const before = sandbox.requests.length;
    await run('openResource', sandbox.catalogsPath);
    await run('openResource', nodeOf({ name: 'orphan' }));
    assert.equal(window.activeTextEditor, undefined);
    const reopened = await workspace.openTextDocument(
      Uri.from({ scheme: 'korusticket', path: '/Sandbox/gone.json', query: sandbox.catalogsPath }),
    );
    assert.match(String(JSON.parse(reopened.getText())), /signed out/);
    assert.equal(sandbox.requests.length, before);
    await run('signIn', sandbox.account);
  });
});
