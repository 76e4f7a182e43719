import { type Locator, type Page } from 'playwright-core';
import { click } from './act';
import { escaped, matches, until } from './poll';

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
    const toast = this.toast(wanted);
    await toast.waitFor();
    return toast.locator('.monaco-button').allInnerTexts();
  }

  /** Presses a button (also a link) of the toast with this text. */
  public async click(wanted: string | RegExp, action: string): Promise<void> {
    const button = this.toast(wanted).getByRole('button', { name: action, exact: true });
    await click(`${action} of the notification ${String(wanted)}`, button);
  }

  /** Closes the toast with this text, and waits until it is gone. */
  public async dismiss(wanted: string | RegExp): Promise<void> {
    const toast = this.toast(wanted);
    await toast.hover();
    await click(`the cross of ${String(wanted)}`, toast.locator('.codicon-notifications-clear'));
    await toast.waitFor({ state: 'hidden' });
  }

  /** Waits for a modal dialog and returns its text. */
  public async dialogText(): Promise<string> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor();
    return box.locator('.dialog-message-container').innerText();
  }

  /** Presses a button of the modal dialog, and waits until that dialog is gone. */
  public async clickDialog(button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    const shown = await box.elementHandle();
    await click(`${button} of the dialog`, box.getByRole('button', { name: button, exact: true }));
    await shown.waitForElementState('hidden');
  }

  /** The first toast with this text, looked for anew at every use: that of progress changes, and its place too. */
  private toast(wanted: string | RegExp): Locator {
    const hasText = typeof wanted === 'string' ? new RegExp(`^${escaped(wanted)}$`) : wanted;
    const message = this.page.locator('.notification-list-item-message').filter({ hasText });
    return this.items.filter({ has: message }).first();
  }
}
