import assert from 'node:assert/strict';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { type Sandbox, startSandbox } from '../sandbox/sandbox';
import { photographFailure } from '../ui/support/photographFailure';
import { signInByPaste, untilQuiet } from '../ui/support/signInByPaste';
import { until } from '../ui/support/poll';
import { Session } from '../ui/support/session';
import type { Workbench } from '../ui/support/workbench';
import { realm } from './contract/target';
import { keycloak } from './running';

const catalog = 'Catalogue Puy du Fou - CSE';
const full = /^Keycloak \d+ min$/;

describe("the main job in a window, with Keycloak's tokens", function () {
  this.timeout(240_000);
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;
  /** The token copied last. */
  let token = '';

  /** Clicks the status-bar item. @returns what is in the clipboard then */
  async function clickAndRead(): Promise<string> {
    await window.clipboard.write('');
    await window.statusBar.click();
    return window.clipboard.waitFor(/^eyJ/);
  }

  /** Renews through the palette, and copies until there is another token. */
  async function renew(): Promise<void> {
    const before = token;
    await window.runCommand('KorusTicket: Renew Access Token');
    await until('a new token in the clipboard', clickAndRead, (copied) => {
      token = copied;
      return copied !== before;
    });
  }

  /** Its claims, once Keycloak's published keys have verified it. */
  async function claims(): Promise<JWTPayload> {
    const issuer = keycloak().issuer(realm);
    const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`));
    return (await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] })).payload;
  }

  async function sid(): Promise<string> {
    const { sid: id } = await claims();
    assert.ok(typeof id === 'string', 'the token names no session');
    return id;
  }

  before(async () => {
    const issuer = keycloak().issuer(realm);
    await keycloak().admin.endSessions(realm, 'distributor');
    sandbox = await startSandbox({
      trustedIssuers: [{ issuer, jwksUri: `${issuer}/protocol/openid-connect/certs` }],
    });
    const { apiBaseUrl } = sandbox.account;
    session = await Session.start({
      settings: {
        'korusticket.environments': ['Keycloak', 'No refresh'].map((name) => ({ name, apiBaseUrl })),
      },
    });
    window = await session.openWindow();
  });

  afterEach(photographFailure);

  after(async () => {
    await session.stop();
    await sandbox.close();
    const { admin } = keycloak();
    await admin.setSecret(realm, 'distributor', keycloak().account(realm, 'distributor').clientSecret);
  });

  it('signs in with one paste', async () => {
    await signInByPaste(window, 'Keycloak', keycloak().account(realm, 'distributor'));
    await window.statusBar.waitForText(full);
    assert.equal(await window.statusBar.kind(), 'none');
    await untilQuiet(window);
    await window.screenshot('keycloak-signed-in');
  });

  it('copies by a click a token that Keycloak vouches for', async () => {
    token = await clickAndRead();
    const { azp, typ, exp, iat } = await claims();
    assert.deepEqual(
      { azp, typ, lifetime: exp! - iat! },
      { azp: 'distributor', typ: 'Bearer', lifetime: 1800 },
    );
    assert.deepEqual(await keycloak().admin.sessionIds(realm, 'distributor'), [await sid()]);
    await window.screenshot('keycloak-copied');
  });

  it('browses the catalogs with it and opens one as JSON', async () => {
    await window.tree.open();
    await window.tree.waitForRow(catalog);
    await window.tree.expand(catalog);
    await until(
      'product bases',
      async () => (await window.tree.rows()).some(({ level }) => level === 2),
      Boolean,
    );
    await window.tree.clickInlineAction(catalog, 'Open Resource as JSON');
    await window.editor.waitForTitle(/Puy du Fou/);
    const json = JSON.parse(await window.editor.text()) as Record<string, unknown>;
    assert.equal(json['@type'], 'TicketingCatalog');
    await window.screenshot('keycloak-tree');
    const asked = sandbox.requests.filter(({ listener }) => listener === 'api');
    assert.ok(asked.length > 1);
    // A plain yes or no: a token has no place in the report of a failure.
    assert.ok(asked.every(({ headers }) => headers.authorization === `Bearer ${token}`));
    assert.deepEqual([...new Set(asked.map(({ status }) => status))], [200]);
  });

  it('renews within the session, by the refresh token', async () => {
    const before = await sid();
    await renew();
    assert.equal(await sid(), before);
    assert.deepEqual(await keycloak().admin.sessionIds(realm, 'distributor'), [before]);
  });

  it('begins a new session silently when the server has ended the old one', async () => {
    const before = await sid();
    await keycloak().admin.endSessions(realm, 'distributor');
    await renew();
    assert.notEqual(await sid(), before);
    assert.deepEqual(await keycloak().admin.sessionIds(realm, 'distributor'), [await sid()]);
    assert.deepEqual(await window.notifications.texts(), []);
    assert.match(await window.statusBar.text(), full);
  });

  it('turns red with one message when the secret was changed', async () => {
    await keycloak().admin.setSecret(realm, 'distributor', 'changed');
    await window.runCommand('KorusTicket: Renew Access Token');
    await window.notifications.waitFor(/The client secret is wrong/);
    await until(
      'the item to be red',
      () => window.statusBar.kind(),
      (kind) => kind === 'error',
    );
    await window.screenshot('keycloak-wrong-secret');
    assert.equal((await window.notifications.texts()).length, 1);
  });

  it('mends by Try Again once the secret is right', async () => {
    const { admin } = keycloak();
    await admin.setSecret(realm, 'distributor', keycloak().account(realm, 'distributor').clientSecret);
    await window.notifications.dismiss(/The client secret is wrong/);
    await window.statusBar.click();
    await window.notifications.click(/The client secret is wrong/, 'Try Again');
    await window.statusBar.waitForText(full);
    assert.equal(await window.statusBar.kind(), 'none');
    const before = token;
    token = await clickAndRead();
    assert.ok(token !== before, 'the token is still the old one');
    await claims();
    await window.screenshot('keycloak-mended');
  });

  it('ends its session at the server when it signs out', async () => {
    const id = await sid();
    const sessions = (): Promise<readonly string[]> => keycloak().admin.sessionIds(realm, 'distributor');
    assert.ok((await sessions()).includes(id));
    await window.runCommand('KorusTicket: Sign Out');
    await window.notifications.clickDialog('Sign Out');
    await window.statusBar.waitForText(/Sign In/);
    await until('the session to be gone', sessions, (ids) => !ids.includes(id));
    await window.screenshot('keycloak-signed-out');
  });

  it('does without refresh tokens where the service account gets none', async () => {
    await signInByPaste(window, 'No refresh', keycloak().account(realm, 'distributor-no-refresh'));
    await window.statusBar.waitForText(/^No refresh \d+ min$/);
    await untilQuiet(window);
    token = await clickAndRead();
    const first = await claims();
    assert.equal(first['azp'], 'distributor-no-refresh');
    await renew();
    const second = await claims();
    assert.equal(second['azp'], 'distributor-no-refresh');
    assert.notEqual(second.jti, first.jti);
    // Without a session there is nothing a refresh token could belong to.
    assert.deepEqual(await keycloak().admin.sessionIds(realm, 'distributor-no-refresh'), []);
    assert.equal(await window.statusBar.kind(), 'none');
    assert.deepEqual(await window.notifications.texts(), []);
    assert.doesNotMatch(await window.statusBar.hoverText(), /Last error/);
    await window.screenshot('keycloak-no-refresh');
  });

  it("asked nothing of the sandbox's own token service", () => {
    assert.deepEqual(
      sandbox.requests.filter(({ listener }) => listener === 'auth'),
      [],
    );
  });
});
