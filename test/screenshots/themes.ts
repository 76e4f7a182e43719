import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilQuiet } from '../support/signInByPaste';
import { artifactsRoot } from '../support/vscodeHost/paths';
import { exportTo } from '../ui/support/exporting';
import { until } from '../ui/support/poll';
import { WalkthroughPage } from '../ui/support/walkthrough';
import { openCalendar, openTree, signIn, withStage, type Stage } from './stage';

const folder = join(artifactsRoot, 'themes');
const size = { width: 1280, height: 800 };
const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'contrast-dark': 'Default High Contrast',
  'contrast-light': 'Default High Contrast Light',
};
const match = 'Saison 2025 - 2026 - Ligue 1 Uber Eats - OL / FC LORIENT';

/** Every surface in light, dark and both high-contrast themes, under `artifacts/themes`, to be looked at. */
export async function takeThemes(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const exports = await mkdtemp(join(tmpdir(), 'korusticket-pictures-'));
  try {
    for (const [name, theme] of Object.entries(themes)) {
      await withStage(size, { 'workbench.colorTheme': theme }, (stage) =>
        takeSurfaces(stage, join(exports, `${name}.csv`), async (surface) => {
          const path = join(folder, `${surface}-${name}.png`);
          await stage.window.page.screenshot({ path, animations: 'disabled' });
        }),
      );
    }
  } finally {
    await rm(exports, { recursive: true });
  }
}

async function takeSurfaces(
  stage: Stage,
  exportFile: string,
  shoot: (surface: string) => Promise<void>,
): Promise<void> {
  const { window, sandbox } = stage;
  await window.tree.open();
  await shoot('signed-out');
  await window.statusBar.click();
  await window.quickInput.waitForTitle(/Sign In/);
  await shoot('sign-in');
  await window.quickInput.cancel();
  await signIn(stage);
  await takeTree(stage, shoot);
  await window.statusBar.openHover();
  await shoot('hover');
  await window.runCommand('KorusTicket: Switch Environment');
  await window.quickInput.item('Production').hover();
  await shoot('environments');
  await window.quickInput.cancel();
  await window.runCommand('KorusTicket: Find in Catalogs');
  await window.quickInput.fill('tour');
  await until(
    'matches',
    () => window.quickInput.items(),
    (items) => items.some((item) => /tour/i.test(item)),
  );
  await shoot('find');
  await window.quickInput.cancel();
  await window.runCommand('View: Close All Editors');
  await exportTo(window, 'Football catalog (sandbox)', exportFile);
  await window.quickInput.waitForTitle('Export Catalog');
  await shoot('export-separator');
  await window.quickInput.pick('Semicolons');
  await window.notifications.waitFor(/resources exported to/);
  await shoot('export-done');
  await window.notifications.click(/resources exported to/, 'Open');
  await window.editor.waitForTitle(/\.csv$/);
  await shoot('export-opened');
  await window.runCommand('View: Close All Editors');
  await untilQuiet(window);
  const calendar = await openCalendar(stage);
  await calendar.frame.locator('[data-day]:has(svg.many)').nth(1).click();
  await shoot('calendar');
  await window.runCommand('KorusTicket: Check Connection');
  await window.editor.webview().locator('table').first().waitFor();
  await untilQuiet(window);
  await shoot('report');
  await window.runCommand('KorusTicket: Show First Steps');
  const walkthrough = new WalkthroughPage(window.page);
  await until(
    'the first step done',
    () => walkthrough.steps(),
    ([first]) => first?.done === true,
  );
  await shoot('walkthrough');
  await window.runCommand('KorusTicket: Report a Problem');
  await window.editor.waitForTitle(/Untitled/);
  await shoot('problem');
  sandbox.realm('korusticket').disableClient(sandbox.account.clientId);
  await window.runCommand('KorusTicket: Renew Access Token');
  await window.notifications.waitFor(/the client is disabled/);
  await shoot('rejected');
}

/** Months, days and offers, one of them asked live; disabled and sold-out rows; a document beside them. */
async function takeTree(stage: Stage, shoot: (surface: string) => Promise<void>): Promise<void> {
  const { tree, editor, page, notifications } = stage.window;
  await tree.clickTitleAction('Show Disabled Product Bases');
  await openTree(stage);
  await tree.clickInlineAction('Billetterie - Puy du Fou', 'Open Resource as JSON');
  await editor.waitForTitle(/Billetterie/);
  await shoot('tree');
  await tree.collapse('Catalogue Puy du Fou - CSE');
  await tree.expand('Football catalog (sandbox)');
  await tree.waitForRow(match);
  await tree.expand(match);
  await tree.waitForRow('Adult');
  await tree.expand('Adult');
  for (const level of [5, 6]) {
    const row = await until(
      `a row at level ${level - 1}`,
      async () => (await tree.rows()).find((each) => each.level === level - 1 && each.isExpanded === false),
      (found) => found !== undefined,
    );
    await tree.expand(row!.label);
  }
  const offer = await tree.waitForRow(/^€/);
  await tree.clickInlineAction(offer.label, 'Check Availability and Price Now');
  await until(
    'the answer',
    async () => (await tree.waitForRow(offer.label)).description,
    (told) => /^at \d/.test(told),
  );
  await tree.expand(offer.label);
  await tree.row(offer.label).locator('.label-name').hover();
  await page.locator('.monaco-hover:visible').getByText('TicketingOffer').first().waitFor();
  await shoot('tree-offers');
  await page.mouse.move(700, 400);
  await tree.collapse('Football catalog (sandbox)');
  await tree.expand('Catalogue Puy du Fou - CSE');
  for (const text of await notifications.texts()) await notifications.dismiss(text);
}
