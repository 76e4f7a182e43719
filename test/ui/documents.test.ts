import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sandbox } from '../sandbox/sandbox';
import { signInByPaste } from './support/signInByPaste';
import { until } from './support/poll';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

const football = 'Football catalog (sandbox)';
const footballId = '0196f2ef-c0de-7456-ac8e-8e2479c54aa5';

describe('resources as documents in a window', function () {
  this.bail(true);
  let story: Story | undefined;
  let sandbox: Sandbox;
  let window: Workbench;
  let catalogIri: string;

  before(async () => {
    story = await openStory({ secrets: 'localStorage', isSignedIn: true });
    ({ sandbox, window } = story);
    catalogIri = `${sandbox.catalogsPath}/${footballId}`;
  });

  after(() => story?.close());

  const json = async (): Promise<Record<string, unknown>> =>
    JSON.parse(await window.editor.text()) as Record<string, unknown>;

  it('shows where it was read and when above it', async () => {
    await window.tree.open();
    await window.tree.waitForRow(football);
    await window.tree.clickInlineAction(football, 'Open Resource as JSON');
    await window.editor.waitForTitle(/Football/);
    const line = await window.editor.waitForLens(/read/);
    assert.ok(line.startsWith(`${sandbox.account.apiBaseUrl}${catalogIri} · read `), line);
    assert.match(line, /Refresh.*Copy as curl.*Compare with…/s);
    await window.screenshot('document');
  });

  it('leads on from an address in the text', async () => {
    await window.runCommand('KorusTicket: Open Resource as JSON');
    await window.quickInput.fill(`${catalogIri}/product_bases`);
    await window.quickInput.accept();
    await window.editor.waitForTitle('product_bases.json');
    const { member } = (await json()) as { member: { '@id': string; id: string }[] };
    // The line above the text pushes it down as it comes.
    await window.editor.waitForLens(/read/);
    await window.editor.followLink(member[0]!['@id'], `${member[0]!.id}.json`);
    assert.equal((await json())['id'], member[0]!.id);
    await window.screenshot('document-followed');
  });

  it('is brought up to date by a click', async () => {
    sandbox.faults.set({ on: 'api', match: /product_bases/, body: { '@id': catalogIri, name: 'changed' } });
    await window.editor.clickLens('Refresh');
    await until('the new text', json, ({ name }) => name === 'changed');
    sandbox.faults.clear();
    await window.editor.clickTitleAction('Refresh Resource');
    await until('the text of before', json, ({ name }) => name !== 'changed');
  });

  it('is copied as a command that works in a shell', async () => {
    await window.clipboard.write('');
    await window.editor.clickLens('Copy as curl');
    // The window is on one machine and its terminals are on another: nobody but the user knows the shell.
    await window.quickInput.waitForTitle('Copy as curl');
    await window.quickInput.waitForItems(['bash', 'PowerShell', 'cmd']);
    await window.quickInput.pick('bash');
    const command = await window.clipboard.waitFor(/^curl /);
    const { accessToken } = sandbox.issuedTokens.at(-1)!;
    assert.ok(!command.includes(accessToken));
    const env = { ...process.env, KORUSTICKET_TOKEN: accessToken };
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
    assert.deepEqual(JSON.parse(stdout), await json());
  });

  it('is compared with another', async () => {
    await window.editor.clickLens('Compare with…');
    await window.quickInput.waitForTitle('Compare Resources');
    if ((await window.quickInput.state()).placeholder.startsWith('Compare')) {
      await window.quickInput.pick('IRI or URL…');
      await window.quickInput.waitForMessage(/IRI or URL/);
    }
    await window.quickInput.fill(catalogIri);
    await window.quickInput.accept();
    await window.page.locator('.monaco-diff-editor').waitFor();
    await window.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await window.screenshot('document-compared');
    await window.closeEditors();
  });

  it('compares two rows of the tree', async () => {
    await window.tree.open();
    await window.tree.click('Catalogue Puy du Fou - CSE');
    await window.tree.waitForRow('Billetterie - Puy du Fou');
    await window.tree.row(football).click({ modifiers: ['Control'] });
    await window.tree.clickMenu(football, 'Compare Resource with…');
    await window.page.locator('.monaco-diff-editor').waitFor();
    const title = 'Catalogue Puy du Fou - CSE ↔ Football catalog (sandbox)';
    await window.page.locator('.tab.active .label-name').getByText(title).waitFor();
    await window.page
      .locator('.editor.modified .view-line')
      .filter({ hasText: 'Football' })
      .first()
      .waitFor();
    await window.closeEditors();
  });

  it('is still there after a reload, read with the account of before', async () => {
    await window.runCommand('KorusTicket: Open Resource as JSON');
    await window.quickInput.fill(catalogIri);
    await window.quickInput.accept();
    await window.editor.waitForTitle(`${footballId}.json`);
    const before = await json();
    await window.reloadByCommand();
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await window.editor.waitForTitle(`${footballId}.json`);
    await until('the resource', json, ({ id }) => id === before['id']);
    await window.editor.waitForLens(/read/);
    assert.deepEqual(await window.notifications.texts(), []);
    await window.screenshot('document-reloaded');
  });

  it('is a calm sentence after a reload without an account, and the resource again after signing in', async () => {
    await window.runCommand('KorusTicket: Sign Out');
    await window.notifications.clickDialog('Sign Out');
    await window.statusBar.waitForText(/Sign In/);
    await window.reloadByCommand();
    await window.editor.waitForTitle(`${footballId}.json`);
    await until(
      'a sentence',
      () => window.editor.text(),
      (text) => text.includes('You are signed out of KorusTicket.'),
    );
    await window.screenshot('document-signed-out');
    await signInByPaste(window, 'Works', sandbox.account);
    await until('the resource', json, ({ id }) => id === footballId);
  });

  it('becomes a request ready to be sent, without a token in it', async () => {
    await window.tree.open();
    await window.tree.clickMenu('Catalogue Puy du Fou - CSE', 'Open as .http');
    await window.editor.waitForTitle(/Untitled|GET/);
    const request = await window.editor.text();
    assert.match(request, /^GET \{\{KORUSTICKET_API_URL\}\}\/v1\/ticketing\/catalogs\/[\w-]+$/m);
    assert.match(request, /^Authorization: Bearer \{\{.+\}\}$/m);
    for (const { accessToken } of sandbox.issuedTokens) {
      assert.ok(!request.includes(accessToken));
    }
    await window.screenshot('document-http');
  });
});
