import { join } from 'node:path';
import { repositoryRoot } from '../support/vscodeHost/paths';
import { openCalendar, signIn, withStage } from './stage';

const size = { width: 1280, height: 800 };

/** The README's picture of the calendar. */
export async function takeStills(): Promise<void> {
  await withStage(size, {}, async (stage) => {
    const { window } = stage;
    await signIn(stage);
    await window.tree.open();
    await window.tree.expand('Catalogue Puy du Fou - CSE');
    const calendar = await openCalendar(stage);
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    await calendar.frame.locator('[data-day]:has-text("€")').nth(4).click();
    await window.page.screenshot({
      path: join(repositoryRoot, 'media', 'calendar.png'),
      animations: 'disabled',
    });
  });
}
