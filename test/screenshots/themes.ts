import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilQuiet } from '../ui/support/signInByPaste';
import { artifactsRoot } from '../support/vscodeHost/paths';
import { ageOffers } from '../ui/support/aging';
import { exportTo } from '../ui/support/exporting';
import { until } from '../ui/support/poll';
import type { TreeRow } from '../ui/support/treeView';
import { WalkthroughPage } from '../ui/support/walkthrough';
import {
  dayInPictures,
  environment,
  openCalendar,
  openTree,
  park,
  signIn,
  withStage,
  type Stage,
} from './stage';
import { hour } from '../support/time';

const folder = join(artifactsRoot, 'themes');
const size = { width: 1280, height: 800 };
const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'contrast-dark': 'Default High Contrast',
  'contrast-light': 'Default High Contrast Light',
};
const environments = [
  { name: environment, color: 'statusBarItem.warningBackground', icon: 'flame' },
  { name: 'Production', color: 'charts.red' },
  { name: 'Staging' },
];
const football = 'Football catalog (sandbox)';
const tour = 'Guided tour - Jardins d’Aubépine 8';
const product = 'Adult';

type Shoot = (surface: string) => Promise<void>;

/** Every surface in light, dark and both high-contrast themes, under `artifacts/themes`, to be looked at. */
export async function takeThemes(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const exports = await mkdtemp(join(tmpdir(), 'korusticket-pictures-'));
  try {
    for (const [name, theme] of Object.entries(themes)) {
      const work = async (stage: Stage): Promise<void> => {
        const shoot: Shoot = async (surface) => {
          const path = join(folder, `${surface}-${name}.png`);
          await stage.window.page.screenshot({ path, animations: 'disabled' });
        };
        await takeSurfaces(stage, shoot, join(exports, `${name}.csv`));
      };
      await withStage(size, { 'workbench.colorTheme': theme }, work, environments);
    }
  } finally {
    await rm(exports, { recursive: true });
  }
}

async function takeSurfaces(stage: Stage, shoot: Shoot, exportFile: string): Promise<void> {
  await takeSignIn(stage, shoot);
  await takeTree(stage, shoot);
  await takePicks(stage, shoot);
  await takeOffers(stage, shoot);
  await takeExport(stage, shoot, exportFile);
  await takeCalendar(stage, shoot);
  await takePages(stage, shoot);
}

async function takeSignIn(stage: Stage, shoot: Shoot): Promise<void> {
  const { window } = stage;
  await window.tree.open();
  await shoot('signed-out');
  await window.statusBar.click();
  await window.quickInput.waitForTitle(/Sign In/);
  await shoot('sign-in');
  await window.quickInput.cancel();
  await signIn(stage);
}

/** Catalogs, product bases, disabled ones too, and months of offers; a document beside them. */
async function takeTree(stage: Stage, shoot: Shoot): Promise<void> {
  const { tree, editor } = stage.window;
  await tree.clickTitleAction('Show Disabled Product Bases');
  await openTree(stage);
  await tree.clickInlineAction('Billetterie - Puy du Fou', 'Open Resource as JSON');
  await editor.waitForTitle(/Billetterie/);
  await shoot('tree');
}

async function takePicks({ window }: Stage, shoot: Shoot): Promise<void> {
  await window.statusBar.openHover();
  await shoot('hover');
  await window.runCommand('KorusTicket: Switch Environment');
  await window.quickInput.item('Staging').waitFor();
  await window.page.mouse.move(700, 600);
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
}

/** Offers two hours old while they are read again and where they cannot be; one asked live; days sold out. */
async function takeOffers({ window, session, sandbox }: Stage, shoot: Shoot): Promise<void> {
  const { tree, page } = window;
  const open = async (): Promise<void> => {
    await tree.open();
    for (const label of [park, tour, product]) {
      await tree.waitForRow(label);
      await tree.expand(label);
    }
    await tree.waitForRow(/^\w+ \d{4}$/);
  };
  const told = (label: string, wanted: RegExp): Promise<unknown> =>
    until(
      `${label} to tell ${String(wanted)}`,
      async () => (await tree.waitForRow(label)).description,
      (text) => wanted.test(text),
    );
  await tree.collapse(park);
  await open();
  // Those of another product were looked at before.
  await ageOffers(session.folders.userData, 2 * hour, 2);
  await window.reload();
  await window.statusBar.waitForText(/\d+ min/);
  sandbox.faults.set({ on: 'api', match: /\/offers\?/, delayMs: 20_000 });
  await open();
  await told(product, /being read again$/);
  await shoot('tree-renewing');
  sandbox.faults.clear();
  await told(product, /^$/);
  await tree.expand((await tree.waitForRow(/^\w+ \d{4}$/)).label);
  const day = (await tree.waitForRow(/^\w{3}, /)).label;
  await tree.expand(day);
  const offer = await until(
    'an offer',
    async () => (await tree.rows()).find(isOffer),
    (found) => found !== undefined,
  );
  await tree.clickInlineAction(offer!.label, 'Check Availability and Price Now');
  await told(offer!.label, /^at \d/);
  const tooltip = page.locator('.monaco-hover:visible').getByText('TicketingOffer').first();
  await until(
    'the tooltip of the offer',
    async () => {
      // It opens where the pointer comes from elsewhere, and closes where the row is drawn anew.
      await page.mouse.move(700, 400);
      await tree.row(offer!.label).locator('.label-name').hover();
      await tooltip.waitFor({ timeout: 3000 });
      return tooltip.isVisible();
    },
    Boolean,
  );
  await shoot('tree-offers');
  await page.mouse.move(700, 400);
  await tree.click(offer!.label);
  await tree.waitForSelected(offer!.label);
  await shoot('tree-selected');
  await window.runCommand('View: Close All Editors');
  await tree.collapse(park);
}

function isOffer({ ariaLabel }: TreeRow): boolean {
  return ariaLabel.startsWith('offer, ');
}

async function takeExport({ window }: Stage, shoot: Shoot, file: string): Promise<void> {
  await exportTo(window, football, file);
  await window.quickInput.waitForTitle('Export Catalog');
  await shoot('export-separator');
  await window.quickInput.pick('Semicolons');
  await window.notifications.waitFor(/resources exported to/);
  await shoot('export-done');
  await window.notifications.click(/resources exported to/, 'Open');
  await window.editor.waitForTitle(/\.csv$/);
  await window.page.locator('.view-line').getByText('type;iri;parent').first().waitFor();
  await shoot('export-opened');
  await window.runCommand('View: Close All Editors');
  await untilQuiet(window);
}

/** A day selected by mouse, and the page as the keyboard goes through it. */
async function takeCalendar(stage: Stage, shoot: Shoot): Promise<void> {
  const { page } = stage.window;
  await stage.window.tree.expand(park);
  const calendar = await openCalendar(stage);
  await calendar.frame.locator(dayInPictures).nth(1).click();
  await page.mouse.move(700, 790);
  await shoot('calendar');
  await page.keyboard.press('ArrowRight');
  await shoot('calendar-keys');
  const others = calendar.frame.locator('.chip[aria-pressed="false"]');
  for (let product = 0; product < 2; product++) await others.first().click();
  await calendar.waitForStatus(/Days with offers: 2\d/);
  await page.keyboard.press('ArrowRight');
  await shoot('calendar-three');
}

async function takePages({ window, sandbox }: Stage, shoot: Shoot): Promise<void> {
  await window.runCommand('KorusTicket: Check Connection');
  await window.editor.waitForTitle(/KorusTicket Connection/);
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
