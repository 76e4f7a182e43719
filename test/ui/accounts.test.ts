import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet, vendorLines } from './support/signInByPaste';
import { Companion } from './support/companion';
import { until } from './support/poll';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

/** Status of the API's answer to a token. */
async function apiStatus({ account }: Sandbox, accessToken: string): Promise<number> {
  const headers = { Authorization: `Bearer ${accessToken}` };
  return (await fetch(`${account.apiBaseUrl}/v1/ticketing/catalogs`, { headers })).status;
}

/** How an account shows in the Accounts menu. */
function menuLabel({ account }: Sandbox, environment: string): string {
  return `${account.clientId} (${environment}) (KorusTicket)`;
}

describe('accounts and other extensions', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let north: Sandbox;
  let south: Sandbox;
  let companion: Companion;
  let session: Session;
  let window: Workbench;

  /** Runs a command of the companion and returns the token it gets. */
  const tokenFor = async (command: string): Promise<{ label: string; accessToken: string }> => {
    const before = (await companion.answers()).length;
    await window.runCommand(`Companion: ${command}`);
    const answer = await companion.answer(before);
    assert.ok(answer.what === 'session', JSON.stringify(answer));
    return { label: answer.account.label, accessToken: answer.accessToken };
  };

  before(async () => {
    [north, south, companion] = await Promise.all([startSandbox(), startSandbox(), Companion.install()]);
    session = await Session.start({
      extensions: companion.extensions,
      env: companion.env,
      settings: {
        'korusticket.environments': [
          { name: 'North', apiBaseUrl: north.account.apiBaseUrl },
          { name: 'South', apiBaseUrl: south.account.apiBaseUrl },
        ],
      },
    });
    window = await session.openWindow();
    await window.statusBar.waitForText(/Sign In/);
  });

  after(async () => {
    await session.stop();
    await Promise.all([north.close(), south.close(), companion.remove()]);
  });

  it('give a quiet caller nothing while signed out, and ask no server', async () => {
    const before = (await companion.answers()).length;
    await window.runCommand('Companion: Ask Quietly');
    assert.deepEqual(await companion.answer(before), { what: 'nothing' });
    assert.deepEqual([...north.requests, ...south.requests], []);
  });

  it('lead from another extension’s wish over consent to our sign-in, and its token is good', async () => {
    const before = (await companion.answers()).length;
    await window.runCommand('Companion: Ask for a Session');
    assert.match(await window.notifications.dialogText(), /Companion.*wants to sign in using KorusTicket/s);
    await window.screenshot('consent-sign-in');
    await window.notifications.clickDialog('Allow');
    await window.quickInput.waitForTitle(/Sign In/);
    await window.quickInput.pick('North');
    await window.quickInput.waitForMessage(/Paste what KorusTicket sent you/);
    await window.quickInput.paste(vendorLines(north.account));
    await window.quickInput.waitForMessage(/Recognized/);
    await window.quickInput.accept();
    const answer = await companion.answer(before);
    assert.ok(answer.what === 'session', JSON.stringify(answer));
    assert.deepEqual(answer.account, { id: 'North', label: `${north.account.clientId} (North)` });
    assert.equal(await apiStatus(north, answer.accessToken), 200);
    // VS Code adds words of its own, of the consent it has noted.
    assert.ok((await companion.changes()) > 0);
    await untilQuiet(window);
  });

  it('show in the Accounts menu', async () => {
    await window.accounts.waitFor('the account in the menu', (labels) =>
      labels.includes(menuLabel(north, 'North')),
    );
    await window.accounts.openAccount(menuLabel(north, 'North'));
    await window.screenshot('accounts-menu');
    await window.accounts.close();
  });

  it('hand out the renewed token, which is no change of the sessions', async () => {
    const first = await tokenFor('Ask Quietly');
    const changes = await companion.changes();
    await window.runCommand('KorusTicket: Renew Access Token');
    const second = await until(
      'another token',
      () => tokenFor('Ask Quietly'),
      ({ accessToken }) => accessToken !== first.accessToken,
    );
    assert.equal(await apiStatus(north, second.accessToken), 200);
    assert.equal(await companion.changes(), changes);
  });

  it('have nothing for a scope, and say so', async () => {
    const before = (await companion.answers()).length;
    await window.runCommand('Companion: Ask for a Scope');
    await window.notifications.clickDialog('Allow');
    const answer = await companion.answer(before);
    assert.ok(answer.what === 'error' && /no scopes/.test(answer.message), JSON.stringify(answer));
  });

  it('are as many as environments signed in to, also those not in use', async () => {
    const changes = await companion.changes();
    await signInByPaste(window, 'South', south.account);
    await window.statusBar.waitForText(/^South/);
    await until(
      'word of the second account',
      () => companion.changes(),
      (count) => count === changes + 1,
    );
    await window.accounts.waitFor('both accounts in the menu', (labels) =>
      [menuLabel(north, 'North'), menuLabel(south, 'South')].every((label) => labels.includes(label)),
    );
    await window.screenshot('accounts-menu-two');
    await window.accounts.close();
    const before = (await companion.answers()).length;
    await window.runCommand('Companion: List Accounts');
    assert.deepEqual(await companion.answer(before), {
      what: 'accounts',
      labels: [`${north.account.clientId} (North)`, `${south.account.clientId} (South)`],
    });
  });

  it('give the token of the account asked for, though another is in use', async () => {
    const { label, accessToken } = await tokenFor('Ask for the First Account');
    assert.equal(label, `${north.account.clientId} (North)`);
    assert.equal(await apiStatus(north, accessToken), 200);
    assert.equal(await apiStatus(south, accessToken), 401);
  });

  it('let a language model search products once the user agrees to it', async () => {
    const before = (await companion.answers()).length;
    await window.runCommand('Companion: Search Products');
    const dialog = await window.notifications.dialogText();
    // What the model asks for is shown as text, whatever markup is in it.
    assert.match(
      dialog,
      /Search the KorusTicket catalogs\?.*Searching the catalogs for “puy du fou \*adulte\*”:/s,
    );
    assert.match(dialog, /\((North|South)\) with your account.*never sees a token/s);
    await window.screenshot('tool-consent');
    await window.notifications.clickDialog('Yes');
    const answer = await companion.answer(before);
    assert.ok(answer.what === 'answer', JSON.stringify(answer));
    assert.match(answer.text, /"name":"Puy du Fou 1 jour Adulte"/);
  });

  it('let it learn nothing where the user does not', async () => {
    const before = (await companion.answers()).length;
    const requests = north.requests.length + south.requests.length;
    await window.runCommand('Companion: Search Products');
    await window.notifications.dialogText();
    await window.notifications.clickDialog('Cancel');
    assert.match(JSON.stringify(await companion.answer(before)), /"error".*[Cc]ancel/);
    assert.equal(north.requests.length + south.requests.length, requests);
  });

  it('are signed out of in the menu: the tokens are revoked, the account in use stays', async () => {
    const changes = await companion.changes();
    await window.accounts.pick(menuLabel(north, 'North'), 'Sign Out');
    assert.match(await window.notifications.dialogText(), /Companion/);
    await window.screenshot('accounts-sign-out');
    await window.notifications.clickDialog('Sign Out');
    await window.accounts.waitFor(
      'only the second account in the menu',
      (labels) => !labels.includes(menuLabel(north, 'North')) && labels.includes(menuLabel(south, 'South')),
    );
    await window.accounts.close();
    await until(
      'word of the account that is gone',
      () => companion.changes(),
      (count) => count > changes,
    );
    await until(
      'the revocation',
      () => north.requests.filter(({ url }) => url.endsWith('/revoke')).length,
      (count) => count > 0,
    );
    await window.statusBar.waitForText(/^South/);
  });

  it('are signed out of in the menu also when in use', async () => {
    const changes = await companion.changes();
    await window.accounts.pick(menuLabel(south, 'South'), 'Sign Out');
    await window.notifications.clickDialog('Sign Out');
    await window.statusBar.waitForText(/Sign In/);
    await until(
      'word of the last account',
      () => companion.changes(),
      (count) => count > changes,
    );
    await window.accounts.waitFor('no account in the menu', (labels) =>
      labels.every((label) => !label.includes('(KorusTicket)')),
    );
    await window.accounts.close();
  });
});
