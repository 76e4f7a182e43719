import type { FrameLocator, Locator, Page } from 'playwright-core';
import { click } from './act';
import type { Clipboard } from './clipboard';
import type { PageElement } from './pageElement';
import { matches, startsWith, until } from './poll';

/** The editor in front, of the active group. */
export class Editor {
  constructor(
    private readonly page: Page,
    private readonly clipboard: Clipboard,
  ) {}

  /** The name of its file, or of its panel; '' when no editor is open. */
  async title(): Promise<string> {
    // All at one look: the tab may go at any moment.
    const titles = await this.page
      .locator('.editor-group-container.active .tab.active')
      .evaluateAll((tabs: PageElement[]) =>
        tabs.map((tab) => {
          const resource = tab.getAttribute('data-resource-name') ?? '';
          return resource.startsWith('webview-')
            ? (tab.querySelector('.label-name')?.textContent ?? '')
            : resource;
        }),
      );
    return titles[0] ?? '';
  }

  waitForTitle(wanted: string | RegExp): Promise<string> {
    const right = (title: string): boolean => matches(title, wanted);
    return until(`an editor named ${String(wanted)}`, () => this.title(), right);
  }

  /**
   * The whole document in front, also what is not in sight: selected and copied. The clipboard is put back. Of an editor
   * that is still opening its document, which shows the one before, it waits for the document.
   */
  async text(): Promise<string> {
    const before = await this.clipboard.read();
    const nothing = 'nothing was copied';
    await this.clipboard.write(nothing);
    const copied = await until(
      'the editor to be copied',
      async () => {
        await (await this.selectAll()).press('Control+C');
        return this.clipboard.read();
      },
      (text) => text !== nothing,
    );
    await this.clipboard.write(before);
    return copied;
  }

  /** Types where the cursor is. */
  async type(text: string): Promise<void> {
    await (await this.input()).pressSequentially(text);
  }

  /** Replaces the whole document and saves it. The clipboard is put back. */
  async replaceAndSave(text: string): Promise<void> {
    const before = await this.clipboard.read();
    await this.clipboard.write(text);
    const input = await this.selectAll();
    await input.press('Control+V');
    const dirty = this.page.locator('.editor-group-container.active .tab.active.dirty');
    await dirty.waitFor();
    await input.press('Control+S');
    await dirty.waitFor({ state: 'detached' });
    await this.clipboard.write(before);
  }

  /** Waits for the line above the text (code lenses) to say this. @returns all of it */
  waitForLens(wanted: RegExp): Promise<string> {
    return until(
      `a line above the text saying ${String(wanted)}`,
      async () => (await this.lenses().first().innerText()).replaceAll('\u00a0', ' '),
      (text) => wanted.test(text),
    );
  }

  /** Presses an action of the line above the text. */
  async clickLens(title: string): Promise<void> {
    // They are drawn anew whenever the text or its age changes.
    await click(title, this.lenses().locator('a').getByText(title, { exact: true }).first());
  }

  /**
   * Follows a link in sight by its text, with the key held that VS Code asks for, until the editor of this name is in
   * front. A link followed twice opens the same editor, and a click may go astray while lines still move.
   */
  async followLink(text: string, title: string): Promise<void> {
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
  async clickTitleAction(action: string): Promise<void> {
    const bar = this.page.locator('.editor-group-container.active .editor-actions');
    await click(action, bar.getByRole('button', { name: startsWith(action) }));
  }

  /**
   * The web page shown in the editor (a webview panel): VS Code draws it in a frame within a frame, and what comes next
   * in another one that waits.
   */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  private front(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  private lenses(): Locator {
    return this.front().locator('.codelens-decoration');
  }

  private async selectAll(): Promise<Locator> {
    const input = await this.input();
    await input.press('Control+A');
    return input;
  }

  /** What takes the keys of the editor in front, once it has its document. */
  private async input(): Promise<Locator> {
    await this.waitForDocument();
    return this.front().locator('.native-edit-context, textarea.inputarea').first();
  }

  /** Waits until the editor in front has the document that its tab names. */
  private async waitForDocument(): Promise<void> {
    await until(
      'the editor to have the document of its tab',
      async () => {
        const addresses = await this.front().evaluateAll((editors: PageElement[]) =>
          editors.map((editor) => editor.getAttribute('data-uri') ?? ''),
        );
        return { title: await this.title(), addresses };
      },
      ({ title, addresses: [address = ''] }) =>
        title !== '' && decodeURIComponent(address.replace(/[?#].*$/, '')).endsWith(title),
    );
  }
}
