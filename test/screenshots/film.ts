import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { untilQuiet, vendorLines } from '../ui/support/signInByPaste';
import { repositoryRoot } from '../support/vscodeHost/paths';
import { until } from '../ui/support/poll';
import { indexedPng, type Frame } from './indexedPng';
import { environment, openCalendar, openTree, park, widenSideBar, withStage } from './stage';

const size = { width: 1000, height: 640 };
/** More would be no clearer: what a window has besides are the edges of letters. */
const colours = 63;

/** `media/tour.png`: from the vendor's mail to a copied token and a calendar of prices, as a person would do it. */
export async function makeFilm(): Promise<void> {
  const frames: Frame[] = [];
  await withStage(size, {}, async (stage) => {
    const { window, sandbox } = stage;
    const { page, quickInput, statusBar, tree } = window;
    const shoot = async (stands: number): Promise<void> => {
      frames.push({ png: await page.screenshot({ animations: 'disabled' }), stands });
    };
    await tree.open();
    await widenSideBar(window, 60);
    await statusBar.click();
    await quickInput.waitForTitle(/Sign In/);
    await quickInput.pick(environment);
    await quickInput.waitForMessage(/Paste what KorusTicket sent you/);
    await shoot(1800);
    await quickInput.paste(vendorLines(sandbox.account));
    await quickInput.waitForMessage(/Recognized/);
    await shoot(2000);
    await quickInput.accept();
    await statusBar.waitForText(/\d+ min/);
    await tree.waitForRow(park);
    await untilQuiet(window);
    await statusBar.click();
    await page.getByText(/Access token copied/).waitFor();
    await shoot(2000);
    await openTree(stage);
    await tree.expand((await tree.waitForRow(/^\w+ \d{4}$/)).label);
    await tree.waitForRow(/^\w{3}, /);
    await shoot(2500);
    await tree.collapse('Billetterie - Puy du Fou');
    await openCalendar(stage);
    await page.mouse.move(500, 630);
    await shoot(3000);
    await window.runCommand('KorusTicket: Find in Catalogs');
    await quickInput.waitForTitle(/Find in Catalogs/);
    await quickInput.fill('lorient');
    await until(
      'the only match, with its catalog',
      () => quickInput.items(),
      (items) => items.length <= 2,
    );
    await shoot(3000);
  });
  await writeFile(join(repositoryRoot, 'media', 'tour.png'), indexedPng(frames, colours));
}
