import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { until } from './support/poll';
import type { Session } from './support/session';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

const football = 'Football catalog (sandbox)';

describe('catalogs kept on this machine, in a window', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;
  /** The rows of the tree as first read. */
  let labels: string[];

  const asked = (): number => sandbox.requests.filter(({ listener }) => listener === 'api').length;
  const keptFiles = async (): Promise<string[]> =>
    (await session.filesContaining('')).filter((file) => file.includes('/korusticket.korusticket/catalogs/'));
  const waitForMessage = (pattern: RegExp): Promise<string> =>
    until(
      `the view to say ${String(pattern)}`,
      () => window.tree.message(),
      (text) => pattern.test(text),
    );

  before(async () => {
    story = await openStory({ secrets: 'localStorage', isSignedIn: true });
    ({ sandbox, session, window } = story);
  });

  after(() => story?.close());

  it('are read once', async () => {
    await window.tree.open();
    await window.tree.waitForRow(football);
    await window.tree.expand(football);
    await until(
      'the product bases',
      () => window.tree.rows(),
      (rows) => rows.some(({ level }) => level === 2),
    );
    labels = await window.tree.labels();
    assert.equal(asked(), 2);
    await until('them to be kept', keptFiles, (files) => files.length >= 2);
  });

  it('are there after a reload without a request, expanded as they were', async () => {
    await window.reload();
    await window.tree.open();
    await window.tree.waitForRow(football);
    if ((await window.tree.labels()).length < labels.length) await window.tree.expand(football);
    await until(
      'the same rows',
      () => window.tree.labels(),
      (found) => found.join() === labels.join(),
    );
    await window.catchUp();
    assert.equal(asked(), 2);
    assert.equal(await window.tree.message(), '');
  });

  it('are there when the server is not', async () => {
    await sandbox.stop();
    await window.reload();
    await window.tree.open();
    await window.tree.waitForRow(football);
    if ((await window.tree.labels()).length < labels.length) await window.tree.expand(football);
    await until(
      'the same rows',
      () => window.tree.labels(),
      (found) => found.join() === labels.join(),
    );
    await window.screenshot('offline-start');
  });

  it('stand in, with their age, for what a refresh cannot get', async () => {
    await window.tree.clickTitleAction('Refresh Catalogs');
    await waitForMessage(/^Read \d+ (second|minute)s? ago, not newer: server not reachable\.$/);
    await until(
      'the same rows',
      () => window.tree.labels(),
      (found) => found.join() === labels.join(),
    );
    await window.screenshot('offline-refresh');
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('are renewed by themselves once the server is back', async () => {
    await sandbox.start();
    await waitForMessage(/^$/);
    assert.deepEqual(await window.tree.labels(), labels);
  });

  it('are gone after signing out', async () => {
    await window.runCommand('KorusTicket: Sign Out');
    await window.notifications.clickDialog('Sign Out');
    await window.statusBar.waitForText(/Sign In/);
    await until('no file of the cache', keptFiles, (files) => files.length === 0);
  });
});
