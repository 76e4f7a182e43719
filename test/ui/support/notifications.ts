import type { Locator, Page } from 'playwright-core';
import { click, clickOnce } from './act';
import { escaped, matches, until } from './poll';

/** Notification toasts and modal dialogs of a window. */
export class Notifications {
  private readonly items: Locator;
  /** What the bell in the status bar opens: there is also what has been put away. */
  private readonly center: Locator;

  constructor(private readonly page: Page) {
    this.items = page.locator('.notifications-toasts .notification-list-item');
    this.center = page.locator('.notifications-center.visible');
  }

  /** The texts of the toasts in sight. */
  texts(): Promise<string[]> {
    return this.items.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a toast with this text. @returns its text */
  async waitFor(wanted: string | RegExp): Promise<string> {
    const has = (texts: string[]): boolean => texts.some((text) => matches(text, wanted));
    const texts = await until(`a notification saying ${String(wanted)}`, () => this.texts(), has);
    return texts.find((text) => matches(text, wanted)) ?? '';
  }

  /** The labels of the buttons of the toast with this text. */
  async actions(wanted: string | RegExp): Promise<string[]> {
    const toast = this.toast(wanted);
    await toast.waitFor();
    return toast.locator('.monaco-button').allInnerTexts();
  }

  /**
   * Presses a button (also a link) of the toast with this text. Some VS Code puts away after 10 s, which may be over by
   * now: such a one is taken out again by the bell.
   */
  async click(wanted: string | RegExp, action: string): Promise<void> {
    const button = (item: Locator): Locator => item.getByRole('button', { name: action, exact: true });
    const putAway = this.among(this.center.locator('.notification-list-item'), wanted);
    await until(
      `${action} of the notification ${String(wanted)} to be clicked`,
      async () => {
        if ((await this.toast(wanted).count()) > 0) return clickOnce(button(this.toast(wanted)));
        if ((await putAway.count()) > 0) return clickOnce(button(putAway));
        // Toasts come a moment after the bell knows of them; while one is in sight, others may be on their way.
        if ((await this.items.count()) === 0 && (await this.isSomethingPutAway())) await this.ringBell();
        return false;
      },
      Boolean,
    );
    await until(
      'the notifications that were put away to be out of sight',
      async () => {
        const count = await this.center.count();
        if (count > 0) await this.ringBell();
        return count;
      },
      (count) => count === 0,
    );
  }

  /** Closes the toast with this text, unless it has gone by itself, and waits until it is gone. */
  async dismiss(wanted: string | RegExp): Promise<void> {
    const toast = this.toast(wanted);
    await until(
      `no notification ${String(wanted)}`,
      async () => {
        if ((await toast.count()) === 0) return true;
        // The cross shows under the pointer.
        await toast.hover({ timeout: 2000 });
        await clickOnce(toast.locator('.codicon-notifications-clear'));
        return false;
      },
      Boolean,
    );
  }

  /** Waits for a modal dialog and returns its text. */
  async dialogText(): Promise<string> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor();
    return box.locator('.dialog-message-container').innerText();
  }

  /** Presses a button of the modal dialog, and waits until that dialog is gone. */
  async clickDialog(button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    const shown = await box.elementHandle();
    await click(`${button} of the dialog`, box.getByRole('button', { name: button, exact: true }));
    await shown.waitForElementState('hidden');
  }

  private async ringBell(): Promise<void> {
    await clickOnce(this.page.locator('[id="status.notifications"] .statusbar-item-label'));
    // The hover of the bell would lie on the buttons.
    await this.page.mouse.move(600, 300);
  }

  private async isSomethingPutAway(): Promise<boolean> {
    return (await this.page.locator('[id="status.notifications"] .codicon-bell-dot').count()) > 0;
  }

  /** The first toast with this text, looked for anew at every use: that of progress changes, and its place too. */
  private toast(wanted: string | RegExp): Locator {
    return this.among(this.items, wanted);
  }

  private among(items: Locator, wanted: string | RegExp): Locator {
    const hasText = typeof wanted === 'string' ? new RegExp(`^${escaped(wanted)}$`) : wanted;
    const message = this.page.locator('.notification-list-item-message').filter({ hasText });
    return items.filter({ has: message }).first();
  }
}
