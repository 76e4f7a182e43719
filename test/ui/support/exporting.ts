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
  await window.quickInput.accept();
}
