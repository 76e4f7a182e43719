import assert from 'node:assert/strict';
import { localDay } from '../../src/base/days';
import type { Sandbox } from '../sandbox/sandbox';
import { OfferCalendar } from './support/offerCalendar';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

/** Takes place once, three weeks from today. */
const match = 'Saison 2025 - 2026 - Ligue 1 Uber Eats - OL / FC LORIENT';
const hostile = '[Visite](command:workbench.action.closeWindow) <b>$(flame) &amp; *château*</b> 8';

describe('the offer calendar of what takes place once', function () {
  this.bail(true);
  let story: Story | undefined;
  let sandbox: Sandbox;
  let window: Workbench;
  let calendar: OfferCalendar;

  before(async () => {
    // As where the extension runs on a server far away.
    const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    const dayIn = (timeZone: string): string => new Intl.DateTimeFormat('sv', { timeZone }).format();
    const env = { TZ: zones.find((zone) => dayIn(zone) !== localDay(Date.now())) };
    story = await openStory({ environment: 'Sandbox', isSignedIn: true, env });
    ({ sandbox, window } = story);
    calendar = new OfferCalendar(window);
  });

  after(() => story?.close());

  it('is chosen from the palette among names that stand there as the server has them', async () => {
    await window.tree.open();
    await window.tree.expand('Football catalog (sandbox)');
    await window.tree.waitForRow(match);
    await window.tree.expand('Demonstration catalog 10,000');
    await window.tree.waitForRow(hostile);
    await window.runCommand('KorusTicket: Show Offer Calendar');
    await window.quickInput.fill('Visite');
    await until(
      'a name without an icon',
      () => window.quickInput.items(),
      (labels) => labels.includes(hostile),
    );
    await window.quickInput.fill('LORIENT');
    await window.quickInput.pick(match);
    await window.editor.waitForTitle(`Offers: ${match}`);
  });

  it('leads to the only month with offers', async () => {
    await calendar.waitForStatus(/Days with offers: 1\./);
    await calendar.button('Next month').click();
    await calendar.waitForStatus(/^No offers in/);
    await calendar.button('Next month with offers').click();
    await calendar.waitForStatus(/There are no later offers/);
    await window.screenshot('calendar-empty');
    sandbox.faults.set({ on: 'api', match: /\/offers/, delayMs: 600_000 });
    await calendar.button('Previous month with offers').click();
    await calendar.button('Cancel').click();
    await calendar.waitForStatus(/^No offers in/);
    sandbox.faults.clear();
    await calendar.button('Previous month with offers').click();
    await calendar.waitForStatus(/Days with offers: 1\./);
    assert.match((await calendar.labels()).join('\n'), /Not on sale/);
  });

  it('leads there by keyboard alone, and is never left without the focus', async () => {
    const { keyboard } = window.page;
    const day = await calendar.frame.locator('.day:not(.none)').getAttribute('data-day');
    await calendar.button('Next month').click();
    await calendar.waitForStatus(/^No offers in/);
    await calendar.button('Next month with offers').focus();
    await keyboard.press('Enter');
    await calendar.waitForStatus(/There are no later offers/);
    assert.equal(await calendar.focusedButton(), 'Next month with offers');
    // As where someone comes back to the page: what is shown is looked at again.
    await calendar.frame.locator('body').dispatchEvent('focus');
    await keyboard.press('Shift+Tab');
    assert.equal(await calendar.focusedButton(), 'Previous month with offers');
    sandbox.faults.set({ on: 'api', match: /\/offers/, delayMs: 600_000 });
    await keyboard.press('Enter');
    await calendar.button('Cancel').focus();
    await keyboard.press('Enter');
    await calendar.waitForStatus(/^No offers in/);
    assert.notEqual(await calendar.focusedDay(), '', 'the focus of Cancel is not in the month');
    sandbox.faults.clear();
    await calendar.button('Previous month with offers').focus();
    await keyboard.press('Enter');
    await calendar.waitForStatus(/Days with offers: 1\./);
    assert.equal(await calendar.focusedDay(), day);
  });

  it('does not take the focus back once someone is elsewhere', async () => {
    const focused = (): Promise<unknown> => window.page.evaluate('document.activeElement.tagName');
    await calendar.button('Next month').click();
    await calendar.waitForStatus(/^No offers in/);
    sandbox.faults.set({ on: 'api', match: /\/offers/, delayMs: 600_000 });
    await calendar.button('Previous month with offers').focus();
    await window.page.keyboard.press('Enter');
    await calendar.button('Cancel').waitFor();
    assert.equal(await focused(), 'IFRAME');
    await window.tree.click(match);
    sandbox.faults.release();
    await calendar.waitForStatus(/Days with offers: 1\./);
    assert.notEqual(await focused(), 'IFRAME');
  });

  it('goes by the clock in front of the person, whatever day it is where the extension runs', async () => {
    assert.match(await calendar.status(), /As of \d+:\d\d\s[AP]M$/);
    await calendar.button('This month').click();
    const marked = calendar.frame.locator('[aria-current="date"]');
    assert.equal(await marked.getAttribute('data-day'), localDay(Date.now()));
  });
});
