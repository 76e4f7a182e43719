import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { until } from './support/poll';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

/** Writes what it is given into a file of the folder, as a build script with a need for tokens would use it. */
const script = `require('fs').writeFileSync(process.argv[2] + '.txt', (process.env.TOKEN ?? process.argv[3]) + '.')`;

const tokenInput = (id: string, environment: string): object => ({
  id,
  type: 'command',
  command: 'korusticket.getAccessToken',
  args: { environment },
});

const tasks = {
  version: '2.0.0',
  tasks: [
    {
      label: 'in use',
      type: 'process',
      command: 'node',
      args: ['tell.js', 'inUse'],
      options: { env: { TOKEN: '${command:korusticket.getAccessToken}' } },
      problemMatcher: [],
    },
    {
      label: 'of North',
      type: 'process',
      command: 'node',
      args: ['tell.js', 'north', '${input:northToken}'],
      problemMatcher: [],
    },
  ],
  inputs: [tokenInput('northToken', 'North')],
};

const launch = {
  version: '0.2.0',
  configurations: [
    {
      type: 'node',
      request: 'launch',
      name: 'Tell',
      program: '${workspaceFolder}/tell.js',
      args: ['launched'],
      env: { TOKEN: '${command:korusticket.getAccessToken}' },
    },
  ],
};

describe('the token in tasks, launch configurations and terminals', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let north: Sandbox;
  let south: Sandbox;
  let folder: string;
  let session: Session;
  let window: Workbench;

  const runTask = async (label: string): Promise<void> => {
    await window.runCommand('Tasks: Run Task');
    await until(
      'the list of tasks',
      async () => (await window.quickInput.state()).placeholder,
      (placeholder) => placeholder.startsWith('Select the task to run'),
    );
    await window.quickInput.fill(label);
    await window.quickInput.pick(label);
  };

  /** What the script has written. */
  const told = (name: string): Promise<string> =>
    until(
      `${name}.txt`,
      () => readFile(join(folder, `${name}.txt`), 'utf8'),
      (text) => text.endsWith('.'),
    ).then((text) => text.slice(0, -1));

  before(async () => {
    [north, south] = await Promise.all([startSandbox(), startSandbox()]);
    folder = await mkdtemp(join(tmpdir(), 'korusticket-tasks-'));
    await mkdir(join(folder, '.vscode'));
    await writeFile(join(folder, 'tell.js'), script);
    await writeFile(join(folder, '.vscode', 'tasks.json'), JSON.stringify(tasks));
    await writeFile(join(folder, '.vscode', 'launch.json'), JSON.stringify(launch));
    session = await Session.start({
      // The debugger is among them.
      bundled: 'all',
      settings: {
        'security.workspace.trust.enabled': false,
        'korusticket.environments': [
          { name: 'North', apiBaseUrl: north.account.apiBaseUrl },
          { name: 'South', apiBaseUrl: south.account.apiBaseUrl },
        ],
      },
    });
    window = await session.openWindow({ folder });
    await signInByPaste(window, 'North', north.account);
    await window.statusBar.waitForText(/^North/);
    await signInByPaste(window, 'South', south.account);
    await window.statusBar.waitForText(/^South/);
    await untilQuiet(window);
  });

  after(async () => {
    await session.stop();
    await Promise.all([north.close(), south.close()]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('a task gets the token of the environment in use', async () => {
    await runTask('in use');
    assert.equal(await told('inUse'), south.issuedTokens.at(-1)?.accessToken);
  });

  it('a task gets the token of the environment that its input names', async () => {
    await runTask('of North');
    assert.equal(await told('north'), north.issuedTokens.at(-1)?.accessToken);
  });

  it('a launch configuration gets the token', async () => {
    await window.runCommand('Debug: Start Without Debugging');
    assert.equal(await told('launched'), south.issuedTokens.at(-1)?.accessToken);
  });

  it('opens a terminal that says what it has and that it does not renew', async () => {
    await window.runCommand('KorusTicket: Open Terminal with Token');
    await window.page.locator('.terminal-wrapper.active .xterm-screen').waitFor();
    await window.page
      .locator('.terminal-tabs-entry, .single-terminal-tab')
      .getByText('KorusTicket (South)')
      .first()
      .waitFor();
    await window.screenshot('terminal-with-token');
  });

  it('leaves no token on disk but what the tasks have written', async () => {
    for (const { issuedTokens } of [north, south]) {
      for (const { accessToken } of issuedTokens) {
        assert.deepEqual(await session.filesContaining(accessToken), []);
      }
    }
  });

  it('reports a problem in a document that one can read before sharing it', async () => {
    await window.runCommand('KorusTicket: Report a Problem');
    await window.editor.waitForTitle(/Untitled-1/);
    await window.screenshot('problem-report');
    const text = await window.editor.text();
    assert.match(text, /^- state: valid$/m);
    assert.ok(!text.includes(north.account.clientId));
  });
});
