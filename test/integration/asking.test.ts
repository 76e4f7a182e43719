import assert from 'node:assert/strict';
import { window, type QuickPickItem } from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { accessToken, answering, cleanUp, rejection, run, until, userEnvironment } from './support/host';

describe('what a person is asked', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox();
    await run('signIn', sandbox.account);
  });
  afterEach(async () => {
    await cleanUp();
    await sandbox.close();
  });

  describe('before signing out', () => {
    it('is whether it is meant; Cancel leaves everything as it was', async () => {
      const token = await accessToken();
      const settings = userEnvironment('Sandbox');
      const requests = sandbox.requests.length;
      const dialog = answering(undefined);
      await run('signOut');
      dialog.end();
      assert.equal(dialog.asked.length, 1);
      assert.match(String(dialog.asked[0]?.[0]), /^Sign out of Sandbox\?/);
      assert.partialDeepStrictEqual(dialog.asked[0]?.[1], { modal: true });
      assert.equal(await accessToken(), token);
      assert.deepEqual(userEnvironment('Sandbox'), settings);
      assert.equal(sandbox.requests.length, requests);
    });

    it('is answered by Sign Out', async () => {
      const dialog = answering('Sign Out');
      await run('signOut');
      dialog.end();
      assert.equal(dialog.asked.length, 1);
      assert.match(await rejection(accessToken()), /signed out/);
    });

    it('is nothing where the argument says so', async () => {
      const dialog = answering(undefined);
      await run('signOut', { confirm: false });
      dialog.end();
      assert.deepEqual(dialog.asked, []);
      assert.match(await rejection(accessToken()), /signed out/);
    });
  });

  it('after an error that needs a sign-in is whether to sign in', async () => {
    await run('signOut', { confirm: false });
    const dialog = answering(undefined);
    await run('refreshToken');
    await until(() => dialog.asked.length > 0);
    dialog.end();
    assert.match(String(dialog.asked[0]?.[0]), /signed out/);
    assert.deepEqual(dialog.asked[0]?.slice(1), ['Sign In', 'Show Log']);
  });

  it('to compare a document with is one of the others, by names and addresses without icons', async () => {
    const { showQuickPick } = window;
    let offered: readonly QuickPickItem[] = [];
    const show = (items: typeof offered): Promise<undefined> => {
      offered = items;
      return Promise.resolve(undefined);
    };
    Object.assign(window, { showQuickPick: show });
    sandbox.faults.set({ on: 'api', match: /price|other/, body: {} });
    await run('openResource', '/v1/price?q=$(error)');
    await run('openResource', '/v1/other');
    await run('compareResources', window.activeTextEditor?.document.uri);
    Object.assign(window, { showQuickPick });
    const [label, description] = ['q=\\$(error)', '/v1/price?q=\\$(error)'];
    assert.partialDeepStrictEqual(offered, [{ label, description }, { label: 'IRI or URL…' }]);
  });
});
