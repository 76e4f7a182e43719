import { type Page } from 'playwright-core';
import { matches, until } from './poll';

/** The clipboard, as the window sees it; a page reads it only while it has the focus. */
export class Clipboard {
  public constructor(private readonly page: Page) {}

  public async read(): Promise<string> {
    await this.page.bringToFront();
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  public async write(text: string): Promise<void> {
    await this.page.bringToFront();
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** Waits until the clipboard holds this. @returns what it holds */
  public waitFor(wanted: string | RegExp): Promise<string> {
    return until(
      `the clipboard to hold ${String(wanted)}`,
      () => this.read(),
      (text) => matches(text, wanted),
    );
  }
}
