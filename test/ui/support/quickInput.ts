import type { Locator, Page } from 'playwright-core';
import { click } from './act';
import type { Clipboard } from './clipboard';
import type { PageElement } from './pageElement';
import { matches, startsWith, until } from './poll';

/** What a quick input (pick or box) shows at a moment. */
export interface QuickInputState {
  readonly title: string;
  readonly placeholder: string;
  readonly value: string;
  /** The line below the box: the prompt, or what is wrong with the value. */
  readonly message: string;
  /** Whether what is typed shows as dots. */
  readonly isPassword: boolean;
}

/** VS Code's quick input: command palette, quick pick and input box. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly box: Locator;
  /** The same box while it is the command palette's. */
  private readonly palette: Locator;

  constructor(
    private readonly page: Page,
    private readonly clipboard: Clipboard,
  ) {
    this.widget = page.locator('.quick-input-widget:visible');
    this.box = this.widget.locator('.quick-input-box input');
    this.palette = this.widget.locator('.quick-input-box input[placeholder^="Type the name of a command"]');
  }

  /** @throws Error (of playwright) when no quick input is open */
  async state(): Promise<QuickInputState> {
    await this.box.waitFor();
    const title = this.widget.locator('.quick-input-title');
    const message = this.widget.locator('.quick-input-message');
    return {
      title: (await title.isVisible()) ? await title.innerText() : '',
      placeholder: (await this.box.getAttribute('placeholder')) ?? '',
      value: await this.box.inputValue(),
      message: (await message.isVisible()) ? await message.innerText() : '',
      isPassword: (await this.box.getAttribute('type')) === 'password',
    };
  }

  /** Waits for the step with this title; steps show as "Title (1/3)" when they are numbered. */
  waitForTitle(wanted: string | RegExp): Promise<QuickInputState> {
    const right = (state: QuickInputState): boolean => matches(state.title, wanted);
    return until(`a quick input titled ${String(wanted)}`, () => this.state(), right);
  }

  waitForMessage(wanted: string | RegExp): Promise<QuickInputState> {
    const right = (state: QuickInputState): boolean => matches(state.message, wanted);
    return until(`a quick input saying ${String(wanted)}`, () => this.state(), right);
  }

  async waitUntilClosed(): Promise<void> {
    await until(
      'the quick input to close',
      () => this.widget.count(),
      (count) => count === 0,
    );
  }

  async waitUntilNoPalette(): Promise<void> {
    await this.palette.waitFor({ state: 'hidden' });
  }

  /** Types key by key, after what is there. */
  async type(text: string): Promise<void> {
    await this.box.pressSequentially(text);
  }

  /** Replaces the whole value at once. */
  async fill(text: string): Promise<void> {
    await this.box.fill(text);
  }

  /**
   * Replaces the whole value of the command palette. VS Code has one box for all quick inputs, and so the one that was
   * open when the palette was called may still be in it: the palette is known by its placeholder.
   *
   * @param timeout milliseconds to wait for the palette
   * @returns whether it was there
   */
  async fillPalette(text: string, timeout: number): Promise<boolean> {
    return this.palette.fill(text, { timeout }).then(
      () => true,
      () => false,
    );
  }

  /** Pastes from the clipboard, as a user does with credentials; the clipboard then holds the text. */
  async paste(text: string): Promise<void> {
    await this.clipboard.write(text);
    await this.box.focus();
    await this.page.keyboard.press('Control+V');
  }

  async accept(): Promise<void> {
    await this.box.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.box.press('Escape');
  }

  async back(): Promise<void> {
    await click('Back', this.widget.locator('.codicon-quick-input-back'));
  }

  /** Presses a button of the title bar by its tooltip. */
  async button(label: string): Promise<void> {
    await click(label, this.widget.getByRole('button', { name: startsWith(label) }));
  }

  /** The labels of the items shown (a long list shows only those in sight). */
  items(): Promise<string[]> {
    return this.widget.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
  }

  /** Waits until exactly these items are shown: they may come after the title. */
  async waitForItems(wanted: readonly string[]): Promise<void> {
    await until(
      `the items ${wanted.join(', ')}`,
      () => this.items(),
      (labels) => labels.join('\n') === wanted.join('\n'),
    );
  }

  /** Waits for items and returns the full spoken text of each: label, description, detail. */
  async itemTexts(): Promise<string[]> {
    const rows = this.widget.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return rows.evaluateAll((all: PageElement[]) => all.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Waits until the item with exactly this label is there and Enter would take it. */
  async waitForFocusOn(label: string): Promise<void> {
    const row = this.item(label);
    await until(
      `${label} to be the item in focus`,
      async () => (await row.getAttribute('class')) ?? '',
      (classes) => classes.includes('focused'),
    );
  }

  /** The label of the item in focus; '' where there is none. */
  async focused(): Promise<string> {
    const labels = this.widget.locator('.quick-input-list .monaco-list-row.focused .label-name');
    // Behind it comes the detail.
    return (await labels.allInnerTexts())[0] ?? '';
  }

  /** How many items there are, also out of sight. */
  async count(): Promise<number> {
    const row = this.widget.locator('.quick-input-list .monaco-list-row').first();
    return Number(await row.getAttribute('aria-setsize'));
  }

  /** Goes from item to item with a key until one with such a label is in focus: a list that is renewed swallows a press. */
  async goTo(label: RegExp, key: 'ArrowUp' | 'ArrowDown'): Promise<void> {
    const press = async (): Promise<string> => {
      if (!label.test(await this.focused())) {
        await this.box.press(key);
      }
      return this.focused();
    };
    await until(`${String(label)} to be in focus`, press, (focused) => label.test(focused));
  }

  /** Picks the item with exactly this label, by mouse. */
  async pick(label: string): Promise<void> {
    await click(`item ${label}`, this.item(label));
  }

  /** The row of the item with exactly this label. */
  item(label: string): Locator {
    const name = this.page.locator('.label-name').getByText(label, { exact: true });
    return this.widget.locator('.quick-input-list .monaco-list-row').filter({ has: name }).first();
  }
}
