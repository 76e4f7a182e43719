import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { commands, env, window } from 'vscode';
import { readResource } from '../../src/api/resource';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { sendHttpFile } from '../support/httpyacClient';
import { accessToken, cleanUp, run, setUserSetting, until } from './support/host';

describe('taking a read along', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
    await run('signIn', sandbox.account);
    await setUserSetting('language', 'fr');
  });
  after(async () => {
    await cleanUp();
    await sandbox.close();
  });

  const nodeOf = (iri: string): object => ({
    kind: 'resource',
    id: iri,
    role: 'other',
    resource: readResource({ '@id': iri }),
    parent: undefined,
  });

  /** Where the window is remote, the user is asked for the shell: Enter takes the first, which is a posix one. */
  const copyCurl = async (target?: object): Promise<void> => {
    const copying = { ended: false };
    const copied = Promise.resolve(run('copyAsCurl', target)).finally(() => (copying.ended = true));
    while (env.remoteName !== undefined && !copying.ended) {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    await copied;
  };

  /** What the command prints in a real shell that has the token in its environment. */
  const printed = async (command: string): Promise<unknown> => {
    const variables = { ...process.env, KORUSTICKET_TOKEN: await accessToken() };
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { env: variables });
    return JSON.parse(stdout);
  };

  it('gives a command that reads in a shell what the tree item is, without the token in it', async function () {
    // Where the window's shell is another kind, the user would be asked.
    if (!/sh$/.test(env.shell)) this.skip();
    await copyCurl(nodeOf(`${sandbox.catalogsPath}?page=1&itemsPerPage=2`));
    const command = await env.clipboard.readText();
    assert.ok(!command.includes(await accessToken()));
    assert.match(command, /\$KORUSTICKET_TOKEN/);
    const { member } = (await printed(command)) as { member: unknown[] };
    assert.equal(member.length, 2);
    const { url, headers } = sandbox.requests.at(-1)!;
    assert.equal(url, `${sandbox.catalogsPath}?page=1&itemsPerPage=2`);
    assert.deepEqual([headers['accept'], headers['accept-language']], ['application/ld+json', 'fr']);
  });

  it('gives the same for an open document', async function () {
    if (!/sh$/.test(env.shell)) this.skip();
    await run('openResource', sandbox.catalogsPath);
    const document = window.activeTextEditor?.document;
    assert.ok(document);
    await copyCurl(document.uri);
    assert.deepEqual(await printed(await env.clipboard.readText()), JSON.parse(document.getText()));
    await env.clipboard.writeText('');
    await copyCurl();
    assert.deepEqual(await printed(await env.clipboard.readText()), JSON.parse(document.getText()));
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('needs no token, which is a variable in all that is copied', async () => {
    const brief = await startSandbox();
    try {
      brief.realm('korusticket').setLifetimes({ accessTokenSeconds: 1 });
      await run('signIn', { ...brief.account, environment: 'Brief' });
      brief.faults.set({ on: 'auth', drop: 'onArrival' });
      await until(() =>
        accessToken().then(
          () => false,
          () => true,
        ),
      );
      for (const way of ['copyAsFetch', 'copyAsHttp'] as const) {
        await env.clipboard.writeText('');
        await run(way, nodeOf(brief.catalogsPath));
        assert.ok((await env.clipboard.readText()).includes(brief.catalogsPath), way);
      }
    } finally {
      await run('signOut', { confirm: false });
      await run('switchEnvironment', 'Sandbox');
      await brief.close();
    }
  });

  it('gives JavaScript that reads the same, without the token in it', async () => {
    await run('copyAsFetch', nodeOf(`${sandbox.catalogsPath}?page=1&itemsPerPage=2`));
    const code = await env.clipboard.readText();
    assert.ok(!code.includes(await accessToken()));
    const variables = { ...process.env, ELECTRON_RUN_AS_NODE: '1', KORUSTICKET_TOKEN: await accessToken() };
    const program = `${code}console.log(JSON.stringify(resource));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { env: variables },
    );
    assert.equal((JSON.parse(stdout) as { member: unknown[] }).member.length, 2);
  });

  it('gives a request that httpYac sends, copied or as a document', async () => {
    const node = nodeOf(`${sandbox.catalogsPath}?page=1&itemsPerPage=2`);
    await run('copyAsHttp', node);
    const copied = await env.clipboard.readText();
    await run('openAsHttp', node);
    const document = window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.equal(document.getText(), copied);
    const token = await accessToken();
    assert.ok(!copied.includes(token));
    const { member } = (await sendHttpFile(copied, { KORUSTICKET_TOKEN: token })) as { member: unknown[] };
    assert.equal(member.length, 2);
    const { url, headers, status } = sandbox.requests.at(-1)!;
    assert.deepEqual([url, status], [`${sandbox.catalogsPath}?page=1&itemsPerPage=2`, 200]);
    assert.equal(headers['accept-language'], 'fr');
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('copies nothing for what lies outside the API or has no address', async () => {
    await env.clipboard.writeText('mine');
    for (const target of [
      nodeOf('https://elsewhere.test/v1'),
      nodeOf('//elsewhere.test/v1'),
      { kind: 'resource', id: 'x', role: 'other', resource: readResource({ name: 'x' }), parent: undefined },
      7,
      null,
      undefined,
    ]) {
      for (const way of ['copyAsCurl', 'copyAsFetch', 'copyAsHttp', 'openAsHttp'] as const) {
        await run(way, target);
        assert.equal(await env.clipboard.readText(), 'mine');
        assert.equal(window.activeTextEditor, undefined);
      }
    }
  });
});
