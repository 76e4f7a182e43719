import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { assertToken, grantsOf } from './support/accessToken';
import type { Session } from './support/session';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

const valid = /^Works \d+ min$/;
const signedOut = 'KorusTicket: Sign In';
const warning = /VS Code keeps no secrets on this machine/;

/** Secrets here end with the window, as on a machine without a keyring. */
describe('windows on a machine that keeps no secrets', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;

  before(async () => {
    story = await openStory();
    ({ sandbox, session, window } = story);
  });

  after(() => story?.close());

  const assertSignedOut = async (grants: number): Promise<void> => {
    await window.statusBar.waitForText(signedOut);
    assert.equal(await window.statusBar.kind(), 'none');
    assert.equal(grantsOf(sandbox).length, grants);
  };

  it('sign in and work', async () => {
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(valid);
    await untilQuiet(window);
    await assertToken(window, sandbox, 0);
  });

  it('say once, after a reload, why they are signed out', async () => {
    await window.reload();
    await window.notifications.waitFor(warning);
    assert.equal((await window.notifications.texts()).length, 1);
    await assertSignedOut(1);
    await window.screenshot('no-secrets-kept');
  });

  it('sign in again from that message', async () => {
    await window.notifications.click(warning, 'Sign In');
    await window.quickInput.waitForTitle(/Sign In/);
    await window.quickInput.cancel();
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(valid);
    await untilQuiet(window);
    await assertToken(window, sandbox, 1);
  });

  it('do not say it again, neither after another reload nor in another window', async () => {
    const other = await session.openWindow();
    await other.statusBar.waitForText(signedOut);
    await other.tree.open();
    await other.catchUp();
    assert.deepEqual(await other.notifications.texts(), []);
    await other.close();
    await window.reload();
    await assertSignedOut(2);
    await window.tree.open();
    await window.catchUp();
    assert.deepEqual(await window.notifications.texts(), []);
    assert.equal((await session.logText()).match(/keeps nothing between restarts/g)?.length, 1);
  });

  it('leave no secret on the disk or in the browser', async () => {
    const { clientSecret } = sandbox.account;
    assert.deepEqual(await session.filesContaining(clientSecret), []);
    assert.ok(!(await session.browserStorage()).includes(clientSecret));
    for (const { accessToken } of sandbox.issuedTokens) {
      assert.deepEqual(await session.filesContaining(accessToken), []);
    }
  });
});
