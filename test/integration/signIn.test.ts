import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { awkwardSecret } from '../support/fixtures';
import { accessToken, cleanUp, run, setUserSetting, userEnvironment, userSetting } from './support/host';

describe('signing in with an account given', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
    await cleanUp();
  });
  beforeEach(() => {
    sandbox.realm('korusticket').changeSecret('distributor', awkwardSecret);
  });
  afterEach(cleanUp);
  after(() => sandbox.close());

  it('resolves true, proves the account once and keeps the secret out of the settings', async () => {
    const { account } = sandbox;
    const before = sandbox.issuedTokens.length;
    assert.equal(await run('signIn', account), true);
    assert.equal(sandbox.issuedTokens.length, before + 1);
    assert.equal(await accessToken(), sandbox.issuedTokens.at(-1)?.accessToken);
    assert.equal(sandbox.issuedTokens.length, before + 1);
    assert.deepEqual(userEnvironment('Sandbox'), {
      name: 'Sandbox',
      tokenEndpoint: account.tokenEndpoint,
      apiBaseUrl: account.apiBaseUrl,
      clientId: account.clientId,
    });
    assert.equal(JSON.stringify(userSetting('environments')).includes('s3'), false);
  });

  it('names the environment after the API where no name is given', async () => {
    const { environment: _none, ...account } = sandbox.account;
    assert.equal(await run('signIn', account), true);
    assert.equal(userEnvironment(new URL(account.apiBaseUrl).host)?.clientId, account.clientId);
  });

  it('takes the name of the environment that has these endpoints', async () => {
    const { environment: _none, tokenEndpoint, apiBaseUrl, clientId, clientSecret } = sandbox.account;
    await setUserSetting('environments', [{ name: 'Box office', tokenEndpoint, apiBaseUrl }]);
    assert.equal(await run('signIn', { tokenEndpoint, apiBaseUrl, clientId, clientSecret }), true);
    assert.equal(userEnvironment('Box office')?.clientId, clientId);
  });

  for (const clientAuthentication of ['client_secret_post', 'client_secret_basic'] as const) {
    it(`sends a secret full of special characters by ${clientAuthentication}`, async () => {
      assert.equal(await run('signIn', { ...sandbox.account, clientAuthentication }), true);
      await run('refreshToken');
      const asked = sandbox.requests.filter(({ url }) => url.endsWith('/token')).slice(-2);
      assert.deepEqual(
        asked.map(({ grantType, status }) => [grantType, status]),
        [
          ['client_credentials', 200],
          ['refresh_token', 200],
        ],
      );
      for (const { headers, clientId } of asked) {
        const isBasic = clientAuthentication === 'client_secret_basic';
        assert.equal(headers.authorization?.startsWith('Basic ') ?? false, isBasic);
        assert.equal(clientId, isBasic ? undefined : 'distributor');
      }
    });
  }

  it('renews at the refresh token endpoint where that is another one', async () => {
    const { account } = sandbox;
    const refreshTokenEndpoint = `${account.tokenEndpoint}/`;
    await run('signIn', { ...account, refreshTokenEndpoint });
    await run('refreshToken');
    const asked = sandbox.requests.slice(-2).map(({ url, grantType }) => [url, grantType]);
    const { pathname } = new URL(account.tokenEndpoint);
    assert.deepEqual(asked, [
      [pathname, 'client_credentials'],
      [`${pathname}/`, 'refresh_token'],
    ]);
    assert.equal(userEnvironment('Sandbox')?.refreshTokenEndpoint, refreshTokenEndpoint);
  });
});
