import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { until } from '../ui/support/poll';

interface Line {
  readonly accessToken?: string;
  readonly left?: number;
  readonly what?: string;
  readonly failure?: string;
  readonly refused?: string;
}

/** A window in a process of its own, and everything it has said. */
interface Window {
  readonly process: ChildProcess;
  readonly lines: Line[];
}

describe('windows in processes of their own', function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let directory: string;
  let windows: Window[] = [];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'korusticket-processes-'));
    sandbox = await startSandbox({ rotation: true, accessTokenSeconds: 9, refreshTokenSeconds: 60 });
  });

  afterEach(async () => {
    await Promise.all(windows.map((window) => end(window)));
    windows = [];
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  });

  function open(): Window {
    const account = { ...sandbox.account, clientAuthentication: 'client_secret_post' };
    const program = resolve(__dirname, '../support/windowProcess.ts');
    const child = spawn(
      process.execPath,
      ['--require', 'tsx/cjs', program, directory, JSON.stringify(account)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const lines: Line[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line));
    const window = { process: child, lines };
    windows.push(window);
    return window;
  }

  async function end({ process: child }: Window): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  const grants = (): string[] =>
    sandbox.requests.flatMap(({ grantType }) => (grantType === undefined ? [] : [grantType]));

  for (const count of [2, 8]) {
    it(`make one token request a period in total: ${count} of them, with rotation`, async () => {
      windows = [];
      for (let i = 0; i < count; i++) {
        open();
      }
      const newest = (): string => sandbox.issuedTokens.at(-1)?.accessToken ?? '';
      const allHave = (token: string): boolean =>
        windows.every(({ lines }) => lines.some(({ accessToken }) => accessToken === token));
      for (const periods of [1, 2, 3, 4]) {
        await until(`${periods} tokens`, () => sandbox.issuedTokens.length >= periods, Boolean);
        const token = newest();
        await until('all windows to have it', () => allHave(token) || newest() !== token, Boolean);
      }
      const said = windows.flatMap(({ lines }) => lines);
      assert.deepEqual(
        said.filter(({ failure, refused }) => failure ?? refused),
        [],
        'nothing went wrong',
      );
      const lefts = said.flatMap(({ left }) => (left === undefined ? [] : [left]));
      assert.ok(
        lefts.every((left) => left > 0),
        'no dead token',
      );
      const [first, ...rest] = grants();
      assert.equal(first, 'client_credentials');
      assert.ok(rest.length >= 3 && rest.every((grant) => grant === 'refresh_token'), rest.join());
      assert.equal(sandbox.requests.filter(({ grantType }) => grantType).length, sandbox.issuedTokens.length);
      const adoptions = said.filter(({ what }) => what === 'otherWindow' || what === 'restored').length;
      console.log(
        `      ${count} processes: ${sandbox.issuedTokens.length} periods, ${grants().length} token requests, ` +
          `${adoptions} adoptions, ${lefts.length} tokens handed out, shortest life left ${Math.min(...lefts)} ms`,
      );
    });
  }

  it('take over from one that is killed with the lock in its hand', async () => {
    const holder = open();
    await until('a token', () => sandbox.issuedTokens.length === 1, Boolean);
    sandbox.faults.set({ on: 'token', grantType: 'refresh_token', times: 1, delayMs: 60_000 });
    await until('a renewal under way', () => grants().length === 2, Boolean);
    assert.equal(readdirSync(join(directory, 'locks')).length, 1, 'the lock is held');
    await end(holder);
    assert.equal(readdirSync(join(directory, 'locks')).length, 1, 'nobody has given it back');
    const survivor = open();
    await until('another request', () => sandbox.issuedTokens.length === 2, Boolean);
    await until(
      'a token of the survivor',
      () => survivor.lines.some(({ accessToken }) => accessToken === sandbox.issuedTokens[1]?.accessToken),
      Boolean,
    );
    console.log(`      killed holder: then ${grants().slice(2).join(', ')}`);
    assert.ok(grants().slice(2).length <= 2, grants().join());
  });
});
