import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { writingsOf } from '../support/fixtures';
import { signInByPaste, untilQuiet, vendorLines } from './support/signInByPaste';
import { until } from './support/poll';
import type { Session } from './support/session';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

const command = 'KorusTicket: Check Connection';

/** What VS Code keeps of the extension, each part as a text. */
interface Kept {
  readonly secrets: string;
  readonly state: string;
  readonly settings: string;
}

/** What playwright tells of a browser's storage, as far as it is looked at. */
interface BrowserStorage {
  readonly origins: readonly {
    readonly localStorage: readonly { readonly name: string; readonly value: string }[];
    readonly indexedDB: readonly {
      readonly stores: readonly {
        readonly records: readonly { readonly key?: unknown; readonly value?: unknown }[];
      }[];
    }[];
  }[];
}

describe('the check of the connection in a window', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;

  before(async () => {
    story = await openStory({ secrets: 'localStorage' });
    ({ sandbox, session, window } = story);
  });

  after(() => story?.close());

  /** Waits for a report with this summary, and returns its table of steps: result and what was seen, by step. */
  const report = async (summary: string): Promise<Map<string, readonly string[]>> => {
    const page = window.editor.webview();
    await page.locator('p > strong').filter({ hasText: summary }).waitFor();
    const rows = await page.locator('table').first().locator('tbody tr').all();
    const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
    return new Map(
      cells.map(([step = '', ...rest]) => [step, rest.map((text) => text.replaceAll('\u00a0', ' '))]),
    );
  };

  /** Everything that VS Code keeps of the extension. */
  const kept = async (): Promise<Kept> => {
    const { origins } = JSON.parse(await session.browserStorage()) as BrowserStorage;
    const secrets = origins.flatMap(({ localStorage }) =>
      localStorage.map(({ name, value }) => [name, value]),
    );
    const records = origins
      .flatMap(({ indexedDB }) => indexedDB)
      .flatMap(({ stores }) => stores)
      .flatMap((store) => store.records);
    return {
      secrets: JSON.stringify(secrets.filter(([name]) => name?.includes('secret'))),
      state: JSON.stringify(records.filter(({ key }) => key === 'korusticket.korusticket')),
      // VS Code writes settings of its own.
      settings: JSON.stringify((await session.settings())['korusticket.environments']),
    };
  };

  const startSignedOut = async (): Promise<void> => {
    await window.runCommand(command);
    await window.quickInput.waitForTitle(/Sign In/);
    await window.quickInput.pick('Works');
    await window.quickInput.waitForMessage(/Paste what KorusTicket sent you/);
  };

  it('signed out, is given up like a sign-in, and asks nothing of the server', async () => {
    await window.statusBar.waitForText('KorusTicket: Sign In');
    await startSignedOut();
    await window.quickInput.paste(vendorLines(sandbox.account));
    await window.quickInput.cancel();
    await window.quickInput.waitUntilClosed();
    await window.catchUp();
    assert.deepEqual(sandbox.requests, []);
  });

  it('signed out, checks the account that is entered, and keeps nothing of it', async () => {
    // That the extension has run is written a while after its start.
    const before = await until('state', kept, ({ state }) => state.includes('hasRunBefore'));
    await startSignedOut();
    await window.quickInput.paste(vendorLines(sandbox.account));
    await window.quickInput.accept();
    await report('Works works as the API description says.');
    await window.statusBar.waitForText('KorusTicket: Sign In');
    assert.deepEqual(await kept(), before);
    await window.clipboard.write('');
    for (const writing of writingsOf(sandbox.account.clientSecret)) {
      assert.deepEqual(await session.filesContaining(writing), []);
      assert.ok(!(await session.browserStorage()).includes(writing));
    }
    await window.closeEditors();
  });

  it('is offered where signing in fails for the connection, with the account that was entered', async () => {
    // VS Code hides what comes fourth within a second.
    sandbox.faults.set({ on: 'token', status: 500, delayMs: 1000 });
    await signInByPaste(window, 'Works', sandbox.account);
    const message = /The token endpoint has a problem of its own \(500\)/;
    assert.deepEqual(await window.notifications.actions(message), [
      'Try Again',
      'Check Connection',
      'Show Log',
    ]);
    await window.notifications.click(message, 'Check Connection');
    await report('Works does not work. What fails: Access token by client_credentials.');
    // The question is still open.
    await window.notifications.dismiss(message);
    await window.statusBar.waitForText('KorusTicket: Sign In');
    sandbox.faults.clear();
  });

  it('is offered in the hover, tells how far it is, and opens its report', async () => {
    const before = await kept();
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    // Where something is kept, it is seen.
    await until('secret, state and settings of the account', kept, (now) =>
      (['secrets', 'state', 'settings'] as const).every((each) => now[each] !== before[each]),
    );
    await untilQuiet(window);
    sandbox.faults.set({ on: 'api', match: /\/catalogs\?/, times: 1, delayMs: 600_000 });
    await window.statusBar.clickInHover('Check Connection');
    await window.notifications.waitFor(/Checking the connection to Works: List of catalogs/);
    sandbox.faults.release();
    const steps = await report('Works works as the API description says.');
    assert.equal(steps.get('List of catalogs')?.[0], '✓ works');
    assert.ok(steps.size > 25 && [...steps.values()].every(([result]) => /works|not tried/.test(result!)));
    assert.equal(await window.editor.webview().locator('h1').innerText(), 'Connection to Works');
    await window.page.mouse.move(600, 300);
    await window.screenshot('connection');
  });

  it('cannot be changed', async () => {
    await window.editor.clickTitleAction('Open Source File');
    await window.editor.waitForTitle(/KorusTicket Connection\.md/);
    const text = await window.editor.text();
    await window.editor.type('x');
    await window.page.getByText('Cannot edit in read-only editor').first().waitFor();
    assert.equal(await window.editor.text(), text);
    await window.closeEditors();
  });

  it('tells of catalogs that may not be read, and what to do about it', async () => {
    sandbox.faults.set({ on: 'api', status: 403, body: { detail: 'Access denied.' } });
    await window.runCommand(command);
    const steps = await report('Works does not work. What fails: List of catalogs.');
    assert.equal(steps.get('List of catalogs')?.[0], '✗ fails');
    const page = window.editor.webview();
    assert.match(
      await page.locator('body').innerText(),
      /What to do\s+List of catalogs – Your organization has no access/,
    );
    await window.screenshot('connection-forbidden');
    sandbox.faults.clear();
  });

  it('is offered by a message about the connection', async () => {
    sandbox.faults.set({ on: 'token', status: 500 });
    await window.runCommand('KorusTicket: Renew Access Token');
    const message = /The token endpoint has a problem of its own \(500\)/;
    assert.deepEqual(await window.notifications.actions(message), ['Check Connection', 'Show Log']);
    await window.notifications.click(message, 'Check Connection');
    await report('Works does not work. What fails: Access token by client_credentials.');
    sandbox.faults.clear();
  });

  it('is cancelled halfway, and gives its tokens back', async () => {
    sandbox.faults.set({ on: 'api', match: /product_bases/, delayMs: 60_000 });
    await window.runCommand(command);
    const progress = /Checking the connection to Works: Read/;
    await window.notifications.waitFor(progress);
    await window.notifications.click(progress, 'Cancel');
    const steps = await report('The check of Works was cancelled; what was tried before stands below.');
    assert.equal(steps.get('Giving the tokens back')?.[0], '✓ works');
    assert.equal(steps.get('Paging')?.[0], '○ not tried');
  });
});

describe('the check of the connection where VS Code shows no Markdown', function () {
  let story: Story | undefined;

  before(async () => {
    story = await openStory({ isSignedIn: true, bundled: 'none' });
  });

  after(() => story?.close());

  it('shows its report as text', async () => {
    const { window } = story!;
    await window.runCommand(command);
    await window.editor.waitForTitle('KorusTicket Connection.md');
    await until(
      'the report',
      () => window.editor.text(),
      (text) => text.includes('# Connection to Works'),
    );
    assert.deepEqual(await window.notifications.texts(), []);
  });
});

describe('the report of a window that was reloaded', () => {
  let story: Story | undefined;

  before(async () => {
    story = await openStory({ isSignedIn: true, secrets: 'localStorage' });
  });

  after(() => story?.close());

  it('says that it has gone, and does not stand in the place of the next one', async () => {
    const { window } = story!;
    const show = (text: string): Promise<void> =>
      window.editor.webview().locator('p').filter({ hasText: text }).waitFor();
    await window.runCommand(command);
    await show('Works works as the API description says.');
    await window.reloadByCommand();
    await show('This report has gone with its window. Check the connection again.');
    await window.runCommand(command);
    await show('Works works as the API description says.');
  });
});

describe('the check of the connection at the end of its window', () => {
  let story: Story | undefined;

  before(async () => {
    story = await openStory({ isSignedIn: true });
  });

  after(() => story?.close());

  it('gives its tokens back before the window is gone', async () => {
    const { sandbox, window } = story!;
    const before = sandbox.issuedTokens.length;
    sandbox.faults.set({ on: 'api', match: /product_bases/, delayMs: 60_000 });
    await window.runCommand(command);
    await window.notifications.waitFor(/Checking the connection to Works: Read/);
    const ofCheck = sandbox.issuedTokens.slice(before);
    assert.equal(ofCheck.length, 3);
    await window.reloadByCommand();
    const userInfo = `${sandbox.realm('korusticket').protocolUrl}/userinfo`;
    const answers = (): Promise<number[]> =>
      Promise.all(
        ofCheck.map(async ({ accessToken }) => {
          const headers = { authorization: `Bearer ${accessToken}` };
          return (await fetch(userInfo, { headers })).status;
        }),
      );
    await until('the tokens of the check to be refused', answers, (all) =>
      all.every((status) => status === 401),
    );
    // Nobody waits any more for the answer that was held back.
    sandbox.faults.clear();
  });
});
