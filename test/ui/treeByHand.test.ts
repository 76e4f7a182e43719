import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startSandbox, type RequestRecord, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { settingsFile } from '../support/vscodeHost/settings';
import { until } from './support/poll';
import { Session } from './support/session';
import { isCalled } from './support/treeView';
import type { Workbench } from './support/workbench';

const park = 'Catalogue Puy du Fou - CSE';
const football = 'Football catalog (sandbox)';
const demonstration = 'Demonstration catalog 10,000';
const match = 'Saison 2025 - 2026 - Ligue 1 Uber Eats - OL / FC LORIENT';

/** Keys that no command of VS Code's has, without arguments: as a user binds them. */
const keybindings = {
  'Control+F7': 'korusticket.copyIri',
  'Control+F8': 'korusticket.copyAsFetch',
  'Control+F9': 'korusticket.openResource',
  'Control+F10': 'korusticket.showOfferCalendar',
};

describe('the tree of catalogs, by mouse and keyboard', function () {
  this.bail(true);

  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;

  const level = async (label: string): Promise<number> => (await window.tree.waitForRow(label)).level;
  const untilExpanded = (label: string, wanted: boolean): Promise<unknown> =>
    until(
      `${label} to be ${wanted ? 'open' : 'closed'}`,
      async () => (await window.tree.rows()).find((row) => isCalled(row, label))?.isExpanded,
      (isExpanded) => isExpanded === wanted,
    );
  const untilCopied = (what: string): Promise<unknown> =>
    window.page.locator('.part.statusbar').getByText(what).first().waitFor();
  const tabs = (): Promise<string[]> => window.page.locator('.tab .label-name').allInnerTexts();

  before(async () => {
    sandbox = await startSandbox();
    session = await Session.start({
      settings: {
        'korusticket.environments': [{ name: 'Works', apiBaseUrl: sandbox.account.apiBaseUrl }],
      },
    });
    const keys = Object.entries(keybindings).map(([key, command]) => ({
      key: key.replace('Control', 'ctrl').toLowerCase(),
      command,
    }));
    const file = join(dirname(settingsFile(session.folders.userData)), 'keybindings.json');
    await writeFile(file, JSON.stringify(keys));
    window = await session.openWindow();
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await untilQuiet(window);
    await window.tree.open();
    await window.tree.waitForRow(football);
  });

  after(async () => {
    await session.stop();
    await sandbox.close();
  });

  it('opens and closes a row with children by a click, and opens no document', async () => {
    await window.tree.click(football);
    await untilExpanded(football, true);
    await window.tree.click(match);
    await untilExpanded(match, true);
    await window.tree.click(match);
    await untilExpanded(match, false);
    await window.tree.click(match);
    await untilExpanded(match, true);
    await window.tree.click('Options');
    await window.tree.click('Price type');
    // The value of the option: a product is called so too, and is there before.
    await until(
      'the values of the option',
      async () => (await window.tree.rows()).some((row) => row.label === 'Adult' && row.level === 5),
      Boolean,
    );
    assert.equal(await window.editor.title(), '');
  });

  it('shows a leaf as a preview while the keys go on in the tree; Enter goes there', async () => {
    await window.tree.click('Adult');
    await window.editor.waitForTitle('Adult.json');
    await window.page.locator('.tab.active .label-name').filter({ hasText: 'Adult' }).waitFor();
    assert.match(
      (await window.page.locator('.tab.active .monaco-icon-label').getAttribute('class'))!,
      /italic/,
    );
    await window.page.keyboard.press('ArrowDown');
    await until(
      'the next row to have the focus',
      () => window.page.locator('.part.sidebar .monaco-list-row.focused .label-name').allInnerTexts(),
      ([label]) => label === 'Child (4 to 13)',
    );
    await window.page.keyboard.press('Enter');
    await window.editor.waitForTitle('Child (4 to 13).json');
    await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    // Entered, it has a tab of its own beside the preview.
    assert.deepEqual(await tabs(), ['Adult', 'Child (4 to 13)']);
  });

  it('keeps the tab of a leaf after a double click', async () => {
    await window.closeEditors();
    await window.tree.row('Adult').locator('.label-name').dblclick();
    await window.editor.waitForTitle('Adult.json');
    await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await window.tree.click('Child (4 to 13)');
    await window.editor.waitForTitle('Child (4 to 13).json');
    assert.deepEqual(await tabs(), ['Adult', 'Child (4 to 13)']);
    await window.closeEditors();
  });

  it('has the JSON of a row with children in the row and in its menu', async () => {
    await window.tree.clickInlineAction(match, 'Open Resource as JSON');
    await window.editor.waitForTitle(/Ligue 1/);
    await window.closeEditors();
    await window.tree.clickMenu(match, 'Open Resource as JSON');
    await window.editor.waitForTitle(/Ligue 1/);
    await window.closeEditors();
    assert.equal(await level(match), 2);
  });

  it('copies, with a word about it, what all selected rows have', async () => {
    await window.tree.collapse(match);
    await window.tree.collapse(football);
    await window.tree.focus(park);
    await window.tree.row(park).click({ modifiers: ['Control'] });
    await window.tree.row(football).click({ modifiers: ['Control'] });
    const copied: string[] = [];
    for (const [entry, word] of [
      ['Copy IRI', '2 IRIs copied'],
      ['Copy ID', '2 IDs copied'],
      ['Copy Name', '2 names copied'],
      ['Copy as JavaScript fetch', 'Copied as fetch'],
    ] as const) {
      await window.clipboard.write('');
      await window.tree.clickMenu(football, entry);
      copied.push(await window.clipboard.waitFor(/./));
      await untilCopied(word);
    }
    const [iris = '', ids = '', names, code = ''] = copied;
    assert.deepEqual(
      iris.split('\n').map((iri) => iri.split('/').at(-1)),
      ids.split('\n'),
    );
    assert.equal(ids.split('\n').length, 2);
    assert.equal(names, `${park}\n${football}`);
    for (const iri of iris.split('\n')) assert.ok(code.includes(iri), iri);
  });

  it('does so by a key of the user’s as well', async () => {
    const iris = async (key: string): Promise<string[]> => {
      await window.clipboard.write('');
      await window.page.keyboard.press(key);
      return [...(await window.clipboard.waitFor(/./)).matchAll(/catalogs\/[\w-]+/g)].map(([iri]) => iri);
    };
    const all = await iris('Control+F7');
    assert.equal(all.length, 2);
    assert.deepEqual(await iris('Control+F8'), all);
    await window.page.keyboard.press('Control+F9');
    await until('both documents', tabs, (names) => names.length === 2);
    assert.deepEqual((await tabs()).sort(), [park, football].sort());
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('keeps its rows in use while a refresh waits for the server', async () => {
    const before = sandbox.requests.length;
    const asked = (): RequestRecord[] =>
      sandbox.requests.slice(before).filter(({ listener }) => listener === 'api');
    sandbox.faults.set({ on: 'api', delayMs: 600_000 });
    await window.tree.clickTitleAction('Refresh Catalogs');
    await until('the server to be asked', asked, (requests) => requests.length > 0);
    await window.clipboard.write('');
    // One that is not selected: on selected ones a command acts together.
    await window.tree.clickMenu(demonstration, 'Copy Name');
    await window.clipboard.waitFor(demonstration);
    await window.tree.expand(football);
    await window.tree.waitForRow(match);
    assert.deepEqual(
      asked().filter(({ status }) => status !== 0),
      [],
    );
    await window.screenshot('refresh-under-way');
    sandbox.faults.release();
    await until('the server to answer', asked, (requests) => requests.every(({ status }) => status !== 0));
    await window.tree.waitForRow(match);
    await window.tree.collapse(football);
  });

  it('goes from a document to its row', async () => {
    await window.closeEditors();
    await window.tree.click(football);
    await until(
      'another row, and no other',
      () => window.tree.selected(),
      (labels) => labels.join() === football,
    );
    // Of several selected rows the action would open all.
    await window.tree.clickInlineAction(park, 'Open Resource as JSON');
    await window.editor.waitForTitle(`${park}.json`);
    await window.page.locator('.tab.active').click();
    await window.runCommand('KorusTicket: Reveal in Catalogs');
    await until(
      'its row',
      () => window.tree.selected(),
      ([label]) => label === park,
    );
    // The row stays the one selected while its view is closed.
    await window.runCommand('View: Show Explorer');
    await until(
      'the view to be closed',
      () => window.tree.selected(),
      (labels) => !labels.includes(park),
    );
    await window.page.locator('.tab.active').click();
    await window.runCommand('KorusTicket: Reveal in Catalogs');
    await window.tree.waitForSelected(park);
    await window.closeEditors();
  });

  it('goes from the document of a product to its offer calendar', async () => {
    await window.tree.expand(football);
    await window.tree.clickInlineAction(match, 'Open Resource as JSON');
    await window.editor.waitForTitle(/Ligue 1/);
    await window.editor.clickTitleAction('Show Offer Calendar');
    await window.editor.waitForTitle(/^Offers: .*Ligue 1/);
    await window.closeEditors();
  });

  it('shows the offer calendar of the row selected, or of the document in front, without asking', async () => {
    await window.tree.click(match);
    await window.runCommand('KorusTicket: Show Offer Calendar');
    await window.editor.waitForTitle(/^Offers: .*Ligue 1/);
    await window.closeEditors();
    // Another row, which is none of a product.
    await window.tree.click(park);
    await window.tree.clickInlineAction(match, 'Open Resource as JSON');
    await window.editor.waitForTitle(/Ligue 1/);
    await window.page.locator('.tab.active').click();
    await window.page.keyboard.press('Control+F10');
    await window.editor.waitForTitle(/^Offers: .*Ligue 1/);
    await window.closeEditors();
  });
});
