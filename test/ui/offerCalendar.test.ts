import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from '../support/signInByPaste';
import { OfferCalendar } from './support/offerCalendar';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

const productBase = 'Guided tour - Jardins d’Aubépine 8';

describe('the offer calendar in a window', function () {
  this.bail(true);
  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;
  let calendar: OfferCalendar;

  before(async () => {
    sandbox = await startSandbox();
    session = await Session.start({
      secrets: 'localStorage',
      settings: {
        'korusticket.environments': [{ name: 'Sandbox', apiBaseUrl: sandbox.account.apiBaseUrl }],
      },
    });
    window = await session.openWindow();
    calendar = new OfferCalendar(window);
    await signInByPaste(window, 'Sandbox', sandbox.account);
    await window.statusBar.waitForText(/^Sandbox (29|30) min$/);
    await untilQuiet(window);
  });

  after(async () => {
    await session.stop();
    await sandbox.close();
  });

  it('opens for a product base from the tree', async () => {
    await window.tree.open();
    await window.tree.expand('Catalogue Puy du Fou - CSE');
    await window.tree.waitForRow(productBase);
    await window.changeSettings({ 'workbench.colorTheme': 'Default Dark Modern' });
    await window.tree.clickMenu(productBase, 'Show Offer Calendar');
    await window.editor.waitForTitle(/Guided tour/);
    await calendar.waitForStatus(/Days with offers/);
    await window.screenshot('calendar-dark');
    await calendar.button('Next month').click();
    await calendar.waitForStatus(/Days with offers: 2\d/);
    await window.screenshot('calendar-dark-next');
    await calendar.frame.locator('.chip').nth(1).click();
    await calendar.frame.locator('.chip').nth(2).click();
    await calendar.waitForStatus(/Days with offers: 2\d/);
    await window.screenshot('calendar-dark-single');
    const problems = await calendar.accessibilityProblems();
    console.log(problems.join('\n'));
  });
  for (const [name, theme] of [
    ['light', 'Default Light Modern'],
    ['hc', 'Default High Contrast'],
    ['hclight', 'Default High Contrast Light'],
  ] as const) {
    it(`shots ${name}`, async () => {
      await window.changeSettings({ 'workbench.colorTheme': theme });
      await calendar.waitForStatus(/Days with offers/);
      await window.screenshot(`calendar-${name}-single`);
      await calendar.frame.locator('.chip').nth(1).click();
      await calendar.frame.locator('.chip').nth(3).click();
      await calendar.waitForStatus(/Days with offers/);
      await window.screenshot(`calendar-${name}`);
      console.log((await calendar.accessibilityProblems()).join('\n'));
      await calendar.frame.locator('.chip').nth(1).click();
      await calendar.frame.locator('.chip').nth(3).click();
    });
  }
  it('narrow', async () => {
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.page.setViewportSize({ width: 448, height: 900 });
    await calendar.waitForStatus(/Days with offers/);
    await window.screenshot(`calendar-narrow-single`);
    await calendar.frame.locator('.chip').nth(1).click();
    await calendar.frame.locator('.chip').nth(3).click();
    await calendar.waitForStatus(/Days with offers/);
    await window.screenshot(`calendar-narrow`);
    console.log(
      await calendar.frame
        .locator('body')
        .evaluate((b) => [
          (b as unknown as { scrollWidth: number }).scrollWidth,
          (b as unknown as { clientWidth: number }).clientWidth,
        ]),
    );
    assert.ok(true);
  });
});
