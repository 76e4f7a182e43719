import { type Locator, type Page } from 'playwright-core';
import { matches, until } from './poll';

/** Notification toasts and modal dialogs of a window. */
export class Notifications {
  private readonly items: Locator;

  public constructor(private readonly page: Page) {
    this.items = page.locator('.notifications-toasts .notification-list-item');
  }

  /** The texts of the toasts in sight. */
  public texts(): Promise<string[]> {
    return this.items.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a toast with this text. @returns its text */
  public async waitFor(wanted: string | RegExp): Promise<string> {
    const has = (texts: string[]): boolean => texts.some((text) => matches(text, wanted));
    const texts = await until(`a notification saying ${String(wanted)}`, () => this.texts(), has);
    return texts.find((text) => matches(text, wanted)) ?? '';
  }

  /** The labels of the buttons of the toast with this text. */
  public async actions(wanted: string | RegExp): Promise<string[]> {
    return (await this.toast(wanted)).locator('.monaco-button').allInnerTexts();
  }

  /** Presses a button (also a link) of the toast with this text. */
  public async click(wanted: string | RegExp, action: string): Promise<void> {
    await until(
      `a click on ${action}`,
      async () => {
        // The text of progress may be another by the time of the click.
        const toast = await this.toast(wanted);
        await toast.getByRole('button', { name: action, exact: true }).click({ timeout: 1000 });
        return true;
      },
      Boolean,
    );
  }

  public async dismiss(wanted: string | RegExp): Promise<void> {
    const toast = await this.toast(wanted);
    await toast.hover();
    await toast.locator('.codicon-notifications-clear').click();
  }

  /** Waits for a modal dialog and returns its text. */
  public async dialogText(): Promise<string> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor();
    return box.locator('.dialog-message-container').innerText();
  }

  public async clickDialog(button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.getByRole('button', { name: button, exact: true }).click();
  }

  private async toast(wanted: string | RegExp): Promise<Locator> {
    const text = await this.waitFor(wanted);
    return this.items.filter({ hasText: text }).first();
  }
}
