import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { until } from './support/poll';
import { renewOnDemand } from './support/renewal';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

const demonstration = 'Demonstration catalog 10,000';

/** What the vendor sends, as a person copies it out of a mail. */
function vendorMail({ account }: Sandbox): string {
  return [
    'Bonjour,',
    `client_id: ${account.clientId}`,
    `  client_secret = "${account.clientSecret}"`,
    `token_endpoint: ${account.tokenEndpoint}`,
    `refresh_token_endpoint: ${account.refreshTokenEndpoint}  `,
  ].join('\r\n');
}

/** Status of the server's answer to the refresh grant. */
async function refreshStatus({ account }: Sandbox, refreshToken: string): Promise<number> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: account.clientId,
    client_secret: account.clientSecret,
    refresh_token: refreshToken,
  });
  return (await fetch(account.tokenEndpoint, { method: 'POST', body })).status;
}

describe('the main job in a window', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;

  /** Goes to the last row until it is the one looked for: new rows are drawn some time after they were loaded. */
  const scrollToEnd = (last: RegExp): Promise<string[]> =>
    until(
      `a last row ${String(last)}`,
      async () => {
        await window.page.keyboard.press('End');
        return window.tree.labels();
      },
      (labels) => labels.some((label) => last.test(label)),
    );

  before(async () => {
    sandbox = await startSandbox();
    session = await Session.start({ bundled: 'all' });
    window = await session.openWindow();
  });

  after(async () => {
    await session.stop();
    await sandbox.close();
  });

  it('asks for nothing and shows the way in after installation', async () => {
    await window.statusBar.waitForText(/Sign In/);
    await window.tree.open();
    await until(
      'the welcome text',
      () => window.tree.welcomeText(),
      (text) => text.includes('service account'),
    );
    assert.deepEqual(await window.notifications.texts(), []);
    assert.deepEqual(sandbox.requests, []);
    await window.screenshot('signed-out');
  });

  it('offers for the account only what fits its state', async () => {
    // What the palette offers follows the context key `korusticket.state`.
    const offered = await window.findCommands('KorusTicket: Sign');
    assert.ok(offered.includes('KorusTicket: Sign In'));
    assert.ok(!offered.includes('KorusTicket: Sign Out'));
  });

  it('signs in with one paste, after a step back', async () => {
    await window.runCommand('KorusTicket: Sign In');
    await window.quickInput.waitForTitle(/Sign In/);
    await window.quickInput.waitForItems(['Production', 'Demo', 'New environment…']);
    await window.screenshot('sign-in-environment');
    await window.quickInput.pick('New environment…');
    await window.quickInput.waitForMessage(/Name of the new environment/);
    await window.quickInput.type('Production');
    await window.quickInput.waitForMessage(/already/);
    await window.quickInput.back();
    await window.quickInput.pick('New environment…');
    await window.quickInput.waitForMessage(/Name of the new environment/);
    await window.quickInput.type('Sandbox');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Address of the API/);
    await window.quickInput.back();
    await window.quickInput.waitForMessage(/Name of the new environment/);
    assert.equal((await window.quickInput.state()).value, 'Sandbox');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Address of the API/);
    await window.quickInput.type('http://api.example.com');
    await window.quickInput.waitForMessage(/Only https/);
    await window.quickInput.fill(sandbox.account.apiBaseUrl);
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Paste what KorusTicket sent you/);
    assert.equal((await window.quickInput.state()).isPassword, true);
    await window.quickInput.paste(vendorMail(sandbox));
    const { message } = await window.quickInput.waitForMessage(
      /Recognized: client_id, client_secret, token_endpoint, refresh_token_endpoint\./,
    );
    // Before Enter sends it: where the secret goes, and where its tokens.
    const [auth, api] = [new URL(sandbox.account.tokenEndpoint), new URL(sandbox.account.apiBaseUrl)];
    assert.ok(message.includes(`The secret is sent to ${auth.origin}, its tokens to ${api.origin}`), message);
    await window.screenshot('sign-in-paste');
    assert.deepEqual(sandbox.requests, []);
    assert.deepEqual(await window.notifications.texts(), []);
    await window.quickInput.accept();
    await window.statusBar.waitForText(/^Sandbox \d+ min$/);
    assert.equal(await window.statusBar.kind(), 'none');
    await window.screenshot('signed-in');
    await until(
      'signing out to be offered',
      () => window.findCommands('KorusTicket: Sign'),
      (offered) => offered.includes('KorusTicket: Sign Out'),
    );
  });

  it('keeps the account in the settings and the secret out of them', async () => {
    const settings = JSON.stringify(await session.settings());
    assert.match(settings, /"name":"Sandbox"/);
    assert.match(settings, /"clientId":"distributor"/);
    assert.ok(!settings.includes(sandbox.account.clientSecret));
  });

  it('copies by a click the token the server issued', async () => {
    await window.clipboard.write('');
    await window.statusBar.click();
    const copied = await window.clipboard.waitFor(/^eyJ/);
    // A plain yes or no: a token has no place in the report of a failure.
    assert.ok(copied === sandbox.issuedTokens.at(-1)?.accessToken, 'the clipboard holds another text');
    assert.equal(sandbox.issuedTokens.length, 1);
    await window.page.getByText(/Access token copied, valid for/).waitFor();
    await window.screenshot('copied');
  });

  it('tells everything but the token in the hover', async () => {
    const text = await window.statusBar.hoverText();
    assert.match(text, /Environment: Sandbox/);
    assert.match(text, /Service account: distributor/);
    assert.match(text, /Expires at \d/);
    assert.match(text, /Renews at \d/);
    assert.ok(!text.includes('eyJ'));
    await window.screenshot('hover');
    await window.page.mouse.move(600, 300);
  });

  it('speaks to screen readers', async () => {
    assert.match(await window.statusBar.ariaLabel(), /token for Sandbox: valid for \d+ minutes/);
  });

  it('browses catalog, product bases and products, page by page', async () => {
    await window.tree.open();
    await window.tree.waitForRow('Catalogue Puy du Fou - CSE');
    await window.tree.expand(demonstration);
    const first = await until(
      'the first page',
      async () => (await window.tree.rows()).filter(({ level }) => level === 2),
      (rows) => rows.length > 5,
    );
    await window.tree.expand(first[0]!.label);
    await until('products', async () => (await window.tree.rows()).some(({ level }) => level === 3), Boolean);
    await window.screenshot('tree');
    await window.tree.collapse(first[0]!.label);
    await window.tree.focus(demonstration);
    await scrollToEnd(/^Load more \(50 of [\d,.\s]+\)$/);
    await window.screenshot('load-more');
    const more = (await window.tree.labels()).find((label) => label.startsWith('Load more'))!;
    await window.tree.click(more);
    await until(
      'the second page to be asked for',
      () => sandbox.requests.some(({ url }) => /product_bases\?.*page=2/.test(url)),
      Boolean,
    );
    await scrollToEnd(/^Load more \(100 of [\d,.\s]+\)$/);
  });

  it('opens a resource as read-only JSON', async () => {
    await window.page.keyboard.press('Home');
    await window.tree.waitForRow('Catalogue Puy du Fou - CSE');
    await window.tree.clickInlineAction('Catalogue Puy du Fou - CSE', 'Open Resource as JSON');
    await window.editor.waitForTitle(/Puy du Fou/);
    await window.statusBar.openHover();
    await window.screenshot('document');
    await window.page.mouse.move(600, 300);
    const json = JSON.parse(await window.editor.text()) as Record<string, unknown>;
    assert.equal(json['@type'], 'TicketingCatalog');
    assert.equal(json['id'], '0194abdc-3a71-72b0-a9b9-89d4be0cd73e');
    await window.screenshot('json');
  });

  it('inspects the token without showing it', async () => {
    await window.runCommand('KorusTicket: Inspect Access Token');
    await window.editor.waitForTitle('Access token.json');
    const text = await window.editor.text();
    const report = JSON.parse(text) as {
      claims: { azp: string };
      accessToken: { lifetimeSeconds: number };
      latestEvents: string[];
    };
    assert.equal(report.claims.azp, 'distributor');
    assert.equal(report.accessToken.lifetimeSeconds, 1800);
    assert.match(report.latestEvents[0]!, /client_credentials|refresh_token/);
    const { accessToken, refreshToken } = sandbox.issuedTokens.at(-1)!;
    for (const part of [accessToken.split('.')[2]!, refreshToken!]) {
      assert.ok(!text.includes(part));
    }
    await window.screenshot('inspect');
    // It is no resource: nothing that is done with one is offered.
    const offered = await window.findCommands('KorusTicket: Re');
    assert.ok(offered.includes('KorusTicket: Renew Access Token'), offered.join());
    assert.ok(!offered.includes('KorusTicket: Refresh Resource'), offered.join());
    assert.ok(!offered.includes('KorusTicket: Reveal in Catalogs'), offered.join());
  });

  it('renews on demand', () => renewOnDemand(window, sandbox));

  it('survives the server being unplugged with one look at the status bar, and comes back by itself', async () => {
    await sandbox.stop();
    await window.runCommand('KorusTicket: Refresh Catalogs');
    await window.tree.open();
    await until(
      'the view to say how old it is',
      () => window.tree.message(),
      (text) => /^Read .* ago, not newer: server not reachable\.$/.test(text),
    );
    await window.tree.waitForRow('Catalogue Puy du Fou - CSE');
    await window.catchUp();
    assert.deepEqual(await window.notifications.texts(), []);
    await window.statusBar.waitForText(/^Sandbox \d+ min$/);
    await window.screenshot('server-stopped');
    await sandbox.start();
    // Nobody touches anything: the tree reads again by itself.
    await until(
      'the view to be of now',
      () => window.tree.message(),
      (text) => text === '',
    );
  });

  it('leaves neither secret nor token in any file', async () => {
    const { clientSecret } = sandbox.account;
    const secrets = [
      clientSecret,
      ...sandbox.issuedTokens.flatMap((each) => [each.accessToken, each.refreshToken ?? '']),
    ];
    const writings = secrets
      .filter(Boolean)
      .flatMap((each) => [each, encodeURIComponent(each), Buffer.from(each).toString('base64')]);
    for (const writing of new Set(writings)) {
      assert.deepEqual(await session.filesContaining(writing), []);
    }
    // The search itself must be able to find something.
    assert.notDeepEqual(await session.filesContaining(sandbox.account.tokenEndpoint), []);
    assert.match(await session.logText(), /state: valid Sandbox/);
  });

  it('signs out, revokes, and shows the way in again', async () => {
    const { refreshToken } = sandbox.issuedTokens.at(-1)!;
    await window.runCommand('KorusTicket: Sign Out');
    await window.notifications.clickDialog('Sign Out');
    await window.statusBar.waitForText(/Sign In/);
    await until(
      'the welcome text',
      () => window.tree.welcomeText(),
      (text) => text.includes('service account'),
    );
    await until(
      'the account to leave the settings',
      async () => JSON.stringify(await session.settings()),
      (settings) => settings.includes('"name":"Sandbox"') && !settings.includes('"clientId"'),
    );
    await until(
      'the refresh token to be refused',
      () => refreshStatus(sandbox, refreshToken!),
      (status) => status === 400,
    );
    await window.screenshot('signed-out-again');
  });
});
