import type { Locator, Page } from 'playwright-core';
import { click, clickOnce, openHover } from './act';
import type { PageElement } from './pageElement';
import { longerAndLonger, matches, until } from './poll';

/** One status-bar item, found by its full id `<publisher>.<name>.<item>`. */
export class StatusBarItem {
  readonly locator: Locator;

  constructor(
    private readonly page: Page,
    private readonly id: string,
  ) {
    this.locator = page.locator(`[id="${id}"]`);
  }

  /** What it shows, without the icons. */
  async text(): Promise<string> {
    return (await this.locator.innerText()).trim();
  }

  /** What a screen reader says. */
  async ariaLabel(): Promise<string> {
    return (await this.locator.getAttribute('aria-label')) ?? '';
  }

  /** Names of its icons, e.g. `key` for `$(key)`. */
  async icons(): Promise<string[]> {
    const classes = await this.locator
      .locator('.codicon')
      .evaluateAll((all: PageElement[]) => all.map((icon) => icon.className));
    return classes.flatMap((names) => /codicon-(\S+)/.exec(names)?.[1] ?? []);
  }

  /** Its background: `error`, `warning`, or none. */
  async kind(): Promise<'error' | 'warning' | 'none'> {
    const classes = (await this.locator.getAttribute('class')) ?? '';
    if (classes.includes('error-kind')) return 'error';
    return classes.includes('warning-kind') ? 'warning' : 'none';
  }

  waitForText(wanted: string | RegExp): Promise<string> {
    const right = (text: string): boolean => matches(text, wanted);
    return until(`status-bar item ${this.id} to show ${String(wanted)}`, () => this.text(), right);
  }

  waitForAriaLabel(wanted: string | RegExp): Promise<string> {
    const right = (text: string): boolean => matches(text, wanted);
    return until(`status-bar item ${this.id} to say ${String(wanted)}`, () => this.ariaLabel(), right);
  }

  async click(): Promise<void> {
    await click(`status-bar item ${this.id}`, this.locator.locator('.statusbar-item-label'));
  }

  /**
   * Opens the hover; its links can be found in what is returned. The item must still be under the pointer when the hover
   * is there: items come and go beside it, and another one may have moved there and shown its own.
   */
  async openHover(): Promise<Locator> {
    const hover = this.page.locator('.workbench-hover:visible').last();
    const pointed = this.locator.and(this.page.locator(':hover'));
    const limit = longerAndLonger();
    await until(
      `the hover of status-bar item ${this.id}`,
      async () => {
        await openHover(this.locator, hover, () => this.leave(), limit());
        return (await hover.isVisible()) && (await pointed.count()) === 1;
      },
      Boolean,
    );
    return hover;
  }

  /** Opens the hover and reads it; one that has closed meanwhile, since the item has changed, is opened again. */
  async hoverText(): Promise<string> {
    return until(
      `the hover of status-bar item ${this.id} to be read`,
      async () => (await this.openHover()).innerText({ timeout: 2000 }),
      (text) => text !== '',
    );
  }

  /** Follows a link in the hover. */
  async clickInHover(link: string): Promise<void> {
    await until(
      `${link} in the hover to be clicked`,
      async () => clickOnce((await this.openHover()).getByText(link, { exact: true })),
      Boolean,
    );
  }

  /** Leaves the item, and waits until no hover is in sight. */
  async closeHover(): Promise<void> {
    await until(
      'no hover',
      async () => {
        await this.leave();
        return this.page.locator('.workbench-hover:visible').count();
      },
      (count) => count === 0,
    );
  }

  /**
   * Takes the pointer away from the item. A hover whose item changed as the pointer left stays open, for up to a minute:
   * the pointer comes to it and leaves again.
   */
  private async leave(): Promise<void> {
    await this.page.mouse.move(600, 300);
    const stays = this.page.locator('.workbench-hover:visible').last();
    const isGone = await stays.waitFor({ state: 'hidden', timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (isGone) return;
    await stays.hover({ timeout: 2000 }).catch(() => undefined);
    await this.page.mouse.move(600, 300);
  }
}
