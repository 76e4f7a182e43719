import axe from 'axe-core';
import type { FrameLocator, Locator } from 'playwright-core';
import { until } from './poll';
import type { Workbench } from './workbench';

/** What the page's script sees of the axe that was brought into it. */
interface PageWithAxe {
  readonly axe: { run(options: object): Promise<{ violations: readonly AxeViolation[] }> };
}

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** The offer calendar in the editor in front. */
export class OfferCalendar {
  constructor(private readonly window: Workbench) {}

  get frame(): FrameLocator {
    return this.window.editor.webview();
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  day(day: string): Locator {
    return this.frame.locator(`[data-day="${day}"]`);
  }

  /** The day the keyboard is on, '' where the focus is elsewhere. */
  async focusedDay(): Promise<string> {
    const cell = this.frame.locator('[data-day]:focus');
    return (await cell.count()) === 0 ? '' : ((await cell.getAttribute('data-day')) ?? '');
  }

  /** What is written on the button that has the focus, '' where it is elsewhere. */
  async focusedButton(): Promise<string> {
    return (await this.frame.locator('button:focus').allInnerTexts()).join();
  }

  /** What a screen reader says of a day. */
  async label(day: string): Promise<string> {
    return this.day(day).locator('.spoken').innerText();
  }

  /** The days that have a cell, with what is said of each. */
  labels(): Promise<string[]> {
    return this.frame.locator('[data-day] .spoken').allInnerTexts();
  }

  month(): Promise<string> {
    return this.frame.locator('#month').innerText();
  }

  status(): Promise<string> {
    return this.frame.getByRole('status').innerText();
  }

  /** Waits until the status line says something. @returns the whole of it */
  waitForStatus(wanted: RegExp): Promise<string> {
    return until(
      `status ${String(wanted)}`,
      () => this.status(),
      (text) => wanted.test(text),
    );
  }

  /** What axe-core finds wrong with the page, as one line each. */
  async accessibilityProblems(): Promise<string[]> {
    const body = this.frame.locator('body');
    const violations = await body.evaluate(async (_body, source) => {
      // The page's policy allows no foreign script; the debugger's evaluation is not bound by it.
      (0, eval)(source);
      const { axe: inPage } = globalThis as unknown as PageWithAxe;
      const { violations: found } = await inPage.run({ resultTypes: ['violations'] });
      return found.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary: failureSummary ?? '' })),
      }));
    }, axe.source);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  }
}
