import assert from 'node:assert/strict';
import { startSandbox, type IssuedToken, type Sandbox } from '../sandbox/sandbox';
import { accessToken, cleanUp, editEnvironment, rejection, run, userEnvironment } from './support/host';

describe('signing out', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox();
    await run('signIn', sandbox.account);
  });
  afterEach(async () => {
    sandbox.faults.clear();
    await cleanUp();
    await sandbox.close();
  });

  const assertForgotten = async (): Promise<void> => {
    const { tokenEndpoint, apiBaseUrl } = sandbox.account;
    assert.deepEqual(userEnvironment('Sandbox'), { name: 'Sandbox', tokenEndpoint, apiBaseUrl });
    assert.match(await rejection(accessToken()), /signed out/);
  };

  /** What the server says to a refresh token. */
  const refresh = async ({ refreshToken }: IssuedToken): Promise<number> => {
    const { tokenEndpoint, clientId, clientSecret } = sandbox.account;
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' };
    const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret });
    return (await fetch(tokenEndpoint, { method: 'POST', body })).status;
  };

  it('forgets account and tokens, keeps the endpoints and revokes the tokens at the server', async () => {
    const [token] = sandbox.issuedTokens;
    assert.ok(token);
    assert.equal(await refresh(token), 200);
    await run('signOut', { confirm: false });
    await assertForgotten();
    assert.equal(await refresh(token), 400);
    const headers = { authorization: `Bearer ${token.accessToken}` };
    const userInfo = sandbox.account.tokenEndpoint.replace(/token$/, 'userinfo');
    assert.equal((await fetch(userInfo, { headers })).status, 401);
  });

  it('leaves no secret behind that new settings could bring back', async () => {
    await run('signOut', { confirm: false });
    const asked = sandbox.requests.length;
    await editEnvironment('Sandbox', { clientId: sandbox.account.clientId });
    await run('switchEnvironment', 'Sandbox');
    assert.match(await rejection(accessToken()), /signed out/);
    assert.equal(sandbox.requests.length, asked);
  });

  it('keeps nothing that a new sign-in would take for its token', async () => {
    await run('signOut', { confirm: false });
    await run('signIn', sandbox.account);
    assert.equal(sandbox.issuedTokens.length, 2);
    assert.equal(await accessToken(), sandbox.issuedTokens[1]?.accessToken);
    await run('switchEnvironment', 'Demo');
    await run('switchEnvironment', 'Sandbox');
    assert.equal(await accessToken(), sandbox.issuedTokens[1]?.accessToken);
  });

  it('twice does no harm', async () => {
    await run('signOut', { confirm: false });
    await run('signOut', { confirm: false });
    await assertForgotten();
  });

  it('works with the server stopped', async function () {
    this.timeout(5000);
    await sandbox.stop();
    await run('signOut', { confirm: false });
    await assertForgotten();
  });

  it('works with a server that does not answer', async function () {
    this.timeout(10_000);
    sandbox.faults.set({ on: 'auth', delayMs: 60_000 });
    await run('signOut', { confirm: false });
    await assertForgotten();
  });
});
