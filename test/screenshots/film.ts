import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { untilQuiet, vendorLines } from '../support/signInByPaste';
import { repositoryRoot } from '../support/vscodeHost/paths';
import { until } from '../ui/support/poll';
import { encodeGif, type Frame } from './gif';
import { environment, openCalendar, openTree, widenSideBar, withStage } from './stage';

const size = { width: 1000, height: 640 };

/** `media/tour.gif`: from the vendor's mail to a copied token and a calendar of prices, as a person would do it. */
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
    await shoot(1200);
    await statusBar.click();
    await quickInput.waitForTitle(/Sign In/);
    await shoot(1000);
    await quickInput.pick(environment);
    await quickInput.waitForMessage(/Paste what KorusTicket sent you/);
    await shoot(1200);
    await quickInput.paste(vendorLines(sandbox.account));
    await quickInput.waitForMessage(/Recognized/);
    await shoot(1800);
    await quickInput.accept();
    await statusBar.waitForText(/\d+ min/);
    await tree.waitForRow('Catalogue Puy du Fou - CSE');
    await untilQuiet(window);
    await shoot(1500);
    await statusBar.click();
    await page.getByText(/Access token copied/).waitFor();
    await shoot(1500);
    for (const row of ['Catalogue Puy du Fou - CSE', 'Billetterie - Puy du Fou']) {
      await tree.expand(row);
      await shoot(600);
    }
    await openTree(stage);
    await shoot(1500);
    await openCalendar(stage);
    await shoot(2500);
    await window.runCommand('KorusTicket: Find in Catalogs');
    await quickInput.waitForTitle(/Find in Catalogs/);
    for (const text of ['l', 'lor', 'lorient']) {
      await quickInput.fill(text);
      await shoot(350);
    }
    await until(
      'the only match, with its catalog',
      () => quickInput.items(),
      (items) => items.length <= 2,
    );
    await shoot(2500);
  });
  await writeFile(join(repositoryRoot, 'media', 'tour.gif'), encodeGif(frames));
}
