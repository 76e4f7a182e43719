import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { accountAt, assertNoLeak } from '../support/fixtures';
import { runLive, type LiveRun } from '../support/liveRun';
import { closeServers, reply, startServer } from '../support/scriptedServer';

describe('npm run test:live', function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let run: LiveRun;

  before(async () => {
    sandbox = await startSandbox();
    run = await runLive(sandbox.account);
  });
  afterEach(closeServers);
  after(() => sandbox.close());

  const tokens = (): string[] =>
    sandbox.issuedTokens.flatMap(({ accessToken, refreshToken = accessToken }) => [
      accessToken,
      refreshToken,
    ]);

  it('is left out by name without its variables', async () => {
    const { code, output } = await runLive();
    assert.equal(code, 0);
    assert.equal(
      output.trim(),
      'SKIPPED test:live: not set: KORUSTICKET_TOKEN_ENDPOINT, KORUSTICKET_REFRESH_TOKEN_ENDPOINT, ' +
        'KORUSTICKET_CLIENT_ID, KORUSTICKET_CLIENT_SECRET, KORUSTICKET_API_URL',
    );
  });

  it('sends no secret where the extension would not', async () => {
    const { code, output } = await runLive({
      ...sandbox.account,
      tokenEndpoint: 'http://auth.example/token',
    });
    assert.equal(code, 1);
    assert.match(output, /^test:live: only https, .* for KORUSTICKET_TOKEN_ENDPOINT$/m);
  });

  it('checks the contract as far as one account goes, names the rest, and prints the report of the command', () => {
    const { code, output } = run;
    assert.equal(code, 0, output);
    assert.match(output, /^ {2}\d\d passing/m);
    const needs = [...output.matchAll(/^ +- .* \(needs (.*)\)$/gm)].map(([, need]) => need);
    assert.deepEqual(
      new Set(needs),
      new Set([
        'the client distributor-no-refresh',
        'the client distributor-disabled',
        'the client distributor-no-service-account',
        'the realm korusticket-rotating',
        'an administrator',
      ]),
    );
    assert.equal(needs.length, Number(/^ {2}(\d+) pending$/m.exec(output)?.[1]));
    assert.match(output, /^# Connection to Live\n\n\*\*Live works as the API description says\.\*\*$/m);
    assertNoLeak(output, sandbox.account.clientSecret, ...tokens());
  });

  it('gives every token back', async () => {
    const { tokenEndpoint, clientId, clientSecret } = sandbox.account;
    const refreshTokens = sandbox.issuedTokens.map(({ refreshToken = '' }) => refreshToken);
    assert.ok(refreshTokens.length > 20);
    for (const token of refreshTokens) {
      const parameters = { grant_type: 'refresh_token', refresh_token: token, client_id: clientId };
      const body = new URLSearchParams({ ...parameters, client_secret: clientSecret });
      const { status } = await fetch(tokenEndpoint, { method: 'POST', body });
      assert.equal(status, 400);
    }
  });

  it('fails for what is otherwise, in the contract and in the check, and says no secret of it', async () => {
    const access = 'opaque-access-token-of-the-strange-service-0123456789';
    const refresh = 'opaque-refresh-token-of-the-strange-service-0123456789';
    // Answers tokens to whatever is asked, and repeats the secret.
    const account = accountAt('');
    const server = await startServer(
      reply({
        access_token: access,
        refresh_token: refresh,
        token_type: 'Bearer',
        expires_in: 60,
        note: account.clientSecret,
      }),
    );
    const { code, output } = await runLive(accountAt(server.origin));
    assert.equal(code, 1);
    assert.match(output, /^ {2}\d\d failing$/m);
    assert.match(output, /a wrong secret:\n.*Expected values to be strictly deep-equal/s);
    assert.match(output, /^\*\*Live works in part\. What fails: .*Giving the tokens back/m);
    assertNoLeak(output, account.clientSecret, access, refresh);
  });
});
