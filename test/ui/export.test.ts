import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../sandbox/sandbox';
import { untilQuiet } from './support/signInByPaste';
import { exportTo } from './support/exporting';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

const football = 'Football catalog (sandbox)';
const demonstration = 'Demonstration catalog 10,000';

interface Line {
  readonly type: string;
  readonly iri: string;
  readonly parent: string | null;
  readonly raw: Readonly<Record<string, unknown>>;
}

describe('exporting a catalog in a window', function () {
  this.bail(true);
  let story: Story | undefined;
  let sandbox: Sandbox;
  let window: Workbench;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'korusticket-exports-'));
    story = await openStory({
      settings: { 'security.workspace.trust.enabled': false },
      folder,
      isSignedIn: true,
    });
    ({ sandbox, window } = story);
    await window.tree.open();
    await window.tree.waitForRow(football);
  });

  after(async () => {
    await story?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const exportCatalog = (catalog: string, name: string): Promise<void> =>
    exportTo(window, catalog, join(folder, name));

  const pickSeparator = async (separator: string): Promise<void> => {
    await window.quickInput.waitForTitle('Export Catalog');
    await window.quickInput.waitForItems(['Commas', 'Semicolons']);
    await window.screenshot(`export-separator-${separator.toLowerCase()}`);
    await window.quickInput.pick(separator);
  };

  it('writes every resource of it as one line', async () => {
    await exportCatalog(football, 'football.jsonl');
    await window.notifications.waitFor(/^[\d,]+ resources exported to football\.jsonl\.$/);
    await window.screenshot('exported');
    const text = await readFile(join(folder, 'football.jsonl'), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const types = new Set(lines.map(({ type }) => type));
    for (const type of [
      'Catalog',
      'ProductBase',
      'ProductBaseOption',
      'ProductBaseOptionValue',
      'Product',
      'Offer',
    ]) {
      assert.ok(types.has(`Ticketing${type}`), type);
    }
    assert.equal(new Set(lines.map(({ iri }) => iri)).size, lines.length);
    assert.deepEqual([lines[0]!.type, lines[0]!.parent], ['TicketingCatalog', null]);
    assert.deepEqual(await readdir(folder), ['football.jsonl']);
  });

  it('opens what it wrote, as CSV', async () => {
    await window.notifications.dismiss(/exported to football\.jsonl/);
    await exportCatalog(football, 'football.csv');
    await pickSeparator('Commas');
    await window.notifications.click(/exported to football\.csv/, 'Open');
    await window.editor.waitForTitle('football.csv');
    assert.match(await window.editor.text(), /^type,iri,parent,id,name,/);
    await window.screenshot('exported-csv');
  });

  it('parts the columns by semicolons where a spreadsheet wants them', async () => {
    await exportCatalog(football, 'semicolons.csv');
    await pickSeparator('Semicolons');
    await window.notifications.waitFor(/exported to semicolons\.csv/);
    const [head, first] = (await readFile(join(folder, 'semicolons.csv'), 'utf8')).split('\r\n');
    assert.match(head!, /^\ufefftype;iri;parent;id;name;/);
    assert.match(first!, /^TicketingCatalog;/);
    // A message that has the focus or the mouse stays as long as it has them.
    await window.notifications.dismiss(/exported to semicolons\.csv/);
    await rm(join(folder, 'semicolons.csv'));
  });

  it('says which part could not be read now, and how old it is, also in the file', async () => {
    sandbox.faults.set({ on: 'api', match: /product_bases\?/, status: 503 });
    await exportCatalog(football, 'older.jsonl');
    await window.notifications.waitFor(
      /exported to older\.jsonl\. The server could not be asked for all of it \(.+\)\. Older than this export are: product bases \(read \d+ (second|minute)s? ago\)\.$/,
    );
    await window.screenshot('exported-older');
    sandbox.faults.clear();
    const lines = (await readFile(join(folder, 'older.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line & { readonly readAt?: string });
    const older = lines.filter(({ readAt }) => readAt !== undefined);
    assert.ok(older.length > 0 && older.every(({ type }) => type === 'TicketingProductBase'));
    assert.ok(older.every(({ readAt }) => Date.parse(readAt!) < Date.now()));
    await window.notifications.dismiss(/exported to older\.jsonl/);
    await rm(join(folder, 'older.jsonl'));
  });

  it('asks which of very many offers are meant, and is cancelled without a trace', async () => {
    await exportCatalog(demonstration, 'large.jsonl');
    await window.quickInput.waitForTitle('Export Catalog');
    await window.screenshot('export-offers');
    await window.quickInput.pick('No offers');
    await window.notifications.waitFor(
      /Exporting Demonstration catalog 10,000: Resources: [\d,]+; product bases: [\d,]+ of 10,000/,
    );
    assert.equal((await readdir(folder)).filter((name) => /^\.large\.jsonl\..*\.part$/.test(name)).length, 1);
    await window.screenshot('export-progress');
    await window.notifications.click(/Exporting Demonstration/, 'Cancel');
    await until(
      'nothing of it left',
      () => readdir(folder),
      (names) => names.every((name) => !name.includes('large')),
    );
    await untilQuiet(window);
  });

  it('leaves nothing after a failure, and is whole after trying again', async () => {
    // What is kept would do without the server.
    await window.runCommand('KorusTicket: Refresh Catalogs');
    sandbox.faults.set({ on: 'api', match: /products\?/, status: 403, body: {} });
    await exportCatalog(football, 'again.jsonl');
    const message = await window.notifications.waitFor(/no access/);
    await window.screenshot('export-failed');
    assert.deepEqual((await readdir(folder)).sort(), ['football.csv', 'football.jsonl']);
    sandbox.faults.clear();
    assert.deepEqual(await window.notifications.actions(message), ['Try Again', 'Show Log']);
    await window.notifications.click(message, 'Show Log');
    await window.page.locator('.part.panel').waitFor();
    await window.notifications.waitFor(/no access/);
    await window.runCommand('View: Hide Panel');
    await window.notifications.click(message, 'Try Again');
    await window.notifications.waitFor(/exported to again\.jsonl/);
    assert.equal(
      await readFile(join(folder, 'again.jsonl'), 'utf8'),
      await readFile(join(folder, 'football.jsonl'), 'utf8'),
    );
  });

  it('offers every catalog from the palette, however many pages they fill', async () => {
    await window.changeSettings({ 'korusticket.catalogs.pageSize': 1 });
    await window.runCommand('KorusTicket: Export Catalog…');
    await window.quickInput.waitForTitle('Export Catalog');
    await window.quickInput.waitForItems(['Catalogue Puy du Fou - CSE', football, demonstration]);
    await window.screenshot('export-catalogs');
    await window.quickInput.cancel();
  });

  it('takes the catalog that is selected, or that the selected row stands in, from the palette', async () => {
    await window.changeSettings({ 'korusticket.catalogs.pageSize': 50 });
    await window.tree.waitForRow(demonstration);
    for (const row of [football, 'Saison 2025 - 2026 - CLASSIC TOUR']) {
      await window.tree.waitForRow(row);
      await window.tree.click(row);
      await window.tree.waitForSelected(row);
      await window.runCommand('KorusTicket: Export Catalog…');
      await window.quickInput.waitForTitle(/Export catalog as JSON Lines/);
      await until(
        'the name of the catalog',
        async () => (await window.quickInput.state()).value,
        (value) => value.endsWith(`${football}.jsonl`),
      );
      await window.quickInput.cancel();
    }
  });

  it('leaves nothing of an export in a window that is reloaded meanwhile', async () => {
    await window.changeSettings({ 'korusticket.catalogs.pageSize': 50 });
    await window.tree.waitForRow(demonstration);
    await exportCatalog(demonstration, 'reloaded.jsonl');
    await window.quickInput.waitForTitle('Export Catalog');
    await window.quickInput.pick('No offers');
    await window.notifications.waitFor(/Exporting Demonstration catalog 10,000: Resources: [\d,]+/);
    const left = async (): Promise<string[]> =>
      (await readdir(folder)).filter((name) => name.includes('reloaded'));
    assert.equal((await left()).length, 1);
    await window.reloadByCommand();
    await until('nothing of it left', left, (names) => names.length === 0);
  });
});
