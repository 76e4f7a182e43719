import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import type { Settings } from '../support/vscodeHost/settings';
import { signInByPaste, untilQuiet } from '../ui/support/signInByPaste';
import { OfferCalendar } from '../ui/support/offerCalendar';
import { Session } from '../ui/support/session';
import type { Workbench } from '../ui/support/workbench';

/** Name of the environment in the pictures. */
export const environment = 'Demo';
/** The catalog of the look-alike service that they show. */
export const park = 'Catalogue Puy du Fou - CSE';
/** Days of the calendar that have much to show. */
export const dayInPictures = '[data-day]:has(svg.many)';

/** A window of a size to be looked at, and the service it talks to. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly session: Session;
  readonly window: Workbench;
}

/** Opens a window that knows the look-alike service, hands it over, and clears everything away behind. */
export async function withStage(
  size: { readonly width: number; readonly height: number },
  settings: Settings,
  work: (stage: Stage) => Promise<void>,
  environments: readonly { readonly name: string }[] = [{ name: environment }],
): Promise<void> {
  const sandbox = await startSandbox();
  try {
    const { apiBaseUrl } = sandbox.account;
    const session = await Session.start({
      bundled: 'all',
      // A reload, which makes old what is kept, shall not sign out.
      secrets: 'localStorage',
      settings: {
        'korusticket.environments': environments.map((each) => ({ ...each, apiBaseUrl })),
        'workbench.startupEditor': 'none',
        ...settings,
      },
    });
    try {
      const window = await session.openWindow();
      await window.page.setViewportSize(size);
      await window.statusBar.waitForText(/Sign In/);
      await work({ sandbox, session, window });
    } finally {
      await session.stop();
    }
  } finally {
    await sandbox.close();
  }
}

/** Signs in and waits until no message about it is left. */
export async function signIn({ sandbox, window }: Stage): Promise<void> {
  await signInByPaste(window, environment, sandbox.account);
  await window.statusBar.waitForText(/\d+ min/);
  await untilQuiet(window);
}

/** Drags the edge of the side bar, so that names in the tree are whole. */
export async function widenSideBar({ page }: Workbench, by: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('No side bar to widen');
  const [x, y] = [box.x + box.width, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by, y, { steps: 5 });
  await page.mouse.up();
}

/** Opens what the pictures show of the tree: a product with its months of offers. */
export async function openTree({ window }: Stage): Promise<void> {
  await window.tree.open();
  await window.tree.expand(park);
  await window.tree.expand('Billetterie - Puy du Fou');
  await window.tree.expand('Puy du Fou 1 jour Adulte');
  await window.tree.waitForRow(/^Load more/);
}

/** Opens the calendar of a product base in a month that has offers on nearly every day. */
export async function openCalendar({ window }: Stage): Promise<OfferCalendar> {
  const productBase = 'Guided tour - Jardins d’Aubépine 8';
  const calendar = new OfferCalendar(window);
  await window.tree.waitForRow(productBase);
  await window.tree.clickMenu(productBase, 'Show Offer Calendar');
  await calendar.waitForStatus(/Days with offers/);
  await calendar.button('Next month').click();
  await calendar.waitForStatus(/Days with offers: 2\d/);
  return calendar;
}
