import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';
import type { TreeRow } from './support/treeView';
import type { Workbench } from './support/workbench';

const football = 'Football catalog (sandbox)';
const match = 'Saison 2025 - 2026 - Ligue 1 Uber Eats - OL / FC LORIENT';
const demonstration = 'Demonstration catalog 10,000';

/** The day of the match: three weeks ahead, as the sandbox has it. */
const matchDay = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 21 * 86_400_000);
const inWords = (options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }).format(matchDay);
const month = inWords({ month: 'long', year: 'numeric' });
const day = inWords({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });

describe('a walk through the catalogs in a window', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let window: Workbench;

  const asked = (pattern: RegExp): number =>
    sandbox.requests.filter(({ listener, url }) => listener === 'api' && pattern.test(url)).length;
  const row = (label: string | RegExp): Promise<TreeRow> => window.tree.waitForRow(label);
  const rowAt = async (level: number): Promise<TreeRow> =>
    (
      await until(
        `a row at level ${level}`,
        async () => (await window.tree.rows()).filter((each) => each.level === level),
        (rows) => rows.length > 0,
      )
    )[0]!;

  before(async () => {
    story = await openStory({ secrets: 'localStorage' });
    ({ sandbox, window } = story);
  });

  after(() => story?.close());

  it('asks the API for nothing before the tree is seen, and then once', async () => {
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await untilQuiet(window);
    assert.equal(asked(/./), 0);
    await window.tree.open();
    const catalog = await row(football);
    assert.equal(catalog.description, '');
    assert.equal(asked(/./), 1);
  });

  it('tells the product bases of one season apart in a side bar of 300 px, and copies the whole name', async () => {
    await window.tree.expand(football);
    const box = await window.page.locator('.part.sidebar').boundingBox();
    assert.ok(box !== null && box.width <= 300, `a side bar of ${box?.width ?? 0} px`);
    const first = await row(match);
    assert.deepEqual(
      [first.label, first.description],
      ['Ligue 1 Uber Eats - OL / FC LORIENT', 'Saison 2025 - 2026'],
    );
    const other = await row('Saison 2025 - 2026 - CLASSIC TOUR');
    assert.equal(other.label, 'CLASSIC TOUR');
    await window.screenshot('walk-narrow');
    await window.tree.clickMenu(match, 'Copy Name');
    await window.clipboard.waitFor(match);
    await window.tree.waitForHover(match, match);
    await window.page.mouse.move(700, 400);
  });

  it('shows the options of a product base with their values', async () => {
    await window.tree.expand(match);
    await row('Options');
    await window.tree.expand('Options');
    await row('Price type');
    await window.tree.expand('Price type');
    assert.equal((await rowAt(5)).label, 'Adult');
    await window.screenshot('walk-options');
    await window.tree.collapse('Options');
    await until(
      'the options to be closed',
      async () => (await window.tree.rows()).some(({ level }) => level > 3),
      (isThere) => !isThere,
    );
  });

  it('goes from product by month and day to offer, ticket and session', async () => {
    // Without the name of its product base, which stands above.
    const product = 'Adult';
    await row(product);
    await window.tree.expand(product);
    await row(month);
    await window.tree.expand(month);
    const ofDay = await row(day);
    // The month above it tells the year.
    assert.equal(ofDay.label, inWords({ weekday: 'short', day: 'numeric', month: 'short' }));
    assert.match(ofDay.description, /€\d+\.\d\d/);
    await window.tree.expand(day);
    const offer = await rowAt(6);
    assert.match(offer.label, /^€\d+\.\d\d$/);
    assert.match(offer.description, /left · check availability/);
    assert.match(offer.ariaLabel, /^offer, €/);
    await window.tree.expand(offer.label);
    const ticket = 'Performance of your choice';
    assert.equal((await row(ticket)).description, 'choose a session');
    await window.tree.expand(ticket);
    const first = await rowAt(8);
    assert.match(first.label, /^11:00\sAM$/);
    await window.tree.expand(first.label);
    await row('Seat map');
    await window.screenshot('walk-session');
  });

  it('names the tabs of an offer and a session by date, time and price', async () => {
    const [offer, performance] = [await rowAt(6), await rowAt(8)];
    await window.tree.clickInlineAction(offer.label, 'Open Resource as JSON');
    await window.editor.waitForTitle(`${day}, ${offer.label}.json`);
    await window.tree.clickInlineAction(performance.label, 'Open Resource as JSON');
    const date = inWords({ dateStyle: 'medium' });
    const title = await window.editor.waitForTitle(/11\.00/);
    assert.equal(title.replace('\u202f', ' '), `${date}, 11.00 AM, ${offer.label}.json`);
    await window.screenshot('walk-tabs');
    await window.closeEditors();
  });

  it('asks live for quantity and price of an offer, and shows the answer with its time there and at its sessions', async () => {
    const offer = await rowAt(6);
    assert.equal(asked(/\/(availability|price)$/), 0);
    await window.tree.clickInlineAction(offer.label, 'Check Availability and Price Now');
    const answered = await until(
      'the answer at the offer',
      () => rowAt(6),
      ({ description }) => /at \d+:\d\d\s[AP]M: /.test(description),
    );
    assert.match(answered.description, /^at \d+:\d\d\s[AP]M: [\d,]+ left, €\d+\.\d\d · /);
    const first = await rowAt(8);
    assert.match(first.description, /^at \d+:\d\d\s[AP]M: ([\d,]+ left|sold out)$/);
    assert.deepEqual([asked(/\/availability$/), asked(/\/price$/)], [1, 1]);
    await window.tree.waitForHover(offer.label, 'TicketingOffer');
    await window.screenshot('walk-live');
    await window.page.mouse.move(700, 400);
  });

  it('goes to the day that is asked for, which has to be one', async () => {
    await window.tree.focus('Adult');
    await window.tree.clickMenu('Adult', 'Go to Date…');
    await window.quickInput.waitForTitle('Go to Date');
    await window.quickInput.fill('2099-02-31');
    await window.page
      .locator('.quick-input-widget')
      .getByText(/^A day like \d{4}-\d\d-\d\d is needed\.$/)
      .waitFor();
    await window.quickInput.fill(matchDay.toISOString().slice(0, 10));
    await window.quickInput.accept();
    await window.tree.waitForSelected(day);
    const from = matchDay.toISOString().slice(0, 10);
    assert.ok(asked(new RegExp(`offers\\?.*date%5Bafter%5D=${from}`)) > 0);
  });

  it('says so where there are no offers from a day on', async () => {
    await window.tree.clickMenu('Adult', 'Go to Date…');
    await window.quickInput.waitForTitle('Go to Date');
    await window.quickInput.fill('2099-02-28');
    await window.quickInput.accept();
    await window.notifications.waitFor('There are no offers from Sat, February 28, 2099 on.');
    await window.notifications.dismiss(/There are no offers from/);
  });

  it('shows what is available only, if wanted, and says so', async () => {
    // Another product has the same offer, but nothing left of it.
    const reduced = 'Reduced rate';
    const { url } = sandbox.requests.find((request) => /\/offers\?/.test(request.url))!;
    const headers = { Authorization: `Bearer ${sandbox.issuedTokens.at(-1)!.accessToken}` };
    const answer = await fetch(new URL(url, sandbox.account.apiBaseUrl), { headers });
    const { member } = (await answer.json()) as { member: readonly Record<string, unknown>[] };
    const [offer] = member;
    const soldOut = {
      ...offer,
      '@id': `${String(offer!['@id'])}0`,
      product: undefined,
      availableQuantity: 0,
    };
    sandbox.faults.set({ on: 'api', match: /\/offers\?/, body: { member: [soldOut], totalItems: 1 } });
    const months = (wanted: number): Promise<unknown> =>
      until(
        `${wanted} rows ${month}`,
        async () => (await window.tree.labels()).filter((label) => label === month).length,
        (count) => count === wanted,
      );
    await window.tree.expand(reduced);
    await months(2);
    sandbox.faults.clear();
    // The editor draws this beside the view's title, and hides it where that is narrow.
    const told = window.page.locator('.part.sidebar').getByText('Works, available only').first();
    await window.tree.clickTitleAction('Show Available Offers Only');
    await told.waitFor({ state: 'attached' });
    await months(1);
    await row(day);
    await window.tree.clickTitleAction('Show Sold-Out Offers Too');
    await told.waitFor({ state: 'detached' });
    await months(2);
    await window.tree.collapse(reduced);
  });

  it('says in one calm line what this server does not have', async () => {
    sandbox.faults.set({ on: 'api', match: /\/offers\?/, status: 404, body: { status: 404 } });
    await window.tree.expand('Child (4 to 13)');
    const line = await row('Not available on this server');
    assert.equal(line.isExpanded, undefined);
    assert.deepEqual(await window.notifications.texts(), []);
    await window.screenshot('walk-absent');
    sandbox.faults.clear();
  });

  it('shows disabled product bases when asked to, dimmed, and reads nothing else again', async () => {
    await window.tree.collapse(match);
    const [catalogs, bases] = [asked(/catalogs\?/), asked(/product_bases\?/)];
    await window.tree.clickTitleAction('Show Disabled Product Bases');
    const disabled = await until(
      'a disabled row',
      async () => (await window.tree.rows()).find(({ description }) => description === 'disabled'),
      (found) => found !== undefined,
    );
    assert.deepEqual([asked(/catalogs\?/), asked(/product_bases\?/)], [catalogs, bases + 1]);
    assert.notEqual(await window.tree.colour(disabled!.label), await window.tree.colour(match));
    // Dimmed, and still to be read (WCAG 1.4.11: 3 to 1).
    for (const theme of ['Default Dark Modern', 'Default Light Modern'] as const) {
      await window.changeTheme(theme);
      const contrast = (): Promise<number> => window.tree.contrast(disabled!.label);
      await until(`a name that can be read in ${theme}`, contrast, (ratio) => ratio >= 3);
      assert.ok((await contrast()) < (await window.tree.contrast(football)) - 2);
    }
    await window.screenshot('walk-disabled');
    await window.tree.clickTitleAction('Hide Disabled Product Bases');
    await until(
      'the disabled row to go',
      async () => (await window.tree.rows()).some(({ description }) => description === 'disabled'),
      (isThere) => !isThere,
    );
    await window.tree.collapse(football);
  });

  it('loads all of a long list', async () => {
    await window.tree.expand(demonstration);
    await rowAt(2);
    await window.tree.focus(demonstration);
    const end = (last: RegExp): Promise<TreeRow> =>
      until(
        `a last row ${String(last)}`,
        async () => {
          await window.page.keyboard.press('End');
          return (await window.tree.rows()).find(({ label }) => last.test(label));
        },
        (found) => found !== undefined,
      ) as Promise<TreeRow>;
    const more = await end(/^Load more \(50 of 10,000\)$/);
    await window.screenshot('walk-load-all');
    await window.tree.clickInlineAction(more.label, 'Load All');
    await end(/ 10199$/);
    assert.ok(asked(/product_bases\?.*page=/) >= 200);
    await untilQuiet(window);
    await window.screenshot('walk-loaded-all');
  });

  it('asks for nothing while it is hidden', async () => {
    await window.runCommand('View: Show Explorer');
    const before = asked(/./);
    await window.runCommand('KorusTicket: Refresh Catalogs');
    await window.runCommand('KorusTicket: Show Disabled Product Bases');
    await window.catchUp();
    assert.equal(asked(/./), before);
    await window.tree.open();
    // Where it stood, with the disabled ones that were asked for meanwhile.
    await row('Load more (50 of 10,200)');
    assert.ok(asked(/./) > before);
  });

  it('remembers over a reload that disabled ones are shown, and asks for no page again that Find has read', async () => {
    const findAll = async (): Promise<void> => {
      await window.runCommand('KorusTicket: Find in Catalogs');
      // The last one of the longest list; that it is loading may show for a moment only.
      await window.quickInput.fill('10199');
      await until(
        'the last product base to be found',
        () => window.quickInput.items(),
        (labels) => labels.some((label) => / 10199$/.test(label)),
      );
      // All ids begin alike, and have these digits in this order.
      await window.quickInput.waitForTitle('Find in Catalogs – the first 100 matches');
      await window.quickInput.cancel();
    };
    await findAll();
    await window.reload();
    await window.statusBar.waitForText(/^Works \d+ min$/);
    const pages = asked(/product_bases\?.*page=/);
    await findAll();
    assert.equal(asked(/product_bases\?.*page=/), pages);
    await window.tree.open();
    await window.tree.clickTitleAction('Hide Disabled Product Bases');
  });
});
