import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { ageOffers } from './support/aging';
import { OfferCalendar } from './support/offerCalendar';
import { until } from './support/poll';
import { Session } from './support/session';
import type { TreeRow } from './support/treeView';
import type { Workbench } from './support/workbench';
import { hour } from '../support/time';

const park = 'Catalogue Puy du Fou - CSE';
const base = 'Guided tour - Jardins d’Aubépine 8';
const product = 'Adult';

describe('what is looked at in a window', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;

  const asked = (): number => sandbox.requests.filter(({ url }) => /\/offers\?/.test(url)).length;
  const toldAt = (label: string, wanted: RegExp): Promise<unknown> =>
    until(
      `${label} to tell ${String(wanted)}`,
      async () => (await window.tree.waitForRow(label)).description,
      (text) => wanted.test(text),
    );
  const openProduct = async (): Promise<TreeRow> => {
    await window.tree.open();
    for (const label of [park, base, product]) {
      await window.tree.waitForRow(label);
      await window.tree.expand(label);
    }
    return window.tree.waitForRow(/^\w+ \d{4}$/);
  };

  /** A window of two hours later, by what is kept. */
  const reopen = async (): Promise<void> => {
    await ageOffers(session.folders.userData, 2 * hour);
    await window.reload();
    await window.statusBar.waitForText(/^Works \d+ min$/);
  };

  before(async () => {
    sandbox = await startSandbox();
    session = await Session.start({
      secrets: 'localStorage',
      settings: {
        'korusticket.environments': [{ name: 'Works', apiBaseUrl: sandbox.account.apiBaseUrl }],
      },
    });
    window = await session.openWindow();
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await untilQuiet(window);
  });

  after(async () => {
    await session.stop();
    await sandbox.close();
  });

  it('is shown at once with its age where it is old, and without once it has been read again', async () => {
    await openProduct();
    await reopen();
    const before = asked();
    sandbox.faults.set({ on: 'api', match: /\/offers\?/, delayMs: 600_000 });
    await openProduct();
    await toldAt(product, /^as of .*\d+:\d\d\s[AP]M, being read again$/);
    await window.screenshot('looks-old');
    sandbox.faults.release();
    await toldAt(product, /^$/);
    assert.equal(asked(), before + 1);
  });

  it('is read again when its row is opened again', async () => {
    await reopen();
    // A refusal: what may pass is tried again without anybody's looking.
    sandbox.faults.set({ on: 'api', match: /\/offers\?/, status: 403, body: {} });
    await openProduct();
    await toldAt(product, /^as of .*\d+:\d\d\s[AP]M$/);
    await window.screenshot('looks-refused');
    sandbox.faults.clear();
    const before = asked();
    await window.tree.collapse(product);
    await window.tree.expand(product);
    await toldAt(product, /^$/);
    assert.equal(asked(), before + 1);
  });

  it('is the day clicked last in the calendar, whichever answer comes last', async () => {
    const calendar = new OfferCalendar(window);
    await window.tree.clickMenu(base, 'Show Offer Calendar');
    await calendar.waitForStatus(/Days with offers/);
    // Days that the tree has not loaded.
    for (let month = 0; month < 3; month++) {
      await calendar.button('Next month').click();
      await calendar.waitForStatus(/Days with offers: [12]\d/);
    }
    const days = calendar.frame.locator('[data-day]:has(svg.many)');
    const dayAt = async (index: number): Promise<string> =>
      (await days.nth(index).getAttribute('data-day')) ?? '';
    const [wanted, given] = [await dayAt(0), await dayAt(-1)];
    assert.ok(wanted < given);
    sandbox.faults.set({ on: 'api', match: /\/offers\?.*date/, delayMs: 600_000, times: 1 });
    const first = sandbox.requests.length;
    await calendar.day(given).focus();
    await window.page.keyboard.press('Enter');
    const slow = await until(
      'the tree to ask for the day',
      () => sandbox.requests.slice(first).find(({ url }) => /\/offers\?.*date/.test(url)),
      (request) => request !== undefined,
    );
    await calendar.day(wanted).focus();
    await window.page.keyboard.press('Enter');
    const name = new Intl.DateTimeFormat('en', {
      weekday: 'short',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(Date.parse(wanted));
    // Both days are in one list: the second is found once the first page of it is there, if it is clicked in time.
    await window.catchUp();
    sandbox.faults.release();
    await window.tree.waitForSelected(name);
    await until(
      'the answer for the day given up',
      () => slow!.status,
      (status) => status === 200,
    );
    // What was found for it would be selected by now.
    await window.catchUp();
    await window.tree.waitForSelected(name);
    assert.deepEqual(await window.notifications.texts(), []);
  });
});
