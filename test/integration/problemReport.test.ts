import assert from 'node:assert/strict';
import { commands, window, workspace, ConfigurationTarget } from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { writingsOf } from '../support/fixtures';
import { cleanUp, editEnvironment, run, setUserSetting } from './support/host';

describe('the problem report', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
  });
  afterEach(async () => {
    sandbox.faults.clear();
    await workspace.getConfiguration('http').update('proxy', undefined, ConfigurationTarget.Global);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await cleanUp();
  });
  after(() => sandbox.close());

  const report = async (): Promise<string> => {
    await run('reportProblem');
    const { document } = window.activeTextEditor!;
    assert.deepEqual([document.isUntitled, document.languageId], [true, 'markdown']);
    return document.getText();
  };

  it('tells versions, state, environment, last events and settings', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    await run('refreshToken');
    await setUserSetting('catalogs.pageSize', 7);
    const text = await report();
    assert.match(text, /^- KorusTicket: \d+\.\d+\.\d+$/m);
    assert.match(text, /^- state: valid\n- environment: Sandbox$/m);
    assert.match(text, /^- Sandbox: apiBaseUrl=http.*, account=true$/m);
    assert.match(text, /^- \S+Z client_credentials \(Sandbox\): http\S+, 1800 s to live, \d+ ms$/m);
    assert.match(text, /^- \S+Z refresh_token \(Sandbox\)/m);
    assert.match(text, /^- korusticket\.catalogs\.pageSize: 7$/m);
    assert.match(text, /^- http\.proxy: unset$/m);
  });

  it('holds nothing that could be used to sign in, however the server echoes it', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    const { clientId, clientSecret } = sandbox.account;
    const { accessToken, refreshToken = '' } = sandbox.issuedTokens.at(-1)!;
    const secrets = [clientSecret, accessToken, refreshToken];
    const echo = `client ${clientId} sent ${secrets.map((each) => encodeURIComponent(each)).join(' and ')}`;
    sandbox.faults.set({ on: 'token', status: 400, body: { error: 'odd', error_description: echo } });
    await run('refreshToken');
    const text = await report();
    assert.match(text, /client … sent …/);
    for (const secret of secrets) {
      for (const writing of writingsOf(secret)) assert.ok(!text.includes(writing), writing);
    }
    assert.ok(!text.includes(clientId));
  });

  it('tells of an account whose client id the settings have lost, and not that id', async () => {
    await run('signIn', { ...sandbox.account, environment: 'Sandbox' });
    await editEnvironment('Sandbox', { clientId: undefined });
    const { clientId } = sandbox.account;
    const body = { error: 'odd', error_description: `client ${clientId} is odd` };
    sandbox.faults.set({ on: 'token', status: 400, body });
    await run('refreshToken');
    const text = await report();
    await editEnvironment('Sandbox', { clientId });
    assert.match(text, /^- Sandbox: apiBaseUrl=http.*, account=true$/m);
    assert.match(text, /is odd/);
    assert.ok(!text.includes(clientId), text);
  });

  it('says no more of a proxy than that there is one: its address may hold a password', async () => {
    await workspace
      .getConfiguration('http')
      .update('proxy', 'http://me:hush@127.0.0.1:9', ConfigurationTarget.Global);
    const text = await report();
    assert.match(text, /^- http\.proxy: set$/m);
    assert.ok(!text.includes('hush'));
  });

  it('is there while signed out too', async () => {
    assert.match(await report(), /^- state: signedOut$/m);
  });
});
