import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { grantsOf } from './support/accessToken';
import { until } from './support/poll';
import type { Session } from './support/session';
import { openStory, type Story } from './support/story';
import type { Workbench } from './support/workbench';

/** How a state shows: everything a person sees of the item, or hears of it. */
interface Face {
  readonly text: string | RegExp;
  readonly icon: string;
  readonly label: RegExp;
  readonly kind: 'error' | 'none';
  readonly tooltip: readonly RegExp[];
}

describe('the five states of the token', function () {
  // One story: after a broken step the rest means nothing.
  this.bail(true);

  let story: Story | undefined;
  let sandbox: Sandbox;
  let session: Session;
  let window: Workbench;
  /** Every secret the account had. */
  const secrets: string[] = [];

  before(async () => {
    story = await openStory();
    ({ sandbox, session, window } = story);
    secrets.push(sandbox.account.clientSecret, 'another secret');
  });

  after(() => story?.close());

  const assertFace = async (name: string, { text, icon, label, kind, tooltip }: Face): Promise<void> => {
    const { statusBar } = window;
    await statusBar.waitForText(text);
    await statusBar.waitForAriaLabel(label);
    assert.deepEqual(await statusBar.icons(), [icon]);
    assert.equal(await statusBar.kind(), kind);
    // The tooltip is drawn after the text.
    await until(
      `a hover saying ${tooltip.join(', ')}`,
      () => statusBar.hoverText(),
      (told) => tooltip.every((line) => line.test(told)),
    );
    await window.screenshot(`state-${name}-hover`);
    await statusBar.closeHover();
    // Under the pointer VS Code shows no colour.
    await window.screenshot(`state-${name}`);
  };

  const assertQuiet = async (): Promise<void> => assert.deepEqual(await window.notifications.texts(), []);

  /** The realm as its administrator sees it. */
  const realm = (): ReturnType<Sandbox['realm']> => sandbox.realm('korusticket');

  it('signedOut: nothing pops up after installation, and nothing is asked of the server', async () => {
    await assertFace('signed-out', {
      text: 'KorusTicket: Sign In',
      icon: 'key',
      label: /^KorusTicket: signed out\. Press to sign in\.$/,
      kind: 'none',
      tooltip: [/^KorusTicket: signed out\. Press to sign in\.$/],
    });
    await assertQuiet();
    assert.deepEqual(sandbox.requests, []);
  });

  it('valid: shows what is left of the token', async () => {
    await signInByPaste(window, 'Works', sandbox.account);
    await assertFace('valid', {
      text: /^Works \d+ min$/,
      icon: 'key',
      label: /^KorusTicket token for Works: valid for \d+ minutes\. Press to copy it\.$/,
      kind: 'none',
      tooltip: [
        /Environment: Works/,
        /Service account: distributor/,
        /Expires at \d/,
        /Renews at \d/,
        /Copy · Renew · Inspect · Switch Environment · Sign Out · Check Connection · Log/,
      ],
    });
    await untilQuiet(window);
  });

  it('acquiring: the token has expired and the server takes its time', async () => {
    realm().setLifetimes({ accessTokenSeconds: 3 });
    // One is answered as usual, and the next is held. It gives up by itself after 15 s.
    sandbox.faults.set([
      { on: 'token', times: 1 },
      { on: 'token', delayMs: 60_000 },
    ]);
    await window.runCommand('KorusTicket: Renew Access Token');
    await until(
      'one short-lived token',
      () => sandbox.issuedTokens.length,
      (count) => count === 2,
    );
    await assertFace('acquiring', {
      text: 'Works',
      icon: 'sync',
      label: /^KorusTicket token for Works: being acquired$/,
      kind: 'none',
      tooltip: [/Environment: Works/, /Service account: distributor/],
    });
    await assertQuiet();
  });

  it('retrying: the server is gone', async () => {
    await sandbox.stop();
    await assertFace('retrying', {
      text: 'Works server not reachable',
      icon: 'debug-disconnect',
      label: /^KorusTicket token for Works: trying again, server not reachable\. Press to try at once\.$/,
      kind: 'none',
      tooltip: [
        /Tries again at \d/,
        /Last error: The (server is not reachable|connection to the server was lost)/,
      ],
    });
    await assertQuiet();
  });

  it('retrying: the server asks to wait, and is not asked again before', async () => {
    sandbox.faults.set({ on: 'token', status: 503, headers: { 'retry-after': '45' } });
    await sandbox.start();
    await assertFace('retrying-throttled', {
      text: 'Works server asks to wait',
      icon: 'debug-disconnect',
      label: /^KorusTicket token for Works: trying again, server asks to wait$/,
      kind: 'none',
      tooltip: [
        /Tries again at \d/,
        /Last error: The server asks to wait 45 seconds before trying again \(503\)/,
      ],
    });
    const asked = grantsOf(sandbox).length;
    await window.leaveAndReturn();
    await window.statusBar.click();
    await window.notifications.waitFor(/The server asks to wait \d+ seconds? before trying again/);
    assert.equal((await window.notifications.texts()).length, 1);
    await window.notifications.dismiss(/The server asks to wait/);
    assert.equal(grantsOf(sandbox).length, asked);
  });

  it('valid again: by itself, once it is the time that the server asked for', async () => {
    sandbox.faults.clear();
    await window.statusBar.waitForText(/^Works \d s$/);
    await assertQuiet();
  });

  it('rejected: the secret was changed at the server; the item turns red, and one message says so', async () => {
    realm().changeSecret('distributor', 'another secret');
    realm().endSessions();
    await window.notifications.waitFor(/The client secret is wrong/);
    await assertFace('rejected', {
      text: 'Works sign-in refused',
      icon: 'error',
      label: /^KorusTicket token for Works: sign-in refused\. Press to mend it\.$/,
      kind: 'error',
      tooltip: [
        /Service account: distributor/,
        /Last error: The client secret is wrong/,
        /Sign In · Renew · Switch Environment · Sign Out · Check Connection · Log/,
      ],
    });
    assert.equal((await window.notifications.texts()).length, 1);
    assert.deepEqual(await window.notifications.actions(/The client secret is wrong/), [
      'Sign In Again',
      'Show Log',
    ]);
  });

  it('rejected: asks the server no more by itself and does not repeat the message', async () => {
    const asked = grantsOf(sandbox).length;
    await window.notifications.dismiss(/The client secret is wrong/);
    await window.leaveAndReturn();
    await window.tree.open();
    await window.tree.clickTitleAction('Refresh Catalogs');
    await until(
      'the view to say so too',
      () => window.tree.welcomeText(),
      (text) => /^No token can be had as things are/.test(text),
    );
    await assertQuiet();
    assert.equal(grantsOf(sandbox).length, asked);
  });

  it('rejected, then mended: the new secret brings a token', async () => {
    realm().setLifetimes({ accessTokenSeconds: 1800 });
    await signInByPaste(window, 'Works', sandbox.account);
    await window.statusBar.waitForText(/^Works \d+ min$/);
    await untilQuiet(window);
  });

  it('the log tells it all in one line per event, and no secret', async () => {
    // Its last event, giving back the former token, goes on behind a sign-in that is done.
    const log = await until(
      'the former token to be given back',
      () => session.logText(),
      (text) => /revocation \(Works\): \S+ \d+ ms/.test(text),
    );
    const lines = log.split('\n').filter((line) => line !== '');
    const whole = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[(?:info|warning)\] (\S.*\S)$/;
    const told = lines.map((line) => whole.exec(line)?.[1] ?? `not a line of the log: ${line}`);
    const story = told.map((line) =>
      line
        .replace(/ \(Works\): http:\/\/127\.0\.0\.1:\d+\/\S+\/token, /, ': ')
        .replace(/\d+ s to live, \d+ ms$/, 'token')
        .replace(/connectionLost .*/, 'not reachable')
        // What is held back is lost with the server, or given up after 15 s where that takes longer.
        .replace(/timeout .*/, 'not reachable')
        .replace(/connectionRefused .*/, 'not reachable')
        .replace(/(throttled|wrongSecret) .*/, '$1')
        .replace(/^revocation: \d+ ms$/, 'revocation: done'),
    );
    // How often it renews or tries again meanwhile, only the clock knows.
    assert.deepEqual(
      story.filter((line, index) => line !== story[index - 1]),
      [
        'state: signedOut',
        'client_credentials: token',
        'state: valid Works',
        'refresh_token: token',
        'state: acquiring Works',
        'refresh_token: not reachable',
        'state: retrying Works',
        // Within a minute of a failure it goes without the refresh token, how long ago that was, only the clock knows.
        ...(story.includes('client_credentials: not reachable') ? ['client_credentials: not reachable'] : []),
        'client_credentials: throttled',
        'copyAccessToken: throttled',
        'client_credentials: token',
        'state: valid Works',
        ...(story.includes('refresh_token: wrongSecret') ? ['refresh_token: wrongSecret'] : []),
        'client_credentials: wrongSecret',
        'state: rejected Works',
        'client_credentials: token',
        'state: valid Works',
        // The account's former token, which nobody needs any more.
        'revocation: done',
      ],
    );
    const answered = told.filter(
      (line) => /^(?:client_credentials|refresh_token) /.test(line) && !line.includes('connectionRefused'),
    );
    assert.equal(answered.length, grantsOf(sandbox).length);
    for (const { accessToken, refreshToken } of sandbox.issuedTokens) {
      assert.ok(!log.includes(accessToken) && !log.includes(refreshToken!));
    }
    assert.ok(!secrets.some((secret) => log.includes(secret)));
  });
});
