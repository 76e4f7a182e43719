import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { closeServers, reply, startServer } from '../support/scriptedServer';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

const searching = /product bases searched: [\d,]+ of [\d,]+$/;
const unread = /^Search [\d,]+ unread product bases$/;
const stop = /^Stop searching product bases$/;
const match = 'Saison 2025 - 2026 - Ligue 1 Uber Eats - OL / FC LORIENT';

describe('finding in the catalogs in a window', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let window: Workbench;

  const open = async (): Promise<void> => {
    await window.runCommand('KorusTicket: Find in Catalogs');
    await window.quickInput.waitForTitle(/^Find in Catalogs/);
  };
  const selected = (name: string): Promise<void> => window.tree.waitForSelected(name);

  before(async () => {
    story = await openStory({ isSignedIn: true });
    ({ sandbox, window } = story);
  });

  after(async () => {
    await closeServers();
    await story?.close();
  });

  it('shows what has arrived while pages are still to come, and Enter waits for none of them', async () => {
    // The last of the pages never come.
    sandbox.faults.set({ on: 'api', match: /product_bases\?.*page=1\d\d(&|$)/, delayMs: 600_000 });
    await open();
    await window.quickInput.type('4321');
    const [label] = await until(
      'a match',
      async () => (await window.quickInput.items()).filter((each) => / 4321$/.test(each)),
      (labels) => labels.length > 0,
    );
    // Pages 1 to 99, and no more.
    await window.quickInput.waitForTitle(
      /^Find in Catalogs – loading Demonstration catalog 10,000: 4,950 of 10,000$/,
    );
    await window.screenshot('find-loading');
    await window.quickInput.waitForFocusOn(label!);
    await window.quickInput.accept();
    await selected(label!);
    sandbox.faults.clear();
  });

  it('finds a product base by parts of its name, before anything was looked at, and selects it', async () => {
    await open();
    await window.quickInput.type('lorient');
    await window.quickInput.item(match).waitFor();
    await window.screenshot('find');
    const [text] = await window.quickInput.itemTexts();
    assert.match(text!, /product base/);
    await window.quickInput.waitForFocusOn(match);
    await window.quickInput.accept();
    await selected(match);
    await window.screenshot('find-revealed');
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('finds one of ten thousand', async () => {
    await open();
    await window.quickInput.type('9999');
    const [label] = await until(
      'a match',
      async () => (await window.quickInput.items()).filter((each) => / 9999$/.test(each)),
      (labels) => labels.length > 0,
    );
    // While pages still come its rows are drawn anew.
    await window.quickInput.waitForTitle('Find in Catalogs');
    await window.quickInput.pick(label!);
    await selected(label!);
  });

  it('finds products of product bases that nobody has opened, once they are searched', async () => {
    const product = 'Puy du Fou 1 jour Adulte + Cinéscénie Argent';
    const offer = async (): Promise<string> => {
      const labels = await until(
        'the offer to search unread product bases',
        async () => (await window.quickInput.items()).filter((each) => unread.test(each)),
        (found) => found.length > 0,
      );
      return labels[0]!;
    };
    await open();
    await window.quickInput.type('adulte cinescenie argent');
    const before = await offer();
    assert.ok(!(await window.quickInput.items()).includes(product));
    await window.screenshot('find-unread');
    // Products come of the first catalog only, so that none of the others is kept for the step behind this one.
    const others = /catalogs\/(?!0194abdc-)[^/]+\/product_bases\/[^/]+\/products\?/;
    sandbox.faults.set({ on: 'api', match: others, delayMs: 600_000 });
    await window.quickInput.pick(before);
    await window.quickInput.waitForTitle(searching);
    await window.quickInput.item(product).waitFor();
    await window.screenshot('find-unread-reading');
    await window.quickInput.pick('Stop searching product bases');
    sandbox.faults.release();
    const after = await offer();
    assert.notEqual(after, before);
    await window.quickInput.pick(product);
    await selected(product);
  });

  it('leaves the focus on what can be done where a person went there, while matches come in', async () => {
    const { quickInput } = window;
    await open();
    // Some seventy product bases, one of a hundred, have such a product.
    await quickInput.type('night musée des émaux adult');
    await until(
      'nothing but the offer to search',
      () => quickInput.count(),
      (count) => count === 1,
    );
    assert.match(await quickInput.focused(), unread);
    await quickInput.accept();
    await quickInput.waitForTitle(searching);
    // It was alone, and nobody had gone there: the first match takes the focus.
    await until(
      'a match in focus',
      () => quickInput.focused(),
      (label) => /^Night at the museum - Musée des Émaux/.test(label),
    );
    await quickInput.goTo(stop, 'ArrowUp');
    const count = await quickInput.count();
    await until(
      'more matches',
      () => quickInput.count(),
      (now) => now > count + 2,
    );
    assert.match(await quickInput.focused(), stop);
    await quickInput.accept();
    await quickInput.waitForTitle('Find in Catalogs');
    await quickInput.cancel();
  });

  it('leaves the focus on a row where nothing is typed, and puts it on the first where a text is taken away', async () => {
    const { quickInput } = window;
    await open();
    // Nothing matches, so that there is only that to be taken.
    await quickInput.type('zzzzqqq');
    await quickInput.goTo(unread, 'ArrowUp');
    await quickInput.accept();
    await quickInput.waitForTitle(searching);
    await quickInput.fill('');
    await quickInput.goTo(/^Football catalog \(sandbox\)$/, 'ArrowDown');
    // After some failures the reading ends, and another row takes the place of the one that stops it.
    sandbox.faults.set({ on: 'api', match: /\/products\?/, status: 403 });
    await quickInput.waitForTitle('Find in Catalogs');
    sandbox.faults.clear();
    assert.equal(await quickInput.focused(), 'Football catalog (sandbox)');
    await quickInput.type('lorient');
    await quickInput.waitForFocusOn(match);
    await quickInput.fill('');
    await quickInput.waitForFocusOn('Catalogue Puy du Fou - CSE');
    await quickInput.cancel();
  });

  it('goes straight to a pasted URL', async () => {
    const found = sandbox.requests.find(({ url }) => /\/product_bases\?/.test(url))!;
    const iri = found.url.split('?')[0]!.replace(/\/product_bases$/, '');
    await open();
    await window.quickInput.fill(`${sandbox.account.apiBaseUrl}${iri}`);
    await window.quickInput.waitForFocusOn('Go to this address');
    await window.quickInput.accept();
    await selected('Catalogue Puy du Fou - CSE');
  });

  it('opens what the tree does not have as JSON', async () => {
    await open();
    await window.quickInput.fill(`${sandbox.catalogsPath}?page=1&itemsPerPage=2`);
    await window.quickInput.waitForFocusOn('Go to this address');
    await window.quickInput.accept();
    await window.editor.waitForTitle(/itemsPerPage=2\.json$/);
  });

  it('asks no other server', async () => {
    const other = await startServer(reply({}));
    await open();
    await window.quickInput.fill(`${other.origin}/v1/ticketing/catalogs`);
    await window.quickInput.waitForFocusOn('Go to this address');
    await window.quickInput.accept();
    await window.notifications.waitFor(/lies outside the API/);
    assert.deepEqual(other.requests, []);
    await window.screenshot('find-foreign');
  });

  it("leaves VS Code's own find in the tree alone", async () => {
    await window.tree.focus('Football catalog (sandbox)');
    await window.page.keyboard.press('Control+Alt+F');
    const box = window.page.locator('.part.sidebar .monaco-tree-type-filter input');
    await box.waitFor();
    await box.fill('Puy du Fou');
    // It goes from the row that has the focus to the next that matches.
    await until(
      'the row that was typed',
      () => window.page.locator('.part.sidebar .monaco-list-row.focused .label-name').allInnerTexts(),
      (labels) => labels.join().includes('Puy du Fou'),
    );
  });
});
