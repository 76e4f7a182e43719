import { until } from './poll';
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
  const dialog = window.page.locator('.quick-input-title').getByText(/Export catalog as JSON Lines/);
  await until(
    'the file to be taken',
    async () => {
      await window.quickInput.accept();
      // While it looks at the folder the dialog takes no key; whether it took this one shows by its going.
      return dialog.waitFor({ state: 'hidden', timeout: 3000 }).then(
        () => true,
        () => false,
      );
    },
    Boolean,
  );
}
