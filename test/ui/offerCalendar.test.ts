import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { OfferCalendar } from './support/offerCalendar';
import { until } from './support/poll';
import type { Session } from './support/session';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

/** Has products with a limit and without, days that are sold out, reductions and dynamic prices. */
const productBase = 'Guided tour - Jardins d’Aubépine 8';

describe('the offer calendar in a window', function () {
  this.bail(true);
  let story: Story | undefined;
  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;
  let calendar: OfferCalendar;

  const chip = (name: string): ReturnType<OfferCalendar['button']> =>
    calendar.frame.locator('.chip').filter({ hasText: name });
  const focusMoves = async (key: string, wanted: string): Promise<void> => {
    await window.page.keyboard.press(key);
    await until(
      `the focus on ${wanted} after ${key}`,
      () => calendar.focusedDay(),
      (day) => day === wanted,
    );
  };
  // Of the day on which the story begins.
  const now = new Date();
  const nextMonth = (): string =>
    new Date(Date.UTC(now.getFullYear(), now.getMonth() + 1, 1)).toISOString().slice(0, 7);

  before(async () => {
    story = await openStory({
      secrets: 'localStorage',
      environment: 'Sandbox',
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
      isSignedIn: true,
    });
    ({ sandbox, session, window } = story);
    calendar = new OfferCalendar(window);
  });

  after(() => story?.close());

  it('says calmly what to do where the tree has nothing to choose from', async () => {
    await window.runCommand('KorusTicket: Show Offer Calendar');
    await window.notifications.waitFor(/Open a product base in the tree of catalogs first/);
    await window.notifications.dismiss(/Open a product base/);
  });

  it('opens for a product base from the tree, with three of its products', async () => {
    await window.tree.open();
    await window.tree.expand('Catalogue Puy du Fou - CSE');
    await window.tree.waitForRow(productBase);
    await window.tree.clickMenu(productBase, 'Show Offer Calendar');
    await window.editor.waitForTitle(`Offers: ${productBase}`);
    await calendar.waitForStatus(/Days with offers: \d+\. Lowest price: about €\d/);
    assert.equal(await calendar.frame.locator('.chip[aria-pressed="true"]').count(), 3);
  });

  it('goes to the next month and reads only that', async () => {
    const before = sandbox.requests.length;
    await calendar.button('Next month').click();
    await calendar.waitForStatus(/Days with offers: 2\d/);
    const offers = sandbox.requests
      .slice(before)
      .map(({ url }) => new URL(url, sandbox.account.apiBaseUrl))
      .filter(({ pathname }) => pathname.endsWith('/offers'));
    assert.equal(offers.length, 3);
    for (const { searchParams } of offers) {
      assert.equal(searchParams.get('date[after]'), `${nextMonth()}-01`);
    }
    await window.screenshot('calendar-several-dark');
  });

  it('compares the products that are switched on', async () => {
    await chip('Child').click();
    await chip('Reduced').click();
    await calendar.waitForStatus(/Lowest price: €/);
    // What of a month is sold out or reduced the service decides by chance: some month has none.
    const said = [
      /^\w+day, \w+ \d+, \d{4}\. €\d+\.\d\d, [\d,]+ available$/,
      /instead of €/,
      /Sold out$/,
      /Not on sale$/,
    ];
    const unsaid = async (): Promise<RegExp[]> => {
      const labels = await calendar.labels();
      return said.filter((each) => !labels.some((label) => each.test(label)));
    };
    let ahead = 0;
    for (; ahead < 3 && (await unsaid()).length > 0; ahead++) {
      await calendar.button('Next month').click();
      await calendar.waitForStatus(/Lowest price: €/);
    }
    assert.deepEqual(await unsaid(), []);
    const soldOut = calendar.frame.locator('[data-day]', { hasText: 'Sold out' }).first();
    assert.equal(await soldOut.locator('svg.soldOut').count(), 1, 'no sign beside the colour');
    await window.screenshot('calendar-single-dark');
    await chip('Child').click();
    await calendar.waitForStatus(/Lowest price: about/);
    assert.ok(
      (await calendar.labels()).some((label) => /Adult: .* Child \(4 to 13\): about €.*No limit/.test(label)),
    );
    for (; ahead > 0; ahead--) {
      await calendar.button('Previous month').click();
      await calendar.waitForStatus(/Lowest price/);
    }
  });

  it('is moved through by keys', async () => {
    const month = nextMonth();
    await calendar.day(`${month}-10`).focus();
    await focusMoves('ArrowRight', `${month}-11`);
    await focusMoves('ArrowDown', `${month}-18`);
    await focusMoves('ArrowUp', `${month}-11`);
    await focusMoves('ArrowLeft', `${month}-10`);
    await focusMoves('Control+Home', `${month}-01`);
    await focusMoves(
      'Control+End',
      (await calendar.frame.locator('[data-day]').last().getAttribute('data-day')) ?? '',
    );
    await focusMoves('Control+Home', `${month}-01`);
    await window.page.keyboard.press('PageDown');
    await until(
      'another month',
      () => calendar.focusedDay(),
      (day) => day > `${month}-31`,
    );
    await calendar.waitForStatus(/Days with offers/);
    await focusMoves('PageUp', `${month}-01`);
    await calendar.waitForStatus(/Days with offers/);
    // One tab stop: the next one lies behind the grid.
    await focusMoves('Tab', '');
  });

  it('is where it was after a reload of the window', async () => {
    const month = await calendar.month();
    const day = `${nextMonth()}-12`;
    await calendar.day(day).focus();
    await window.reloadByCommand();
    await window.editor.waitForTitle(`Offers: ${productBase}`);
    await calendar.waitForStatus(/Days with offers: 2\d/);
    assert.equal(await calendar.month(), month);
    assert.equal(await calendar.frame.locator('.chip[aria-pressed="true"]').count(), 2);
    assert.equal(await calendar.day(day).getAttribute('tabindex'), '0');
    const kept = await session.browserStorage();
    for (const { accessToken } of sandbox.issuedTokens) {
      assert.ok(!kept.includes(accessToken), 'a token is kept in the browser');
      assert.deepEqual(await session.filesContaining(accessToken), []);
    }
  });

  it('says what went wrong and tries again', async () => {
    sandbox.faults.set({ on: 'api', match: /\/offers/, status: 403, body: { detail: 'Not <b>yours</b>' } });
    await calendar.button('Next month').click();
    const alert = calendar.frame.getByRole('alert');
    const text = await until(
      'a failure',
      () => alert.innerText(),
      (said) => said !== '',
    );
    assert.match(text, /no access to this resource \(403\).*Not <b>yours<\/b>/);
    await window.screenshot('calendar-failure');
    sandbox.faults.clear();
    await calendar.button('Try Again').click();
    await calendar.waitForStatus(/Days with offers: 2\d/);
    await until(
      'no failure',
      () => alert.innerText(),
      (said) => said === '',
    );
  });

  it('can be stopped while it loads', async () => {
    sandbox.faults.set({ on: 'api', match: /\/offers/, delayMs: 600_000 });
    await calendar.button('Next month').click();
    await calendar.button('Cancel').click();
    await calendar.frame.getByText('Loading was cancelled.').waitFor();
    sandbox.faults.clear();
    await calendar.button('Load').click();
    await calendar.waitForStatus(/Days with offers/);
  });

  const nameOf = (day: string): string =>
    new Intl.DateTimeFormat('en', {
      weekday: 'short',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(Date.parse(day));

  it('shows what a day has at a click, and asks and opens nothing', async () => {
    const rich = calendar.frame.locator('[data-day]:has(svg.many)').nth(1);
    const day = (await rich.getAttribute('data-day')) ?? '';
    const [asked, selected] = [sandbox.requests.length, await window.tree.selected()];
    await rich.click();
    await until(
      `${day} to be selected`,
      () => calendar.day(day).getAttribute('aria-selected'),
      (is) => is === 'true',
    );
    const details = calendar.frame.locator('.details');
    assert.match(await details.locator('h2').innerText(), new RegExp(`${Number(day.slice(8))}, `));
    assert.equal(await calendar.focusedDay(), day);
    await window.catchUp();
    assert.deepEqual([sandbox.requests.length, await window.tree.selected()], [asked, selected]);
    await calendar.frame.getByRole('button', { name: /^Show Offers: .*Adult$/ }).click();
    await window.tree.waitForSelected(nameOf(day));
  });

  it('keeps the month where it is at a click, however much the day has', async () => {
    const { page } = window;
    const wide = page.viewportSize()!;
    await page.setViewportSize({ width: wide.width, height: 480 });
    const top = async (): Promise<number | undefined> =>
      (await calendar.frame.locator('#month').boundingBox())?.y;
    const [one, other] = [0, 1].map((index) => calendar.frame.locator('[data-day]:has(svg.many)').nth(index));
    await one!.click();
    await other!.hover();
    const before = await top();
    await other!.click();
    await until(
      'the other day to be selected',
      () => other!.getAttribute('aria-selected'),
      (is) => is === 'true',
    );
    assert.equal(await top(), before);
    await page.setViewportSize(wide);
  });

  it('selects the offers of a day in the tree with Enter', async () => {
    const open =
      (await calendar.frame.locator('[data-day]:has(svg.many)').first().getAttribute('data-day')) ?? '';
    await calendar.day(open).focus();
    await window.page.keyboard.press('Enter');
    await window.tree.waitForSelected(nameOf(open));
    await window.screenshot('calendar-reveal');
    await calendar.waitForStatus(/Days with offers/);
  });

  const themes = [
    ['Default Dark Modern', 'dark'],
    ['Default Light Modern', 'light'],
    ['Default High Contrast', 'high-contrast'],
    ['Default High Contrast Light', 'high-contrast-light'],
  ] as const;
  for (const [theme, name] of themes) {
    it(`has no barrier that axe knows of in ${theme}, wide or 300 pixels narrow`, async () => {
      await window.changeTheme(theme);
      await calendar.waitForStatus(/Days with offers/);
      // The page is told of the colours by a message.
      await calendar.frame.locator(`body[data-vscode-theme-kind="vscode-${name}"]`).waitFor();
      assert.deepEqual(await calendar.accessibilityProblems(), []);
      await window.screenshot(`calendar-${name}`);
      const wide = window.page.viewportSize()!;
      await window.runCommand('View: Toggle Primary Side Bar Visibility');
      await window.page.setViewportSize({ width: 358, height: 1100 });
      const body = calendar.frame.locator('body');
      const size = await until(
        'a narrow page',
        () => body.evaluate(({ clientWidth, scrollWidth }: PageBody) => ({ clientWidth, scrollWidth })),
        ({ clientWidth }) => clientWidth <= 300,
      );
      assert.ok(size.scrollWidth <= size.clientWidth, JSON.stringify(size));
      assert.deepEqual(await calendar.accessibilityProblems(), []);
      await window.screenshot(`calendar-${name}-narrow`);
      await window.page.setViewportSize(wide);
      await window.runCommand('View: Toggle Primary Side Bar Visibility');
    });
  }

  it('begins the week where the setting says', async () => {
    const first = calendar.frame.locator('th').first();
    await window.changeSettings({ 'korusticket.calendar.firstDayOfWeek': 'saturday' });
    await until(
      'a week from Saturday on',
      () => first.getAttribute('title'),
      (name) => name === 'Saturday',
    );
    await window.changeSettings({ 'korusticket.calendar.firstDayOfWeek': 'automatic' });
    await until(
      'a week as usual',
      () => first.getAttribute('title'),
      (name) => name !== 'Saturday',
    );
    await calendar.waitForStatus(/Days with offers/);
  });

  it('has one tab stop for all products, and a field that finds one among many', async () => {
    const member = Array.from({ length: 14 }, (_, index) => ({
      '@id': `/v1/ticketing/catalogs/c/products/p${index}`,
      name: `Éclair ${index} of many`,
    }));
    sandbox.faults.set({ on: 'api', match: /\/products\?/, status: 200, body: { member } });
    await calendar.button('Refresh').click();
    const filter = calendar.frame.getByRole('searchbox', { name: 'Find a product by its name' });
    await filter.waitFor();
    const chips = calendar.frame.locator('.chip');
    const focused = calendar.frame.locator('.chip:focus');
    await until(
      'all products',
      () => chips.count(),
      (count) => count === 14,
    );
    assert.equal(await calendar.frame.locator('.chip[tabindex="0"]').count(), 1);
    await filter.focus();
    for (const [key, name] of [
      ['Tab', 'Éclair 0'],
      ['ArrowRight', 'Éclair 1'],
      ['End', 'Éclair 13'],
      ['ArrowRight', 'Éclair 0'],
      ['ArrowLeft', 'Éclair 13'],
      ['Home', 'Éclair 0'],
    ] as const) {
      await window.page.keyboard.press(key);
      await until(
        `the focus on ${name} after ${key}`,
        async () => (await focused.allInnerTexts()).join(),
        (text) => text.includes(`${name} of many`),
      );
    }
    await filter.fill('eclair 7');
    await until(
      'the product and the three compared',
      () => chips.count(),
      (count) => count === 4,
    );
    await window.screenshot('calendar-many-products');
    assert.deepEqual(await calendar.accessibilityProblems(), []);
    sandbox.faults.clear();
    await calendar.button('Refresh').click();
    await chip('Adult').waitFor();
    assert.equal(await filter.isVisible(), false);
    await calendar.waitForStatus(/Days with offers/);
  });

  it('opens its offers as the server sends them', async () => {
    await calendar.button('Open as JSON').click();
    await until(
      'a document with offers',
      () => window.editor.text(),
      (text) => text.includes('"availableQuantity"'),
    );
    await window.runCommand('View: Close Editor');
    await window.editor.waitForTitle(`Offers: ${productBase}`);
  });
});

/** What the test reads of the page's body. */
interface PageBody {
  readonly clientWidth: number;
  readonly scrollWidth: number;
}
