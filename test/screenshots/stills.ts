import { join } from 'node:path';
import { repositoryRoot } from '../support/vscodeHost/paths';
import { openCalendar, openTree, signIn, widenSideBar, withStage } from './stage';

const size = { width: 1280, height: 800 };
const picture = (name: string): string => join(repositoryRoot, 'media', `${name}.png`);

/** The README's pictures: the tree with a document, and the calendar. */
export async function takeStills(): Promise<void> {
  await withStage(size, {}, async (stage) => {
    const { window } = stage;
    await signIn(stage);
    await openTree(stage);
    await widenSideBar(window, 110);
    await window.tree.click('Billetterie - Puy du Fou');
    await window.editor.waitForTitle(/Billetterie/);
    await window.statusBar.openHover();
    await window.page.screenshot({ path: picture('screenshot'), animations: 'disabled' });
  });
  await withStage(size, {}, async (stage) => {
    const { window } = stage;
    await signIn(stage);
    await window.tree.open();
    await window.tree.expand('Catalogue Puy du Fou - CSE');
    const calendar = await openCalendar(stage);
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    await calendar.frame.locator('[data-day]:has-text("€")').nth(4).click();
    await window.page.screenshot({ path: picture('calendar'), animations: 'disabled' });
  });
}
