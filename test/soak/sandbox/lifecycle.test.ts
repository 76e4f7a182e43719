import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SandboxAccount } from '../../sandbox/sandbox';
import { bench, closeAll, get, refresh, signIn } from './client';

const prefix = '/v1/ticketing/catalogs';

describe('sandbox: stopping and starting', () => {
  afterEach(closeAll);

  it('keeps ports, keys and sessions over a restart', async () => {
    const { sandbox } = await bench();
    const before = sandbox.account;
    const { body } = await signIn(before);
    await sandbox.stop();
    await assert.rejects(signIn(before), TypeError);
    await assert.rejects(get(before.apiBaseUrl + prefix), TypeError);
    await sandbox.start();
    assert.deepEqual(sandbox.account, before);
    const authorization = `Bearer ${String(body['access_token'])}`;
    assert.equal((await get(before.apiBaseUrl + prefix, { authorization })).status, 200);
    assert.equal((await refresh(before, body['refresh_token'])).status, 200);
  });

  it('hands its keys, secrets and sessions to a later sandbox on the same ports', async () => {
    const first = (await bench()).sandbox;
    const { body } = await signIn(first.account);
    const state: unknown = JSON.parse(JSON.stringify(await first.exportState()));
    const { account } = first;
    await first.close();
    const port = (url: string): number => Number(new URL(url).port);
    const second = await bench({
      state: state as Awaited<ReturnType<typeof first.exportState>>,
      authPort: port(account.tokenEndpoint),
      apiPort: port(account.apiBaseUrl),
    });
    assert.deepEqual(second.sandbox.account, account);
    const authorization = `Bearer ${String(body['access_token'])}`;
    assert.equal((await get(account.apiBaseUrl + prefix, { authorization })).status, 200);
    assert.equal((await refresh(account, body['refresh_token'])).status, 200);
  });

  it('gives every client and realm its own secret, with the characters that get lost', async () => {
    const { sandbox } = await bench();
    const secrets = [
      sandbox.account,
      sandbox.accountOf('korusticket', 'distributor-no-refresh'),
      sandbox.accountOf('korusticket-rotating', 'distributor'),
    ].map(({ clientSecret }) => clientSecret);
    assert.equal(new Set(secrets).size, 3);
    for (const secret of secrets) for (const sign of '+%:&= ') assert.ok(secret.includes(sign));
    assert.throws(() => sandbox.accountOf('korusticket', 'nobody'), /no client nobody/);
  });
});

describe('npm run sandbox', () => {
  let directory: string;
  let child: ChildProcess | undefined;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
  });
  after(() => rmSync(directory, { recursive: true }));
  afterEach(() => child?.kill('SIGKILL'));

  async function run(
    ...flags: string[]
  ): Promise<SandboxAccount & { readonly noRefreshAccount: SandboxAccount }> {
    child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, '../../sandbox/main.ts'), ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    return JSON.parse(line) as Awaited<ReturnType<typeof run>>;
  }

  async function end(): Promise<unknown> {
    child!.kill('SIGTERM');
    return ((await once(child!, 'exit')) as unknown[])[0];
  }

  it('prints one line with working accounts, and goes on from its state file', async function () {
    this.timeout(180_000);
    const state = ['--state', join(directory, 'state.json')];
    const account = await run('--access-seconds', '77', '--no-catalogs', ...state);
    const { body } = await signIn(account);
    assert.equal(body['expires_in'], 77);
    assert.equal('refresh_token' in (await signIn(account.noRefreshAccount)).body, false);
    const authorization = `Bearer ${String(body['access_token'])}`;
    assert.equal((await get(account.apiBaseUrl + prefix, { authorization })).body['totalItems'], 0);
    assert.equal(await end(), 0);
    const again = await run('--auth-port', new URL(account.tokenEndpoint).port, ...state);
    assert.equal(again.clientSecret, account.clientSecret);
    assert.equal((await refresh(again, body['refresh_token'])).status, 200);
    assert.equal(await end(), 0);
  });
});
