import type { Page } from 'playwright-core';
import { clickOnce } from './act';
import type { PageElement } from './pageElement';
import { until } from './poll';

/** A walkthrough in VS Code's Welcome editor. */
export class WalkthroughPage {
  private readonly step = '.gettingStartedContainer .getting-started-step';

  constructor(private readonly page: Page) {}

  /** Waits until the walkthrough of this title is shown. */
  async waitForTitle(title: string): Promise<void> {
    const heading = this.page.locator(
      '.gettingStartedContainer .getting-started-category h2, .category-title',
    );
    await heading.getByText(title, { exact: true }).first().waitFor();
  }

  /** Titles of the steps in order, each with whether it is ticked off. */
  async steps(): Promise<{ title: string; done: boolean }[]> {
    const steps = this.page.locator(this.step);
    const titles = await steps.locator('.step-title').allInnerTexts();
    const ticks = await steps
      .locator('.codicon')
      .evaluateAll((all: PageElement[]) => all.map((each) => each.getAttribute('class') ?? ''))
      .then((all) => all.filter((classes) => classes.includes('getting-started-step-')));
    return titles.map((title, index) => ({
      title,
      done: ticks[index]?.includes('getting-started-step-checked') === true,
    }));
  }

  /** Waits until exactly so many of the first steps are ticked off. */
  async waitForDone(count: number): Promise<void> {
    await until(
      `${count} steps done`,
      () => this.steps(),
      (steps) => steps.length > 0 && steps.every(({ done }, index) => done === index < count),
    );
  }

  /**
   * Opens a step and waits for its text and its picture, which takes the focus as it is drawn. A page that has only just
   * come opens its first step by itself, over any that was opened before.
   *
   * @param picture the id of the SVG
   */
  async open(title: string, picture: string): Promise<void> {
    const step = this.page.locator(this.step).filter({ hasText: title });
    const expanded = this.page.locator(`${this.step}.expanded`).filter({ hasText: title });
    await until(
      `the picture ${picture}`,
      async () => {
        if ((await expanded.count()) === 0) await clickOnce(step.locator('.step-title'));
        const found = await Promise.all(
          this.page.frames().map((frame) =>
            frame
              .locator(`svg#${picture}`)
              .count()
              .catch(() => 0),
          ),
        );
        return (await expanded.count()) > 0 && found.some((count) => count > 0);
      },
      Boolean,
    );
  }
}
