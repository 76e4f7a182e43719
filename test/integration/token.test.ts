import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import { env, window } from 'vscode';
import { startSandbox, type IssuedToken, type Sandbox } from '../sandbox/sandbox';
import { accessToken, cleanUp, run, until } from './support/host';

describe('the token commands', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
  });
  beforeEach(async () => {
    sandbox.realm('korusticket').setLifetimes({ accessTokenSeconds: 1800 });
    await run('signIn', sandbox.account);
  });
  afterEach(async () => {
    sandbox.faults.clear();
    await cleanUp();
  });
  after(() => sandbox.close());

  const latest = (): IssuedToken => {
    const token = sandbox.issuedTokens.at(-1);
    assert.ok(token);
    return token;
  };

  it('copy exactly the token issued and resolve the seconds it is still valid', async () => {
    const issued = sandbox.issuedTokens.length;
    const seconds = await run('copyAccessToken');
    assert.ok(typeof seconds === 'number' && seconds >= 1795 && seconds <= 1800, String(seconds));
    assert.equal(Number.isInteger(seconds), true);
    assert.equal(await env.clipboard.readText(), latest().accessToken);
    assert.equal(sandbox.issuedTokens.length, issued);
  });

  it('copy the header for a request', async () => {
    await run('copyAuthorizationHeader');
    assert.equal(await env.clipboard.readText(), `Authorization: Bearer ${latest().accessToken}`);
  });

  it('resolve the token for tasks, without touching the clipboard', async () => {
    await env.clipboard.writeText('mine');
    assert.equal(await accessToken(), latest().accessToken);
    assert.equal(await env.clipboard.readText(), 'mine');
  });

  it('renew by the refresh_token grant', async () => {
    const before = latest();
    await run('refreshToken');
    assert.equal(latest().grantType, 'refresh_token');
    assert.notEqual(latest().accessToken, before.accessToken);
    assert.equal(await accessToken(), latest().accessToken);
  });

  it('renew by the client_credentials grant where the server has ended the session', async () => {
    sandbox.realm('korusticket').endSessions();
    await run('refreshToken');
    assert.equal(latest().grantType, 'client_credentials');
    assert.equal(await accessToken(), latest().accessToken);
  });

  it('make one request however many ask at once', async () => {
    sandbox.faults.set({ on: 'token', delayMs: 100 });
    const asked = sandbox.requests.length;
    await Promise.all(Array.from({ length: 10 }, () => run('refreshToken')));
    assert.equal(sandbox.requests.length, asked + 1);
  });

  describe('where tokens live less than a minute', () => {
    const signInFor = async (accessTokenSeconds: number): Promise<void> => {
      sandbox.realm('korusticket').setLifetimes({ accessTokenSeconds });
      await run('signIn', sandbox.account);
    };
    after(() => sandbox.realm('korusticket').setLifetimes({ accessTokenSeconds: 1800 }));

    it('give the one in hand while half its life is left, and ask for no other', async () => {
      await signInFor(30);
      const short = latest();
      for (let times = 0; times < 5; times++) {
        const seconds = await run('copyAccessToken');
        assert.ok(typeof seconds === 'number' && seconds > 15 && seconds <= 30, String(seconds));
        assert.equal(await accessToken(), short.accessToken);
      }
      assert.equal(latest(), short);
    });

    it('give another before the one in hand has gone, and then no more', async () => {
      await signInFor(4);
      const short = latest();
      sandbox.realm('korusticket').setLifetimes({ accessTokenSeconds: 1800 });
      await until(async () => (await accessToken()) !== short.accessToken);
      const seconds = await run('copyAccessToken');
      assert.ok(typeof seconds === 'number' && seconds >= 1790 && seconds <= 1800, String(seconds));
      assert.equal(await env.clipboard.readText(), latest().accessToken);
      const issued = sandbox.issuedTokens.length;
      await run('copyAccessToken');
      assert.equal(sandbox.issuedTokens.length, issued);
    });

    it('copy the token in hand where no better one is to be had', async () => {
      await signInFor(30);
      const short = latest();
      sandbox.faults.set({ on: 'token', status: 500, body: '' });
      const seconds = await run('copyAccessToken');
      assert.ok(typeof seconds === 'number' && seconds > 0 && seconds <= 30, String(seconds));
      assert.equal(await env.clipboard.readText(), short.accessToken);
    });

    it('resolve for tasks the one in hand where no better one is to be had', async () => {
      await signInFor(30);
      const short = latest();
      sandbox.faults.set({ on: 'token', status: 500, body: '' });
      assert.equal(await accessToken(), short.accessToken);
    });

    it('do not resolve for tasks a token of an account that is refused', async () => {
      await signInFor(2);
      sandbox.realm('korusticket').changeSecret('distributor', 'another');
      sandbox.realm('korusticket').endSessions();
      // While the token in hand lives, it is given out.
      await until(() =>
        accessToken().then(
          () => false,
          (error: unknown) => /The client secret is wrong/.test(String(error)),
        ),
      );
      sandbox.realm('korusticket').changeSecret('distributor', sandbox.account.clientSecret);
    });
  });

  it('show what the token says in a read-only document, and nothing that could be used as one', async () => {
    await run('inspectToken');
    const { accessToken: token, refreshToken } = latest();
    const document = window.activeTextEditor?.document;
    assert.ok(document);
    assert.equal(document.uri.scheme, 'korusticket');
    assert.equal(document.languageId, 'json');
    const text = document.getText();
    const report = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual(report['claims'], decodeJwt(token));
    assert.equal(report['environment'], 'Sandbox');
    const { lifetimeSeconds, expires } = report['accessToken'] as Record<string, unknown>;
    assert.equal(lifetimeSeconds, 1800);
    assert.match(String(expires), /\(in \d+ minutes\)$/);
    assert.match(JSON.stringify(report['refreshToken']), /"expires":".*\(in /);
    assert.match(JSON.stringify(report['obtainedBy']), /"grant":"(client_credentials|refresh_token)"/);
    assert.equal(report['issuer'], decodeJwt(token).iss);
    const events = report['latestEvents'] as string[];
    assert.ok(events.length > 0 && events.length <= 10);
    assert.match(
      events[0]!,
      /Sandbox · (client_credentials|refresh_token) · http.*\/token · token for 1800 s · \d+ ms$/,
    );
    assert.ok(refreshToken);
    for (const part of [...token.split('.'), ...refreshToken.split('.'), sandbox.account.clientSecret]) {
      assert.equal(text.includes(part) || document.uri.toString().includes(part), false);
    }
  });

  it('show the claims of the new token after a renewal', async () => {
    await run('inspectToken');
    await run('refreshToken');
    await run('inspectToken');
    const report = JSON.parse(window.activeTextEditor?.document.getText() ?? '') as Record<string, unknown>;
    assert.deepEqual(report['claims'], decodeJwt(latest().accessToken));
  });
});
