import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { artifactsRoot } from '../../support/vscodeHost/paths';
import { type Settings } from '../../support/vscodeHost/settings';
import { AccountsMenu } from './accountsMenu';
import { clickOnce } from './act';
import { Clipboard } from './clipboard';
import { Editor } from './editor';
import { Notifications } from './notifications';
import { until } from './poll';
import { QuickInput } from './quickInput';
import { StatusBarItem } from './statusBar';
import { TreeView } from './treeView';

/** Where the screenshots of a run go. */
export const screenshotFolder = join(artifactsRoot, 'ui');

let screenshots = 0;

/** One VS Code window. */
export class Workbench {
  public readonly clipboard: Clipboard;
  public readonly quickInput: QuickInput;
  public readonly notifications: Notifications;
  public readonly editor: Editor;
  /** The token's item. */
  public readonly statusBar: StatusBarItem;
  /** The catalogs. */
  public readonly tree: TreeView;

  public readonly accounts: AccountsMenu;

  /** @param page the browser's page, for what the helpers do not cover */
  public constructor(public readonly page: Page) {
    this.clipboard = new Clipboard(page);
    this.quickInput = new QuickInput(page, this.clipboard);
    this.notifications = new Notifications(page);
    this.editor = new Editor(page, this.clipboard);
    this.statusBar = new StatusBarItem(page, 'korusticket.korusticket.token');
    this.accounts = new AccountsMenu(page);
    this.tree = new TreeView(page, 'KorusTicket');
  }

  /** Waits until the window is drawn and its extensions are known. */
  public async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }

  /**
   * Reloads by VS Code's own command, which first writes down what the editors keep; a reload of the page takes up what
   * was written up to a minute before.
   */
  public async reloadByCommand(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.waitUntilReady();
  }

  /** Reloads the window: its extension host ends and a new one starts. */
  public async reload(): Promise<void> {
    await this.page.reload();
    await this.waitUntilReady();
  }

  /** The user goes to another window and comes back; the driver itself keeps every page in focus. */
  public async leaveAndReturn(): Promise<void> {
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
  public async runCommand(title: string): Promise<void> {
    // The palette lists what is known when it opens; right after start-up that may not be all yet.
    await until(
      `command ${title} in the palette`,
      async () => {
        await this.openPalette(title);
        const row = this.quickInput.item(title);
        const isThere = await row.waitFor({ timeout: 2000 }).then(
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
  }

  /**
   * Changes the user's settings by editing `settings.json` in the window: it takes effect at once.
   * (A change of the file behind its back is not noticed by the VS Code server's workbench before a reload.)
   */
  public async changeSettings(changes: Settings): Promise<void> {
    await this.runCommand('Preferences: Open User Settings (JSON)');
    await this.editor.waitForTitle('settings.json');
    const settings = JSON.parse(await this.editor.text()) as Settings;
    await this.editor.replaceAndSave(JSON.stringify({ ...settings, ...changes }, undefined, 2));
    await this.runCommand('View: Close Editor');
  }

  /** The commands the palette offers for what is typed; the palette is closed again. */
  public async findCommands(typed: string): Promise<string[]> {
    await this.openPalette(typed);
    // Until the list follows what is typed it has every command, with nothing in them marked.
    await this.page.locator('.quick-input-list .monaco-list-row .highlight').first().waitFor();
    const titles = await this.quickInput.items();
    await this.quickInput.cancel();
    await this.quickInput.waitUntilClosed();
    return titles;
  }

  /** Saves what the window shows as `artifacts/ui/NN-name.png`. @returns the file */
  public async screenshot(name: string): Promise<string> {
    await mkdir(screenshotFolder, { recursive: true });
    screenshots += 1;
    const path = join(screenshotFolder, `${String(screenshots).padStart(2, '0')}-${name}.png`);
    // Fading hovers and toasts are shown as they end.
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  public async close(): Promise<void> {
    await this.page.close();
  }

  private async openPalette(typed: string): Promise<void> {
    await this.page.bringToFront();
    // An editor that is still opening takes the focus, and closes the palette with that.
    await until(
      'the command palette',
      async () => {
        await this.page.keyboard.press('F1');
        return this.quickInput.fillPalette(`>${typed}`, 2000);
      },
      Boolean,
    );
  }
}
