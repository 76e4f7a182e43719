import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { until } from './support/poll';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

/** Signs in through the palette to an environment that the settings name already. */
async function signIn(window: Workbench, environment: string, pasted: string): Promise<void> {
  await window.runCommand('KorusTicket: Sign In');
  await window.quickInput.waitForTitle(/Sign In/);
  await window.quickInput.pick(environment);
  await window.quickInput.waitForMessage(/Paste what KorusTicket sent you/);
  await window.quickInput.fill('');
  await window.quickInput.paste(pasted);
  await window.quickInput.waitForMessage(/Recognized/);
  await window.quickInput.accept();
}

function curlOf({ account }: Sandbox, secret = account.clientSecret): string {
  return [
    `curl -X POST '${account.tokenEndpoint}' \\`,
    "  -H 'Content-Type: application/x-www-form-urlencoded' \\",
    "  -d 'grant_type=client_credentials' \\",
    `  -d 'client_id=${account.clientId}' \\`,
    `  --data-urlencode 'client_secret=${secret}'`,
  ].join('\n');
}

describe('hard times in a window', function () {
  this.bail(true);
  let sandbox: Sandbox;
  /** Where edited settings lead. */
  let elsewhere: Sandbox;
  let session: Session;
  let window: Workbench;

  before(async () => {
    sandbox = await startSandbox({ secrets: { distributor: 'S+e%c:r&e=t/0123456789' } });
    elsewhere = await startSandbox();
    session = await Session.start({
      secrets: 'localStorage',
      settings: {
        'korusticket.environments': [
          null,
          { name: 'Other', apiBaseUrl: elsewhere.account.apiBaseUrl },
          { name: ' Works ', apiBaseUrl: sandbox.account.apiBaseUrl },
        ],
      },
    });
    window = await session.openWindow();
  });

  after(async () => {
    await session.stop();
    await Promise.all([sandbox.close(), elsewhere.close()]);
  });

  it('shows the words of a server as they stand, and no link in them', async () => {
    const words = '[Sign in again](command:workbench.action.showAboutDialog)';
    const body = { error: 'invalid_request', error_description: words };
    sandbox.faults.set({ on: 'token', status: 400, body });
    await signIn(window, 'Works', curlOf(sandbox));
    await window.notifications.waitFor(/Sign in again.*showAboutDialog/);
    assert.equal(await window.page.locator('.notification-list-item-message a').count(), 0);
    await window.screenshot('words-of-a-server');
    await window.notifications.dismiss(/Sign in again/);
    sandbox.faults.clear();
  });

  it('says in plain words what is wrong with the account and stores nothing', async () => {
    await signIn(window, 'Works', curlOf(sandbox, 'not-the-secret'));
    await window.notifications.waitFor(/The client secret is wrong/);
    await window.screenshot('wrong-secret');
    await window.statusBar.waitForText(/Sign In/);
    assert.ok(!JSON.stringify(await session.settings()).includes('clientId'));
    assert.ok(!(await session.browserStorage()).includes('not-the-secret'));
  });

  it('logs why, shows the log at a wish, and still offers to try again', async () => {
    await window.notifications.click(/The client secret is wrong/, 'Show Log');
    await window.page
      .locator('.part.panel .view-lines')
      .getByText(/signIn:\swrongSecret/)
      .first()
      .waitFor();
    await window.notifications.waitFor(/The client secret is wrong/);
    await window.screenshot('wrong-secret-log');
    const log = await session.logText();
    assert.match(log, /signIn: wrongSecret 401 /);
    assert.ok(!log.includes('not-the-secret'));
    assert.match(log, /ignored entries of korusticket\.environments: 1/);
    await window.runCommand('View: Hide Panel');
  });

  it('lets the user try again with the curl command of the vendor', async () => {
    await window.notifications.click(/The client secret is wrong/, 'Try Again');
    await window.quickInput.waitForTitle(/Sign In/);
    // The environment chosen before needs no second choice.
    await window.quickInput.waitForFocusOn('Works');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Recognized/);
    await window.quickInput.fill('');
    await window.quickInput.paste(curlOf(sandbox));
    await window.quickInput.waitForMessage(/Recognized: client_id, client_secret, token_endpoint\. /);
    await window.quickInput.accept();
    await window.statusBar.waitForText(/^Works \d+ min$/);
    const { 'korusticket.environments': saved } = await session.settings();
    assert.ok(Array.isArray(saved));
    assert.deepEqual(
      saved.map((each: { name: string } | null) => each?.name),
      [undefined, 'Other', 'Works'],
    );
  });

  it('goes on with its token after a reload, without asking anybody', async () => {
    const before = sandbox.issuedTokens.length;
    await window.reload();
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await window.catchUp();
    assert.equal(sandbox.issuedTokens.length, before);
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('starts calmly without the server and recovers by itself', async () => {
    await sandbox.stop();
    await window.reload();
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await window.tree.open();
    await window.tree.waitForRow(/^Could not load: server not reachable/);
    assert.deepEqual(await window.notifications.texts(), []);
    await window.screenshot('started-without-server');
    await sandbox.start();
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await window.tree.waitForRow('Catalogue Puy du Fou - CSE');
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('says so when no catalog was granted', async () => {
    sandbox.grantCatalogs(false);
    await window.tree.clickTitleAction('Refresh Catalogs');
    await window.tree.waitForRow('No catalog was granted to this organization yet');
    await window.screenshot('no-catalog');
    sandbox.grantCatalogs(true);
    await window.tree.clickTitleAction('Refresh Catalogs');
    await window.tree.waitForRow('Catalogue Puy du Fou - CSE');
  });

  it('turns red and tells once when the client is disabled, and mends by a click', async () => {
    const realm = sandbox.realm('korusticket');
    realm.endSessions();
    realm.disableClient('distributor');
    await window.runCommand('KorusTicket: Renew Access Token');
    await window.statusBar.waitForText('Works sign-in refused');
    assert.equal(await window.statusBar.kind(), 'error');
    await window.notifications.waitFor(/the client is disabled/);
    assert.equal((await window.notifications.texts()).length, 1);
    await window.screenshot('rejected');
    const asked = sandbox.requests.length;
    realm.enableClient('distributor');
    await window.notifications.dismiss(/the client is disabled/);
    await window.statusBar.click();
    await window.notifications.waitFor(/the client is disabled/);
    // Nothing was tried between the refusal and the wish to try again, which within a minute goes without the refresh token.
    const since = (): (string | undefined)[] =>
      sandbox.requests
        .slice(asked)
        .filter(({ listener }) => listener === 'auth')
        .map(({ grantType }) => grantType);
    assert.deepEqual(since(), []);
    await window.notifications.click(/the client is disabled/, 'Try Again');
    await window.statusBar.waitForText(/^Works \d+ min$/);
    assert.equal(since().at(-1), 'client_credentials');
  });

  it('says where the secret would go once an endpoint leads elsewhere', async () => {
    const asked = elsewhere.requests.length;
    const { tokenEndpoint, apiBaseUrl, clientId } = sandbox.account;
    const [moved, api] = [new URL(elsewhere.account.tokenEndpoint).origin, new URL(apiBaseUrl).origin];
    await window.changeSettings({
      'korusticket.environments': [
        { name: 'Other', apiBaseUrl },
        { name: 'Works', tokenEndpoint: elsewhere.account.tokenEndpoint, apiBaseUrl, clientId },
      ],
    });
    await window.notifications.click(/points to another server/, 'Sign In Again');
    await window.quickInput.waitForTitle(/Sign In/);
    await window.quickInput.waitForFocusOn('Works');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Paste what KorusTicket sent you/);
    await window.quickInput.paste('client_secret: pasted-alone');
    await window.quickInput.waitForMessage(
      new RegExp(`client_secret\\. The secret is sent to ${moved}, .* ${api}$`),
    );
    await window.quickInput.fill('');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Client id/);
    assert.equal((await window.quickInput.state()).value, clientId);
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(new RegExp(`It is sent to ${moved}, its tokens to ${api}`));
    await window.screenshot('origin-changed');
    await window.quickInput.cancel();
    assert.equal(elsewhere.requests.length, asked);
    await window.changeSettings({
      'korusticket.environments': [{ name: 'Works', tokenEndpoint, apiBaseUrl, clientId }],
    });
    await window.statusBar.waitForText(/^Works \d+ min$/);
  });

  it('keeps the secret in the secret storage only', async () => {
    await until(
      'the session to be idle',
      () => window.statusBar.text(),
      (text) => /min$/.test(text),
    );
    assert.deepEqual(await session.filesContaining(sandbox.account.clientSecret), []);
    for (const { accessToken } of sandbox.issuedTokens) {
      assert.deepEqual(await session.filesContaining(accessToken), []);
    }
  });
});
