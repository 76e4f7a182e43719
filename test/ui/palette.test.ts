import assert from 'node:assert/strict';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

const show = 'KorusTicket: Show Disabled Product Bases';
const hide = 'KorusTicket: Hide Disabled Product Bases';
const signOut = 'KorusTicket: Sign Out';

describe('what the palette offers', function () {
  this.bail(true);
  let story: Story | undefined;
  let window: Workbench;

  before(async () => {
    story = await openStory({ secrets: 'localStorage', isSignedIn: true });
    ({ window } = story);
  });

  after(() => story?.close());

  /** Typed in part: where nothing matches, the palette marks nothing, and cannot be told from one that is still empty. */
  const untilOffered = (typed: string, title: string, isOffered: boolean): Promise<unknown> =>
    until(
      `${title} offered: ${isOffered}`,
      () => window.findCommands(typed),
      (titles) => titles.includes(title) === isOffered,
    );

  it('of disabled product bases, in a window that has not shown the catalogs: what was not chosen before', async () => {
    await window.runCommand(show);
    await untilOffered('Disabled Product Bases', hide, true);
    await window.reloadByCommand();
    await window.statusBar.waitForText(/^Works \d+ min$/);
    const titles = await window.findCommands('Disabled Product Bases');
    assert.deepEqual(
      titles.filter((title) => [show, hide].includes(title)),
      [hide],
    );
  });

  it('is to sign out of another environment, where nobody is signed in to the active one', async () => {
    const { apiBaseUrl } = story!.sandbox.account;
    await window.changeSettings({
      'korusticket.environments': [
        ...((await story!.session.settings())['korusticket.environments'] as object[]),
        { name: 'Elsewhere', apiBaseUrl },
      ],
    });
    await window.runCommand('KorusTicket: Switch Environment');
    await window.quickInput.pick('Elsewhere');
    await window.statusBar.waitForText(/Sign In/);
    await window.runCommand(signOut);
    assert.match(await window.notifications.dialogText(), /Sign out of Works\?/);
    await window.notifications.clickDialog('Cancel');
  });

  it('is to sign out of one that the settings have no more, until that is done', async () => {
    const { apiBaseUrl } = story!.sandbox.account;
    await window.changeSettings({ 'korusticket.environments': [{ name: 'Elsewhere', apiBaseUrl }] });
    await window.runCommand(signOut);
    assert.match(await window.notifications.dialogText(), /Sign out of Works\?/);
    await window.notifications.clickDialog('Sign Out');
    await untilOffered('KorusTicket: Sign', signOut, false);
    await window.accounts.waitFor('no account in the menu', (labels) =>
      labels.every((label) => !label.includes('(KorusTicket)')),
    );
    await window.accounts.close();
  });
});
