import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { window, type Terminal, type TerminalOptions } from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { answering, cleanUp, rejection, run, setUserSetting, until, userSetting } from './support/host';

describe('the token in the tools around', () => {
  let one: Sandbox;
  let two: Sandbox;
  let folder: string;

  before(async () => {
    [one, two] = [await startSandbox(), await startSandbox()];
    folder = await mkdtemp(join(tmpdir(), 'korusticket-toolchain-'));
  });
  beforeEach(async () => {
    await run('signIn', { ...one.account, environment: 'One' });
    await run('signIn', { ...two.account, environment: 'Two' });
  });
  afterEach(async () => {
    window.terminals.forEach((terminal) => terminal.dispose());
    await until(() => window.terminals.length === 0);
    await cleanUp();
  });
  after(async () => {
    await Promise.all([one.close(), two.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  const latest = ({ issuedTokens }: Sandbox): string | undefined => issuedTokens.at(-1)?.accessToken;

  describe('getAccessToken', () => {
    it('gives the token of the environment in use unless another is named', async () => {
      assert.equal(await run('getAccessToken'), latest(two));
      assert.equal(await run('getAccessToken', { environment: 'Two' }), latest(two));
      assert.equal(await run('getAccessToken', { environment: 'One' }), latest(one));
      assert.equal(await run('getAccessToken', 'One'), latest(one));
    });

    it('takes a launch configuration, whose environment is something else, for no choice', async () => {
      const configuration = { type: 'node', request: 'launch', name: 'Server', environment: 'One' };
      assert.equal(await run('getAccessToken', configuration), latest(two));
      const native = { type: 'cppdbg', request: 'launch', environment: [{ name: 'A', value: 'b' }] };
      assert.equal(await run('getAccessToken', native), latest(two));
    });

    it('does not make the named environment the one in use', async () => {
      await run('getAccessToken', { environment: 'One' });
      assert.equal(await run('getAccessToken'), latest(two));
    });

    it('renews the token of an environment that is not in use once it is nearly over', async () => {
      one.realm('korusticket').setLifetimes({ accessTokenSeconds: 4 });
      await run('signIn', { ...one.account, environment: 'One' });
      await run('switchEnvironment', 'Two');
      const short = latest(one);
      one.realm('korusticket').setLifetimes({ accessTokenSeconds: 1800 });
      // Half its life has to have passed first.
      await until(async () => (await run('getAccessToken', { environment: 'One' })) !== short);
      assert.equal(await run('getAccessToken', { environment: 'One' }), latest(one));
    });

    it('says which environment there is not, and which is signed out', async () => {
      assert.match(await rejection(run('getAccessToken', { environment: 'Three' })), /named Three/);
      await run('switchEnvironment', 'One');
      await run('signOut', { confirm: false });
      await run('switchEnvironment', 'Two');
      assert.match(await rejection(run('getAccessToken', { environment: 'One' })), /signed out of One/);
    });
  });

  describe('a terminal with the token', () => {
    /** What the shell of a terminal has in a variable, as it writes it to a file. */
    const variable = async (terminal: Terminal, name: string): Promise<string> => {
      const file = join(folder, `${name}-${String(await terminal.processId)}`);
      terminal.sendText(
        `node -e 'require("fs").writeFileSync(process.argv[1], String(process.env["${name}"]) + ".")' '${file}'`,
      );
      let text = '';
      await until(async () => {
        text = await readFile(file, 'utf8').catch(() => '');
        return text.endsWith('.');
      });
      return text.slice(0, -1);
    };

    const opened = async (argument?: unknown): Promise<Terminal> => {
      const before = window.terminals.length;
      await run('openTerminalWithToken', argument);
      await until(() => window.terminals.length > before);
      return window.terminals.at(-1)!;
    };

    it('has the token and the address of the API in its environment', async () => {
      const terminal = await opened();
      assert.equal(await variable(terminal, 'KORUSTICKET_TOKEN'), latest(two));
      assert.equal(await variable(terminal, 'KORUSTICKET_API_URL'), two.account.apiBaseUrl);
    });

    it('has those of the environment named', async () => {
      const terminal = await opened({ environment: 'One' });
      assert.equal(await variable(terminal, 'KORUSTICKET_TOKEN'), latest(one));
      assert.equal(await variable(terminal, 'KORUSTICKET_API_URL'), one.account.apiBaseUrl);
    });

    it('is refused for the entry of the settings where that cannot be read, and not as signed out', async () => {
      const entries = userSetting('environments') as { name: string }[];
      try {
        await setUserSetting(
          'environments',
          entries.map((each) => (each.name === 'Two' ? { name: 'Two' } : each)),
        );
        const dialog = answering(undefined);
        void run('openTerminalWithToken');
        await until(() => dialog.asked.length > 0);
        dialog.end();
        assert.match(String(dialog.asked[0]?.[0]), /The environment Two is missing/);
      } finally {
        await setUserSetting('environments', entries);
      }
    });

    it('is not brought back after a restart, and says that the token does not renew', async () => {
      const options = (await opened()).creationOptions as TerminalOptions;
      assert.equal(options.isTransient, true);
      assert.match(String(options.message), /of Two.*valid for \d+ minutes.*does not renew/);
    });

    it('is the only one: other terminals know nothing of the token', async () => {
      await opened();
      const plain = window.createTerminal('plain');
      assert.equal(await variable(plain, 'KORUSTICKET_TOKEN'), 'undefined');
      assert.equal(await variable(plain, 'KORUSTICKET_API_URL'), 'undefined');
    });
  });
});
