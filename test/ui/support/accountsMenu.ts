import type { Locator, Page } from 'playwright-core';
import { closeMenu, pickMenuEntry } from './act';
import { until } from './poll';

/** VS Code's Accounts menu at the foot of the activity bar. */
export class AccountsMenu {
  private readonly items: Locator;

  constructor(private readonly page: Page) {
    this.items = page.locator('.monaco-menu .action-item .action-label:visible');
  }

  /** Opens the menu and waits for its items to be what is wanted; the menu stays open. */
  async waitFor(what: string, isRight: (labels: string[]) => boolean): Promise<string[]> {
    return until(
      what,
      async () => {
        // The menu shows what was known when it was opened.
        await this.close();
        await this.open();
        return this.labels();
      },
      isRight,
    );
  }

  /** Opens the menu, and in it the submenu of an account, and picks an entry there. */
  async pick(account: string, entry: string): Promise<void> {
    await until(
      `${entry} of ${account} to be taken`,
      async () => {
        await this.close();
        await this.open();
        await this.openAccount(account);
        return pickMenuEntry(this.item(entry));
      },
      Boolean,
    );
  }

  /** Opens the submenu of an account of the open menu: it opens by itself under the pointer. */
  async openAccount(account: string): Promise<void> {
    const signOut = this.item('Sign Out');
    await until(
      `the menu of ${account}`,
      async () => {
        // A menu closes when something else takes the focus.
        if ((await this.items.count()) === 0) await this.open();
        await this.item(account).hover({ timeout: 5000 });
        await signOut.waitFor({ timeout: 5000 });
        return true;
      },
      Boolean,
    );
  }

  close(): Promise<void> {
    return closeMenu(this.items);
  }

  private async open(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label^="Accounts"]').click();
    await this.items.first().waitFor();
  }

  private item(label: string): Locator {
    const name = this.page.locator('.action-label').getByText(label, { exact: true });
    return this.page.locator('.monaco-menu').getByRole('menuitem').filter({ has: name });
  }

  private async labels(): Promise<string[]> {
    return (await this.items.allInnerTexts()).map((text) => text.trim()).filter((text) => text !== '');
  }
}
