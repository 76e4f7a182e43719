import { longerAndLonger, until } from './poll';
import type { Workbench } from './workbench';

/** Exports a catalog of the tree: picks the menu entry and the file. What comes of it is the caller's to wait for. */
export async function exportTo(window: Workbench, catalog: string, file: string): Promise<void> {
  await window.tree.clickMenu(catalog, 'Export Catalog…');
  await window.quickInput.waitForTitle(/Export catalog as JSON Lines/);
  await until(
    'a proposed name',
    async () => (await window.quickInput.state()).value,
    (value) => value.endsWith('.jsonl'),
  );
  await window.quickInput.fill(file);
  const title = window.page.locator('.quick-input-title').getByText(/Export catalog as JSON Lines/);
  // The same box serves what may be asked next.
  const dialog = window.page.locator('.quick-input-widget:visible').filter({ has: title });
  const limit = longerAndLonger();
  await until(
    'the file to be taken',
    async () => {
      if ((await dialog.count()) === 0) return true;
      const timeout = limit();
      await dialog.locator('.quick-input-box input').press('Enter', { timeout });
      // While it looks at the folder the dialog takes no key; whether it took this one shows by its going.
      await dialog.waitFor({ state: 'hidden', timeout });
      return true;
    },
    Boolean,
  );
}
