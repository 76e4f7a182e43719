import { type FrameLocator, type Page } from 'playwright-core';
import { type Clipboard } from './clipboard';
import { matches, until } from './poll';

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

  /** The web page shown in the editor (a webview panel): VS Code draws it in a frame within a frame. */
  public webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe');
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

  private async selectAll(): Promise<void> {
    const editor = this.page.locator('.editor-group-container.active .monaco-editor').first();
    await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
    await this.page.keyboard.press('Control+A');
  }
}
