import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, env, workspace, type Clipboard, type Memento } from 'vscode';
import type { Clock } from '../../src/base/clock';
import type { Environment } from '../../src/auth/environment';
import { CopiedSecrets } from '../../src/features/token/clipboard';
import { EnvironmentSettings } from '../../src/editor/environments';
import { startSandbox, type RequestRecord, type Sandbox } from '../sandbox/sandbox';
import {
  accessToken,
  cleanUp,
  editEnvironment,
  rejection,
  run,
  setUserSetting,
  until,
  userEnvironment,
  userSetting,
} from './support/host';
import { recordedLog } from './support/recordedLog';

describe('the settings', () => {
  let sandbox: Sandbox;
  let elsewhere: Sandbox;

  before(async () => {
    [sandbox, elsewhere] = [await startSandbox(), await startSandbox()];
  });
  beforeEach(() => run('signIn', sandbox.account));
  afterEach(cleanUp);
  after(() => Promise.all([sandbox.close(), elsewhere.close()]));

  const apiRequests = (): readonly RequestRecord[] =>
    sandbox.requests.filter(({ listener }) => listener === 'api');

  describe('that say where the secret goes', () => {
    const isRefused = (): Promise<boolean> =>
      accessToken().then(
        () => false,
        () => true,
      );
    const isAccepted = async (): Promise<boolean> => !(await isRefused());

    it('are not taken from a workspace', async () => {
      const { clientSecret: _secret, environment: name, ...endpoints } = elsewhere.account;
      const configuration = workspace.getConfiguration('korusticket');
      // Whether VS Code refuses to write or ignores what was written, no workspace value may come of it.
      await configuration
        .update('environments', [{ name, ...endpoints }], ConfigurationTarget.Workspace)
        .then(undefined, (error: unknown) => assert.ok(error instanceof Error));
      const values = workspace.getConfiguration('korusticket').inspect('environments');
      assert.deepEqual(values?.workspaceValue ?? values?.workspaceFolderValue, undefined);
      await run('refreshToken');
      assert.equal(await accessToken(), sandbox.issuedTokens.at(-1)?.accessToken);
      assert.deepEqual(elsewhere.requests, []);
    });

    for (const member of ['tokenEndpoint', 'refreshTokenEndpoint', 'apiBaseUrl'] as const) {
      it(`stop everything where ${member} moves to another server, until it is back`, async () => {
        const before = userEnvironment('Sandbox');
        await editEnvironment('Sandbox', { [member]: elsewhere.account[member] });
        await until(isRefused);

        const message = await rejection(accessToken());
        assert.match(message, /points to another server than the one the secret was entered for/);
        assert.ok(message.includes(new URL(elsewhere.account[member]).origin), message);
        const asked = sandbox.requests.length;
        await run('refreshToken');
        await run('refreshCatalogs');
        await run('openResource', sandbox.catalogsPath);
        assert.equal(sandbox.requests.length, asked);
        assert.deepEqual(elsewhere.requests, []);

        await editEnvironment('Sandbox', { [member]: before?.[member] });
        await until(isAccepted);
        assert.equal(await accessToken(), sandbox.issuedTokens.at(-1)?.accessToken);
        assert.deepEqual(elsewhere.requests, []);
      });
    }

    it('may change within the server, without another question', async () => {
      const tokenEndpoint = `${sandbox.account.tokenEndpoint}/`;
      await editEnvironment('Sandbox', { tokenEndpoint });
      await until(() =>
        sandbox.requests.some(({ url, status }) => url.endsWith('/token/') && status === 200),
      );
      assert.equal(await accessToken(), sandbox.issuedTokens.at(-1)?.accessToken);
    });
  });

  it('korusticket.language becomes Accept-Language', async () => {
    for (const [value, expected] of [
      ['fr', 'fr'],
      ['de-CH, de;q=0.8', 'de-CH, de;q=0.8'],
      ['', env.language],
      // What cannot stand in a header must not stop every request.
      ['fr\r\nx-other: 1', env.language],
      ['français', env.language],
    ] as const) {
      await setUserSetting('language', value);
      await run('openResource', `${sandbox.catalogsPath}?asked=${encodeURIComponent(value)}`);
      assert.equal(apiRequests().at(-1)?.headers['accept-language'], expected);
    }
  });

  it('korusticket.catalogs.pageSize becomes itemsPerPage', async () => {
    const asksFor = (size: number) => (): boolean =>
      apiRequests().some(({ url, status }) => url.includes(`itemsPerPage=${size}`) && status === 200);
    await setUserSetting('catalogs.pageSize', 7);
    await commands.executeCommand('korusticket.catalogs.focus');
    await until(asksFor(7));
    // A value outside the API's limits counts as none.
    await setUserSetting('catalogs.pageSize', 51);
    await until(asksFor(50));
    assert.equal(asksFor(51)(), false);
    await commands.executeCommand('workbench.view.explorer');
  });

  describe('korusticket.environments, edited by hand', () => {
    const noState: Memento = { keys: () => [], get: () => undefined, update: () => Promise.resolve() };
    const works: Environment = {
      name: 'Works',
      tokenEndpoint: 'https://auth.works.example/token',
      apiBaseUrl: 'https://api.works.example',
      clientId: 'distributor',
    };
    const junk = [null, 7, 'Works', { name: 7 }, { name: 'Works' }];

    // The account signed in to is put away while the settings still name it.
    beforeEach(cleanUp);
    afterEach(() => setUserSetting('environments', undefined));

    let settings: EnvironmentSettings;
    let lines: readonly string[];

    beforeEach(() => {
      const recorded = recordedLog();
      lines = recorded.lines;
      settings = new EnvironmentSettings(noState, recorded.log, undefined);
    });
    afterEach(() => settings.dispose());

    it('keeps how an environment looks when it is saved to', async () => {
      const looks = { color: 'charts.green', icon: '$(wrong)' };
      await setUserSetting('environments', [{ name: 'Works', apiBaseUrl: 'https://old.example', ...looks }]);
      await settings.save(works);
      assert.deepEqual(userSetting('environments'), [{ ...works, ...looks }]);
    });

    it('with entries that make no sense is saved to without touching them', async () => {
      const before = { name: 'Works', apiBaseUrl: 'https://old.works.example' };
      await setUserSetting('environments', [...junk, before, before]);
      await settings.save(works);
      assert.deepEqual(userSetting('environments'), [...junk, works, before]);
    });

    it('with a name that stands among blanks is saved to once', async () => {
      await setUserSetting('environments', [null, { ...works, name: ' Works ', clientId: 'other' }]);
      await settings.save(works);
      assert.deepEqual(userSetting('environments'), [null, works]);
      assert.deepEqual(
        settings.all().map(({ name }) => name),
        ['Works', 'Production', 'Demo'],
      );
    });

    it('with an entry that lacks something gets it mended instead of a second one', async () => {
      await setUserSetting('environments', [{ name: 'Works' }, null]);
      await settings.save(works);
      assert.deepEqual(userSetting('environments'), [works, null]);
    });

    it('tells the log how much of it is ignored, at start and after a change', async () => {
      await setUserSetting('environments', [works, ...junk]);
      await until(() => lines.length === 1);
      settings.report();
      assert.deepEqual(
        lines.map((line) => /environments: (\d)$/.exec(line)?.[1]),
        ['5', '5'],
      );
      await setUserSetting('environments', [works, null]);
      await until(() => lines.length === 3);
      assert.match(lines[2] ?? '', /: 1$/);
      await setUserSetting('environments', [works]);
      settings.report();
      assert.equal(lines.length, 3);
    });

    it('tells of each change once, and every follower', async () => {
      const told: string[] = [];
      for (const who of ['first', 'second']) {
        settings.onDidChange(
          () =>
            void told.push(
              `${who}: ${settings
                .all()
                .map(({ name }) => name)
                .join()}`,
            ),
        );
      }
      await setUserSetting('environments', [works, null]);
      await until(() => told.length > 1);
      assert.deepEqual(told, ['first: Works,Production,Demo', 'second: Works,Production,Demo']);
      assert.equal(lines.length, 1);
      settings.dispose();
      await setUserSetting('environments', [works]);
      assert.equal(told.length, 2);
    });
  });

  describe('korusticket.clipboard.clearAfterSeconds', () => {
    it('takes the token off the clipboard', async () => {
      await setUserSetting('clipboard.clearAfterSeconds', 1);
      await run('copyAccessToken');
      assert.equal(await env.clipboard.readText(), await accessToken());
      await until(async () => (await env.clipboard.readText()) === '');
    });

    /** A clock whose only timer fires when told. */
    const stoppedClock = (): Clock & { fire(): void; delay: number | undefined } => {
      let timer: (() => void) | undefined;
      return {
        delay: undefined,
        now: () => 0,
        setTimeout(callback, delay) {
          timer = callback;
          this.delay = delay;
          return 1;
        },
        clearTimeout() {
          timer = undefined;
        },
        fire: () => timer?.(),
      };
    };

    it('waits that long and leaves alone what was copied since', async () => {
      await setUserSetting('clipboard.clearAfterSeconds', 45);
      const clock = stoppedClock();
      const copied = new CopiedSecrets(clock, env.clipboard, recordedLog().log);
      await copied.copy('token');
      assert.equal(clock.delay, 45_000);
      await env.clipboard.writeText('mine');
      clock.fire();
      // Calls to the clipboard are answered in turn: after these two, clearing would have been done.
      await env.clipboard.readText();
      assert.equal(await env.clipboard.readText(), 'mine');

      await copied.copy('token');
      clock.fire();
      await until(async () => (await env.clipboard.readText()) === '');
      copied.dispose();
    });

    it('does not wait where the window closes before, and even then leaves alone what is not ours', async () => {
      await setUserSetting('clipboard.clearAfterSeconds', 45);
      const copied = new CopiedSecrets(stoppedClock(), env.clipboard, recordedLog().log);
      await copied.copy('token');
      await copied.end();
      assert.equal(await env.clipboard.readText(), '');
      await copied.copy('token');
      await env.clipboard.writeText('mine');
      await copied.end();
      assert.equal(await env.clipboard.readText(), 'mine');
    });

    it('tells the log where the clipboard cannot be read', async () => {
      await setUserSetting('clipboard.clearAfterSeconds', 45);
      const clock = stoppedClock();
      const { log, lines } = recordedLog();
      const locked: Clipboard = {
        readText: () => Promise.reject(new Error('in use by another program')),
        writeText: () => Promise.resolve(),
      };
      await new CopiedSecrets(clock, locked, log).copy('token');
      clock.fire();
      await until(() => lines.length > 0);
      assert.match(lines[0] ?? '', /^clipboard: .*in use by another program/);
    });

    it('sets no timer by default', async () => {
      const clock = stoppedClock();
      await new CopiedSecrets(clock, env.clipboard, recordedLog().log).copy('token');
      assert.equal(clock.delay, undefined);
      assert.equal(await env.clipboard.readText(), 'token');
    });
  });
});
