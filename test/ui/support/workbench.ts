import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { artifactsRoot } from '../../support/vscodeHost/paths';
import type { Settings } from '../../support/vscodeHost/settings';
import { AccountsMenu } from './accountsMenu';
import { clickOnce } from './act';
import { Clipboard } from './clipboard';
import { Editor } from './editor';
import { Notifications } from './notifications';
import { longerAndLonger, patience, until } from './poll';
import { QuickInput } from './quickInput';
import { StatusBarItem } from './statusBar';
import { TreeView } from './treeView';

/** Where the screenshots of a run go. */
export const screenshotFolder = join(artifactsRoot, 'ui');

/** The colour themes that tests look at, with the class by which VS Code's page tells them apart. */
const themes = {
  'Default Dark Modern': 'vs-dark',
  'Default Light Modern': 'vs',
  'Default High Contrast': 'hc-black',
  'Default High Contrast Light': 'hc-light',
} as const;
export type Theme = keyof typeof themes;

let screenshots = 0;

/** One VS Code window. */
export class Workbench {
  readonly clipboard: Clipboard;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly editor: Editor;
  /** The token's item. */
  readonly statusBar: StatusBarItem;
  /** The catalogs. */
  readonly tree: TreeView;

  readonly accounts: AccountsMenu;

  /** @param page the browser's page, for what the helpers do not cover */
  constructor(readonly page: Page) {
    this.clipboard = new Clipboard(page);
    this.quickInput = new QuickInput(page, this.clipboard);
    this.notifications = new Notifications(page);
    this.editor = new Editor(page, this.clipboard);
    this.statusBar = new StatusBarItem(page, 'korusticket.korusticket.token');
    this.accounts = new AccountsMenu(page);
    this.tree = new TreeView(page, 'KorusTicket');
  }

  /** Waits until the window is drawn. */
  async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }

  /**
   * Reloads by VS Code's own command, which first writes down what the editors keep; a reload of the page takes up what
   * was written up to a minute before.
   */
  async reloadByCommand(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded', { timeout: 3 * patience });
    await Promise.all([loaded, this.runCommand('Developer: Reload Window')]);
    await this.waitUntilReady();
  }

  /** Reloads the window: its extension host ends and a new one starts. */
  async reload(): Promise<void> {
    // As in `Session.openWindow`: the last of its scripts may be long in coming.
    await this.page.reload({ waitUntil: 'commit' });
    await this.waitUntilReady();
  }

  /** The user goes to another window and comes back; the driver itself keeps every page in focus. */
  async leaveAndReturn(): Promise<void> {
    const tell = `document.dispatchEvent(new Event('visibilitychange'))`;
    await this.page.evaluate(`document.hasFocus = () => false; ${tell}`);
    await this.page.bringToFront();
    await this.page.evaluate(`delete document.hasFocus; ${tell}`);
  }

  /**
   * Runs a command through the palette, as a user does.
   *
   * @param title as the palette shows it, with its category: `KorusTicket: Sign In`
   * @throws Error when the palette does not offer it
   */
  async runCommand(title: string): Promise<void> {
    // The palette lists what is known when it opens; right after start-up that may not be all yet.
    const limit = longerAndLonger();
    // Before the list follows what is typed its rows are still others', with nothing in them marked.
    const row = this.quickInput.item(title).filter({ has: this.page.locator('.highlight') });
    await until(
      `command ${title} in the palette`,
      async () => {
        await this.openPalette(title);
        const isThere = await row.waitFor({ timeout: limit() }).then(
          () => true,
          () => false,
        );
        // Whatever takes the focus meanwhile closes the palette.
        if (isThere) return clickOnce(row);
        await this.page.keyboard.press('Escape');
        return false;
      },
      Boolean,
    );
    // What is typed next is for what the command asks.
    await this.quickInput.waitUntilNoPalette();
  }

  /**
   * Changes the user's settings by editing `settings.json` in the window: it takes effect at once.
   * (A change of the file behind its back is not noticed by the VS Code server's workbench before a reload.)
   */
  async changeSettings(changes: Settings): Promise<void> {
    await this.runCommand('Preferences: Open User Settings (JSON)');
    await this.editor.waitForTitle('settings.json');
    const settings = JSON.parse(await this.editor.text()) as Settings;
    await this.editor.replaceAndSave(JSON.stringify({ ...settings, ...changes }, undefined, 2));
    await this.runCommand('View: Close Editor');
    await until(
      'the settings to be closed',
      () => this.editor.title(),
      (title) => title !== 'settings.json',
    );
  }

  /** Closes all editors, none of which may have to be saved, and waits until they are closed. */
  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await until(
      'no editor',
      () => this.page.locator('.editor-group-container .tab').count(),
      (count) => count === 0,
    );
  }

  /** Changes the colour theme, and waits until the window is drawn in it. */
  async changeTheme(theme: Theme): Promise<void> {
    await this.changeSettings({ 'workbench.colorTheme': theme });
    await this.page.locator(`.monaco-workbench.${themes[theme]}`).waitFor();
  }

  /**
   * Waits until the extension has come to all that it was told or has heard of so far, and the window to what came of it:
   * it answers a command more. What a test says is not there would be there then.
   */
  async catchUp(): Promise<void> {
    const log = this.page.locator('.part.panel .view-lines');
    await this.runCommand('KorusTicket: Show Log');
    await log.first().waitFor();
    await this.runCommand('View: Hide Panel');
    await log.first().waitFor({ state: 'hidden' });
  }

  /** The commands the palette offers for what is typed; the palette is closed again. */
  async findCommands(typed: string): Promise<string[]> {
    const limit = longerAndLonger();
    const titles = await until(
      `commands for ${typed} in the palette`,
      async () => {
        await this.openPalette(typed);
        // Until the list follows what is typed it has every command, with nothing in them marked.
        const marked = this.page.locator('.quick-input-list .monaco-list-row .highlight');
        await marked.first().waitFor({ timeout: limit() });
        return this.quickInput.items();
      },
      (found) => found.length > 0,
    );
    await this.quickInput.cancel();
    await this.quickInput.waitUntilClosed();
    return titles;
  }

  /** Saves what the window shows as `artifacts/ui/NN-name.png`. @returns the file */
  async screenshot(name: string): Promise<string> {
    await mkdir(screenshotFolder, { recursive: true });
    screenshots += 1;
    const path = join(screenshotFolder, `${String(screenshots).padStart(2, '0')}-${name}.png`);
    // Fading hovers and toasts are shown as they end.
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  private async openPalette(typed: string): Promise<void> {
    await this.page.bringToFront();
    const limit = longerAndLonger();
    // An editor that is still opening takes the focus, and closes the palette with that.
    await until(
      'the command palette',
      async () => {
        await this.page.keyboard.press('F1');
        return this.quickInput.fillPalette(`>${typed}`, limit());
      },
      Boolean,
    );
  }
}
