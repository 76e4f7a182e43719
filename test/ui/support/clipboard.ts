import type { Page } from 'playwright-core';
import { matches, until } from './poll';

/** The clipboard, as the window sees it; a page reads it only while it has the focus. */
export class Clipboard {
  constructor(private readonly page: Page) {}

  read(): Promise<string> {
    return this.evaluate<string>('navigator.clipboard.readText()');
  }

  async write(text: string): Promise<void> {
    await this.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** Waits until the clipboard holds this. @returns what it holds */
  waitFor(wanted: string | RegExp): Promise<string> {
    return until(
      `the clipboard to hold ${String(wanted)}`,
      () => this.read(),
      (text) => matches(text, wanted),
    );
  }

  /** A webview or a second window may be taking the focus just now: then it is asked for, and tried again. */
  private evaluate<T>(expression: string): Promise<T> {
    return until(
      'the clipboard to be within reach',
      async () => {
        await this.page.bringToFront();
        await this.page.evaluate('window.focus()');
        return this.page.evaluate<T>(expression);
      },
      () => true,
    );
  }
}
