import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { Companion } from './support/companion';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

describe('a workspace that is on no disk', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let sandbox: Sandbox;
  let companion: Companion;
  let session: Session;
  let window: Workbench;

  before(async () => {
    [sandbox, companion] = await Promise.all([startSandbox(), Companion.install()]);
    session = await Session.start({
      extensions: companion.extensions,
      settings: {
        'korusticket.environments': [{ name: 'Works', apiBaseUrl: sandbox.account.apiBaseUrl }],
        'security.workspace.trust.enabled': false,
      },
    });
    window = await session.openWindow({ folder: 'companion:/trip' });
  });

  after(async () => {
    await session.stop();
    await Promise.all([sandbox.close(), companion.remove()]);
  });

  it('is open', async () => {
    await window.runCommand('View: Show Explorer');
    await window.page.locator('.explorer-folders-view').getByText('notes.txt').waitFor();
  });

  it('has the token and the catalogs as any other', async () => {
    await window.statusBar.waitForText(/Sign In/);
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await untilQuiet(window);
    await window.statusBar.click();
    const copied = await window.clipboard.waitFor(/^eyJ/);
    assert.ok(copied === sandbox.issuedTokens.at(-1)?.accessToken, 'the clipboard holds another text');
    await window.tree.open();
    await window.tree.clickInlineAction('Catalogue Puy du Fou - CSE', 'Open Resource as JSON');
    await window.editor.waitForTitle(/Puy du Fou/);
    await window.screenshot('virtual-workspace');
  });
});
