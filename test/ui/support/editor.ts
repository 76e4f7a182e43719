import { type FrameLocator, type Locator, type Page } from 'playwright-core';
import { click } from './act';
import { type Clipboard } from './clipboard';
import { matches, startsWith, until } from './poll';

/** The editor in front, of the active group. */
export class Editor {
  public constructor(
    private readonly page: Page,
    private readonly clipboard: Clipboard,
  ) {}

  /** The name of its file, or of its panel; '' when no editor is open. */
  public async title(): Promise<string> {
    const tab = this.page.locator('.editor-group-container.active .tab.active').first();
    if ((await tab.count()) === 0) return '';
    const resource = (await tab.getAttribute('data-resource-name')) ?? '';
    return resource.startsWith('webview-') ? tab.locator('.label-name').innerText() : resource;
  }

  public waitForTitle(wanted: string | RegExp): Promise<string> {
    const right = (title: string): boolean => matches(title, wanted);
    return until(`an editor named ${String(wanted)}`, () => this.title(), right);
  }

  /** The whole document, also what is not in sight: selected and copied. The clipboard is put back. */
  public async text(): Promise<string> {
    const before = await this.clipboard.read();
    const nothing = 'nothing was copied';
    await this.clipboard.write(nothing);
    const copied = await until(
      'the editor to be copied',
      async () => {
        await this.selectAll();
        await this.page.keyboard.press('Control+C');
        return this.clipboard.read();
      },
      (text) => text !== nothing,
    );
    await this.clipboard.write(before);
    return copied;
  }

  /** Replaces the whole document and saves it. The clipboard is put back. */
  public async replaceAndSave(text: string): Promise<void> {
    const before = await this.clipboard.read();
    await this.clipboard.write(text);
    await this.selectAll();
    await this.page.keyboard.press('Control+V');
    const dirty = this.page.locator('.editor-group-container.active .tab.active.dirty');
    await dirty.waitFor();
    await this.page.keyboard.press('Control+S');
    await dirty.waitFor({ state: 'detached' });
    await this.clipboard.write(before);
  }

  /** Waits for the line above the text (code lenses) to say this. @returns all of it */
  public waitForLens(wanted: RegExp): Promise<string> {
    return until(
      `a line above the text saying ${String(wanted)}`,
      async () => (await this.lenses().first().innerText()).replaceAll('\u00a0', ' '),
      (text) => wanted.test(text),
    );
  }

  /** Presses an action of the line above the text. */
  public async clickLens(title: string): Promise<void> {
    await this.lenses().locator('a').getByText(title, { exact: true }).first().click();
  }

  /**
   * Follows a link in sight by its text, with the key held that VS Code asks for, until the editor of this name is in
   * front. A link followed twice opens the same editor, and a click may go astray while lines still move.
   */
  public async followLink(text: string, title: string): Promise<void> {
    // The editor draws a long link in pieces, of which the last ones may be out of sight.
    const line = this.front().locator('.view-line').filter({ hasText: text });
    const link = line.locator('.detected-link').first();
    const opened = this.page.locator(
      `.editor-group-container.active .tab.active[data-resource-name="${title}"]`,
    );
    await until(
      `the link ${text} to open ${title}`,
      async () => {
        if ((await opened.count()) > 0) return true;
        await link.click({ modifiers: ['Control'], position: { x: 20, y: 8 }, timeout: 5000 });
        await opened.waitFor({ timeout: 5000 });
        return true;
      },
      Boolean,
    );
  }

  /** Presses an action in the title bar by its tooltip. */
  public async clickTitleAction(action: string): Promise<void> {
    const bar = this.page.locator('.editor-group-container.active .editor-actions');
    await click(action, bar.getByRole('button', { name: startsWith(action) }));
  }

  /**
   * The web page shown in the editor (a webview panel): VS Code draws it in a frame within a frame, and what comes next
   * in another one that waits.
   */
  public webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Text of the web page shown in the editor (a webview panel), once it is there. */
  public async webviewText(): Promise<string> {
    const body = this.webview().locator('body');
    return until(
      'a webview with text',
      () => body.innerText(),
      (text) => text.trim() !== '',
    );
  }

  /** The lines in sight of the output panel. */
  public outputText(): Promise<string> {
    return this.page.locator('.part.panel .monaco-editor .view-lines').first().innerText();
  }

  private front(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  private lenses(): Locator {
    return this.front().locator('.codelens-decoration');
  }

  private async selectAll(): Promise<void> {
    const editor = this.front();
    await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
    await this.page.keyboard.press('Control+A');
  }
}
