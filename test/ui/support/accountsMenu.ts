import { type Locator, type Page } from 'playwright-core';
import { until } from './poll';

/** VS Code's Accounts menu at the foot of the activity bar. */
export class AccountsMenu {
  private readonly items: Locator;

  public constructor(private readonly page: Page) {
    this.items = page.locator('.monaco-menu .action-item .action-label:visible');
  }

  /** Opens the menu and waits for its items to be what is wanted; the menu stays open. */
  public async waitFor(what: string, isRight: (labels: string[]) => boolean): Promise<string[]> {
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
  public async pick(account: string, entry: string): Promise<void> {
    await this.close();
    await this.open();
    await this.openAccount(account);
    // A menu that has just opened takes no click: it might belong to what opened it.
    await until(
      `the menu to close after ${entry}`,
      async () => {
        const count = await this.items.count();
        if (count > 0) await this.items.getByText(entry, { exact: true }).click({ timeout: 1000 });
        return count;
      },
      (count) => count === 0,
    );
  }

  /** Opens the submenu of an account of the open menu. */
  public async openAccount(account: string): Promise<void> {
    await this.items.getByText(account, { exact: true }).click();
    await this.items.getByText('Sign Out', { exact: true }).waitFor();
  }

  public async close(): Promise<void> {
    await until(
      'no menu',
      async () => {
        const count = await this.items.count();
        if (count > 0) await this.page.keyboard.press('Escape');
        return count;
      },
      (count) => count === 0,
    );
  }

  private async open(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label^="Accounts"]').click();
    await this.items.first().waitFor();
  }

  private async labels(): Promise<string[]> {
    return (await this.items.allInnerTexts()).map((text) => text.trim()).filter((text) => text !== '');
  }
}
