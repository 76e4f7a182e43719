import { type Locator, type Page } from 'playwright-core';
import { click } from './act';
import { type PageElement } from './pageElement';
import { matches, until } from './poll';

/** One status-bar item, found by its full id `<publisher>.<name>.<item>`. */
export class StatusBarItem {
  public readonly locator: Locator;

  public constructor(
    private readonly page: Page,
    private readonly id: string,
  ) {
    this.locator = page.locator(`[id="${id}"]`);
  }

  /** What it shows, without the icons. */
  public async text(): Promise<string> {
    return (await this.locator.innerText()).trim();
  }

  /** What a screen reader says. */
  public async ariaLabel(): Promise<string> {
    return (await this.locator.getAttribute('aria-label')) ?? '';
  }

  /** Names of its icons, e.g. `key` for `$(key)`. */
  public async icons(): Promise<string[]> {
    const classes = await this.locator
      .locator('.codicon')
      .evaluateAll((all: PageElement[]) => all.map((icon) => icon.className));
    return classes.flatMap((names) => /codicon-(\S+)/.exec(names)?.[1] ?? []);
  }

  /** Its background: `error`, `warning`, or none. */
  public async kind(): Promise<'error' | 'warning' | 'none'> {
    const classes = (await this.locator.getAttribute('class')) ?? '';
    if (classes.includes('error-kind')) return 'error';
    return classes.includes('warning-kind') ? 'warning' : 'none';
  }

  public waitForText(wanted: string | RegExp): Promise<string> {
    const right = (text: string): boolean => matches(text, wanted);
    return until(`status-bar item ${this.id} to show ${String(wanted)}`, () => this.text(), right);
  }

  public waitForAriaLabel(wanted: string | RegExp): Promise<string> {
    const right = (text: string): boolean => matches(text, wanted);
    return until(`status-bar item ${this.id} to say ${String(wanted)}`, () => this.ariaLabel(), right);
  }

  public async waitUntilHidden(): Promise<void> {
    await this.locator.waitFor({ state: 'hidden' });
  }

  public async click(): Promise<void> {
    await click(`status-bar item ${this.id}`, this.locator.locator('.statusbar-item-label'));
  }

  /** Opens the hover; its links can be found in what is returned. */
  public async openHover(): Promise<Locator> {
    const hover = this.page.locator('.workbench-hover:visible').last();
    await until(
      'a hover',
      async () => {
        // A hover opens on a move: coming from elsewhere makes one.
        await this.page.mouse.move(600, 300);
        await this.locator.hover();
        await hover.waitFor({ timeout: 2000 });
        return hover.isVisible();
      },
      Boolean,
    );
    return hover;
  }

  public async hoverText(): Promise<string> {
    return (await this.openHover()).innerText();
  }
}
