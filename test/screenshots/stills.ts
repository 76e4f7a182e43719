import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../support/vscodeHost/paths';
import { indexedPng } from './indexedPng';
import { dayInPictures, openCalendar, park, signIn, withStage } from './stage';

const size = { width: 1000, height: 640 };
const colours = 63;

/** The README's picture of the calendar. */
export async function takeStills(): Promise<void> {
  await withStage(size, {}, async (stage) => {
    const { window } = stage;
    await signIn(stage);
    await window.tree.open();
    await window.tree.expand(park);
    const calendar = await openCalendar(stage);
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    await calendar.frame.locator(dayInPictures).nth(1).click();
    await window.page.mouse.move(500, 630);
    const png = await window.page.screenshot({ animations: 'disabled' });
    await writeFile(join(repositoryRoot, 'media', 'calendar.png'), indexedPng([{ png, stands: 0 }], colours));
  });
}
