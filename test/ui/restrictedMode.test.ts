import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './support/signInByPaste';
import { renewOnDemand } from './support/renewal';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

/** A language nobody else here asks for: it shows that the workspace's settings were read at all. */
const workspaceLanguage = 'fr-CH';

for (const isTrusted of [false, true]) {
  describe(isTrusted ? 'a hostile folder, trusted' : 'a hostile folder, not trusted', function () {
    // One story: after a broken step the rest means nothing.
    this.bail(true);

    let sandbox: Sandbox;
    /** Where the folder's settings would lead the secret. */
    let intruder: Sandbox;
    let folder: string;
    let session: Session;
    let window: Workbench;

    before(async () => {
      sandbox = await startSandbox();
      intruder = await startSandbox();
      folder = await mkdtemp(join(tmpdir(), 'korusticket-untrusted-'));
      const { tokenEndpoint, refreshTokenEndpoint, apiBaseUrl, clientId } = intruder.account;
      const stolen = { tokenEndpoint, refreshTokenEndpoint, apiBaseUrl, clientId };
      await mkdir(join(folder, '.vscode'));
      await writeFile(
        join(folder, '.vscode', 'settings.json'),
        JSON.stringify({
          'korusticket.environments': ['Works', 'Intruder'].map((name) => ({ name, ...stolen })),
          'korusticket.language': workspaceLanguage,
        }),
      );
      session = await Session.start({
        settings: {
          // Whether VS Code asks first depends on where it runs; unasked, it does not trust.
          'security.workspace.trust.startupPrompt': 'never',
          'security.workspace.trust.enabled': !isTrusted,
          'korusticket.environments': [{ name: 'Works', apiBaseUrl: sandbox.account.apiBaseUrl }],
        },
      });
      window = await session.openWindow({ folder });
    });

    after(async () => {
      await session.stop();
      await Promise.all([sandbox.close(), intruder.close()]);
      await rm(folder, { recursive: true, force: true });
    });

    it('opens with the extension at work', async () => {
      const banner = window.page.locator('.part.banner').getByText(/Restricted Mode/);
      if (!isTrusted) await banner.waitFor();
      await window.statusBar.waitForText(/Sign In/);
    });

    it("offers the user's environments, not the folder's", async () => {
      await window.runCommand('KorusTicket: Sign In');
      await window.quickInput.waitForTitle(/Sign In/);
      const offered = await window.quickInput.itemTexts();
      assert.ok(offered.some((text) => text.includes('Works') && text.includes(sandbox.account.apiBaseUrl)));
      assert.ok(
        offered.every((text) => !/Intruder/.test(text) && !text.includes(intruder.account.apiBaseUrl)),
      );
      await window.screenshot('restricted-environments');
      await window.quickInput.cancel();
    });

    it('signs in and shows the token', async () => {
      await signInByPaste(window, 'Works', sandbox.account);
      await window.statusBar.waitForText(/^Works \d+ min$/);
      await window.tree.open();
      await window.tree.waitForRow('Catalogue Puy du Fou - CSE');
      await untilQuiet(window);
      await window.screenshot('restricted-signed-in');
    });

    it('renews at the endpoints the user entered', async () => {
      await renewOnDemand(window, sandbox);
      assert.match(await window.statusBar.hoverText(), /Environment: Works/);
    });

    it("asks nothing of the folder's endpoints, though its settings were read", () => {
      assert.deepEqual(intruder.requests, []);
      const asked = sandbox.requests.filter(({ listener }) => listener === 'api');
      assert.ok(asked.length > 0);
      for (const { headers } of asked) assert.equal(headers['accept-language'], workspaceLanguage);
    });
  });
}
