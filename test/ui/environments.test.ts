import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { clickOnce } from './support/act';
import { until } from './support/poll';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

const switching = 'KorusTicket: Switch Environment';
const back = 'Use the Environment of All Windows';

describe('environments that look different', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let sandbox: Sandbox;
  let folder: string;
  let session: Session;
  let window: Workbench;

  before(async () => {
    [sandbox, folder] = await Promise.all([startSandbox(), mkdtemp(join(tmpdir(), 'korusticket-'))]);
    const { apiBaseUrl } = sandbox.account;
    session = await Session.start({
      secrets: 'localStorage',
      settings: {
        'korusticket.environments': [
          { name: 'Works', apiBaseUrl, color: 'statusBarItem.warningBackground', icon: 'flame' },
          { name: 'Other', apiBaseUrl },
        ],
      },
    });
    window = await session.openWindow({ folder });
  });

  after(async () => {
    await session.stop();
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const hover = async (name: string): Promise<string> => {
    const text = await window.statusBar.hoverText();
    await window.screenshot(`environment-${name}`);
    await window.statusBar.closeHover();
    return text;
  };

  it('have their colour and icon in the status bar', async () => {
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    assert.deepEqual(await window.statusBar.icons(), ['flame']);
    assert.equal(await window.statusBar.kind(), 'warning');
    await untilQuiet(window);
    await window.page.mouse.move(600, 300);
    await window.screenshot('environment-colour');
  });

  it('can be chosen for one workspace, and the hover says so', async () => {
    await window.runCommand(switching);
    const row = window.quickInput.item('Other');
    await row.hover();
    await window.screenshot('environment-pick');
    await until(
      'the button of the row to be clicked',
      async () => {
        await row.hover({ timeout: 5000 });
        return clickOnce(row.locator('.quick-input-list-entry-action-bar .action-label'));
      },
      Boolean,
    );
    await window.statusBar.waitForText('KorusTicket: Sign In');
    assert.equal(await window.statusBar.kind(), 'none');
    assert.match(await hover('workspace'), /Environment: Other \(for this workspace only\)/);
  });

  it('stay what they were in windows without that workspace', async () => {
    const second = await session.openWindow();
    await second.statusBar.waitForText(/^Works \d+ min$/);
    await second.close();
  });

  it('can be had back as all windows have them', async () => {
    await window.runCommand(switching);
    await window.quickInput.pick(back);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    assert.match(await hover('all'), /Environment: Works\s/);
  });
});
