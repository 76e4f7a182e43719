import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { until } from './support/poll';
import { Session } from './support/session';
import { openStory, type Story } from './support/story';
import { WalkthroughPage } from './support/walkthrough';
import type { Workbench } from './support/workbench';

const show = 'KorusTicket: Show First Steps';
const title = 'First Steps with KorusTicket';
/** Title and picture of each step. */
const steps = [
  ['Sign in with your service account', 'sign-in'],
  ['Copy the access token', 'copy'],
  ['Browse your catalogs', 'browse'],
  ['Use the token in your tools', 'use'],
] as const;

describe('the first steps', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;
  let walkthrough: WalkthroughPage;

  before(async () => {
    story = await openStory({ environment: 'Demo' });
    ({ sandbox, session, window } = story);
    walkthrough = new WalkthroughPage(window.page);
    await window.statusBar.waitForText(/Sign In/);
  });

  after(() => story?.close());

  /** The walkthroughs on the Welcome page: behind it, out of sight, it keeps one that was open in it before. */
  const listed = ({ page }: Workbench): Promise<string[]> =>
    page.locator('.gettingStartedContainer .index-list.getting-started h3').allInnerTexts();

  it('open in no editor by themselves', async () => {
    await window.catchUp();
    assert.equal(await window.page.locator('.editor-group-container .tab').count(), 0);
  });

  it('are not on the Welcome page of the first window', async () => {
    await window.runCommand('Help: Welcome');
    const others = await until(
      'walkthroughs on the Welcome page',
      () => listed(window),
      (titles) => titles.length > 0,
    );
    assert.ok(!others.includes(title), others.join());
    await window.runCommand('View: Close Editor');
  });

  it('are four, shown from the empty view, none of them done', async () => {
    await window.tree.open();
    await window.tree.clickWelcome('Show the First Steps');
    await walkthrough.waitForTitle(title);
    await walkthrough.waitForDone(0);
    assert.deepEqual(
      (await walkthrough.steps()).map((step) => step.title),
      steps.map(([step]) => step),
    );
    await window.screenshot('walkthrough');
  });

  // Not later: one that is done, VS Code lists no more.
  it('are on the Welcome page of the next window', async () => {
    const next = await session.openWindow();
    await next.statusBar.waitForText(/Sign In/);
    // Else what closes late may be the Welcome page.
    await next.closeEditors();
    const welcome = next.page.locator('.gettingStartedContainer');
    await until(
      'the Welcome page',
      async () => {
        await next.runCommand('Help: Welcome');
        return welcome.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
      },
      Boolean,
    );
    await until(
      `${title} on the Welcome page`,
      () => listed(next),
      (titles) => titles.includes(title),
    );
    await next.screenshot('welcome-page');
    await next.close();
  });

  it('are ticked off as they are done: a token, a copy, a look at the catalogs, a terminal', async () => {
    // The view of catalogs would load them, which is the third step.
    await window.runCommand('View: Show Explorer');
    await signInByPaste(window, 'Demo', sandbox.account);
    await window.statusBar.waitForText(/^Demo/);
    await walkthrough.waitForDone(1);
    await untilQuiet(window);
    await window.runCommand('KorusTicket: Copy Access Token');
    await walkthrough.waitForDone(2);
    await window.tree.open();
    await walkthrough.waitForDone(3);
    await window.runCommand('KorusTicket: Open Terminal with Token');
    await walkthrough.waitForDone(4);
    await window.screenshot('walkthrough-done');
  });

  it('are found in the palette, and have a picture each where there is room', async () => {
    const next = await session.openWindow();
    await next.statusBar.waitForText(/Sign In|Demo/);
    await next.runCommand(show);
    const page = new WalkthroughPage(next.page);
    await page.waitForTitle(title);
    // Panel and side bar leave no room; what of the other window's layout is stored by now, VS Code decides.
    for (const [part, command] of [
      ['panel', 'View: Hide Panel'],
      ['sidebar', 'View: Close Primary Side Bar'],
    ] as const) {
      if (await next.page.locator(`.part.${part}`).isVisible()) await next.runCommand(command);
    }
    for (const [step, picture] of [...steps].reverse()) {
      await page.open(step, picture);
      await next.screenshot(`walkthrough-${picture}`);
    }
  });
});

describe('the first steps, opened late', () => {
  let sandbox: Sandbox;
  let session: Session;

  before(async () => {
    sandbox = await startSandbox();
    session = await Session.start({
      settings: {
        'korusticket.environments': [{ name: 'Demo', apiBaseUrl: sandbox.account.apiBaseUrl }],
        // VS Code then takes no notice of steps before they are looked at.
        'workbench.startupEditor': 'none',
      },
    });
  });

  after(async () => {
    await session.stop();
    await sandbox.close();
  });

  it('have those ticked off that were done before', async () => {
    const window = await session.openWindow();
    await signInByPaste(window, 'Demo', sandbox.account);
    await window.statusBar.waitForText(/^Demo/);
    await untilQuiet(window);
    await window.runCommand('KorusTicket: Copy Access Token');
    await window.runCommand(show);
    const page = new WalkthroughPage(window.page);
    await page.waitForTitle(title);
    await page.waitForDone(2);
  });
});
