import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { awkwardSecret } from '../support/fixtures';
import { accessToken, cleanUp, rejection, run, setUserSetting, userSetting } from './support/host';

interface Refusal {
  readonly what: string;
  /** Members of the account that are different. */
  readonly changes?: (sandbox: Sandbox, stopped: Sandbox) => Record<string, unknown>;
  readonly prepare?: (sandbox: Sandbox, stopped: Sandbox) => void;
  readonly sentence: RegExp;
  /** The sentence names the address that was tried. */
  readonly namesUrl?: boolean;
  /** No request leaves. */
  readonly unasked?: boolean;
}

const refusals: readonly Refusal[] = [
  {
    what: 'a wrong secret',
    changes: () => ({ clientSecret: 'wrong+%:&=/ secret' }),
    sentence: /^The client secret is wrong\./,
  },
  {
    what: 'an unknown client',
    changes: () => ({ clientId: 'nobody' }),
    sentence: /client id is unknown there, or the client is disabled/,
  },
  {
    what: 'a disabled client',
    changes: (sandbox) => ({ ...sandbox.accountOf('korusticket', 'distributor-disabled') }),
    sentence: /client id is unknown there, or the client is disabled/,
  },
  {
    what: 'a client without service account',
    changes: (sandbox) => ({ ...sandbox.accountOf('korusticket', 'distributor-no-service-account') }),
    sentence: /^The service account of this client is not enabled\./,
  },
  {
    what: 'an unknown realm',
    changes: ({ account }) => ({
      tokenEndpoint: account.tokenEndpoint.replace('/korusticket/', '/nowhere/'),
    }),
    sentence: /^The realm in the token endpoint does not exist\./,
    namesUrl: true,
  },
  {
    what: 'a wrong path below a realm',
    changes: ({ account }) => ({ tokenEndpoint: `${account.tokenEndpoint}s` }),
    sentence: /^There is no token endpoint at this address; check realm and path\./,
    namesUrl: true,
  },
  {
    what: 'a wrong path',
    changes: ({ authOrigin }) => ({ tokenEndpoint: `${authOrigin}/auth/token` }),
    sentence: /^There is no token endpoint at this address; check realm and path\./,
    namesUrl: true,
  },
  {
    what: 'a host that does not exist',
    changes: () => ({ tokenEndpoint: 'https://auth.korusticket.invalid/token' }),
    sentence: /^The host of this address was not found\./,
    namesUrl: true,
  },
  {
    what: 'a refused connection',
    changes: (_sandbox, stopped) => ({ tokenEndpoint: stopped.account.tokenEndpoint }),
    sentence: /^The server is not reachable: it refuses connections\./,
    namesUrl: true,
  },
  {
    what: 'an answer in HTML',
    prepare: ({ faults }) =>
      faults.set({ on: 'token', status: 200, contentType: 'text/html', body: '<html>Guest Wi-Fi</html>' }),
    sentence: /^The answer of the token endpoint is not JSON/,
    namesUrl: true,
  },
  {
    what: 'a redirection',
    prepare: ({ faults }, { account }) =>
      faults.set({ on: 'token', status: 307, body: '', headers: { location: account.tokenEndpoint } }),
    sentence: /^The token endpoint redirects elsewhere, and the secret is not sent along\./,
    namesUrl: true,
  },
  {
    what: 'an answer without a token',
    prepare: ({ faults }) => faults.set({ on: 'token', body: { token_type: 'Bearer', expires_in: 1800 } }),
    sentence: /holds no usable bearer token/,
    namesUrl: true,
  },
  ...['tokenEndpoint', 'apiBaseUrl', 'clientId', 'clientSecret'].map((member) => ({
    what: `an argument without ${member}`,
    changes: () => ({ [member]: undefined }),
    sentence: new RegExp(`argument that does not fit: ${member}`),
    unasked: true,
  })),
  ...['tokenEndpoint', 'refreshTokenEndpoint', 'apiBaseUrl'].map((member) => ({
    what: `plain http to elsewhere as ${member}`,
    changes: () => ({ [member]: 'http://korusticket.invalid/token' }),
    sentence: new RegExp(`argument that does not fit: ${member}: .*https`),
    unasked: true,
  })),
  {
    what: 'a secret in the address',
    changes: () => ({
      tokenEndpoint: `https://distributor:${encodeURIComponent(awkwardSecret)}@127.0.0.1/token`,
    }),
    sentence: /argument that does not fit: tokenEndpoint/,
    unasked: true,
  },
  {
    what: 'a secret that is no text',
    changes: () => ({ clientSecret: { value: awkwardSecret } }),
    sentence: /argument that does not fit: clientSecret/,
    unasked: true,
  },
];

describe('a refused sign-in', () => {
  let sandbox: Sandbox;
  let stopped: Sandbox;

  before(async () => {
    [sandbox, stopped] = [await startSandbox(), await startSandbox()];
    await stopped.stop();
    sandbox.realm('korusticket').changeSecret('distributor', awkwardSecret);
    await cleanUp();
  });
  afterEach(() => sandbox.faults.clear());
  after(async () => {
    await cleanUp();
    await sandbox.close();
  });

  const refuse = async ({ changes, prepare, sentence, namesUrl, unasked }: Refusal): Promise<void> => {
    prepare?.(sandbox, stopped);
    const asked = sandbox.requests.length;
    const argument = { ...sandbox.account, ...changes?.(sandbox, stopped), environment: 'Refused' };
    const settings = userSetting('environments');
    const message = await rejection(run('signIn', argument));
    assert.match(message, sentence);
    if (namesUrl) assert.ok(message.includes(argument.tokenEndpoint), message);
    if (unasked) assert.equal(sandbox.requests.length, asked);
    for (const secret of [awkwardSecret, encodeURIComponent(awkwardSecret), argument.clientSecret]) {
      if (typeof secret === 'string') assert.equal(message.includes(secret), false, 'the secret is echoed');
    }
    assert.equal(message.includes('[object'), false);
    assert.deepEqual(userSetting('environments'), settings);
  };

  describe('while signed out', () => {
    for (const refusal of refusals) {
      it(`by ${refusal.what} says what to mend and stores nothing`, async () => {
        await refuse(refusal);
        assert.match(await rejection(accessToken()), /signed out/);
      });
    }

    it('leaves no secret behind that settings could bring to life', async () => {
      const { tokenEndpoint, apiBaseUrl, clientId } = sandbox.account;
      await setUserSetting('environments', [{ name: 'Refused', tokenEndpoint, apiBaseUrl, clientId }]);
      const asked = sandbox.requests.length;
      await run('switchEnvironment', 'Refused');
      assert.match(await rejection(accessToken()), /signed out/);
      assert.equal(sandbox.requests.length, asked);
      await setUserSetting('environments', undefined);
    });

    it('by something that is no account at all says so', async () => {
      for (const nonsense of [null, 'account', 7, [], {}]) {
        assert.match(await rejection(run('signIn', nonsense)), /argument that does not fit/);
      }
    });
  });

  describe('while signed in', () => {
    before(() => run('signIn', sandbox.account));

    for (const refusal of refusals) {
      it(`by ${refusal.what} leaves the account in use alone`, async () => {
        const token = await accessToken();
        await refuse(refusal);
        assert.equal(await accessToken(), token);
      });
    }

    it('of the account in use keeps the secret that was proved', async () => {
      await rejection(run('signIn', { ...sandbox.account, clientSecret: 'wrong' }));
      const [token, issued] = [await accessToken(), sandbox.issuedTokens.length];
      await run('switchEnvironment', 'Demo');
      await run('switchEnvironment', 'Sandbox');
      assert.equal(await accessToken(), token);
      assert.equal(sandbox.issuedTokens.length, issued);
      // Renewing takes the secret out of the store.
      await run('refreshToken');
      assert.equal(await accessToken(), sandbox.issuedTokens[issued]?.accessToken);
    });
  });
});
