import type { Locator, Page } from 'playwright-core';
import { click, clickOnce, closeMenu, openHover, pickMenuEntry } from './act';
import type { PageElement } from './pageElement';
import { escaped, longerAndLonger, startsWith, until } from './poll';

/** A row of the tree as it is shown and as it is spoken. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  readonly ariaLabel: string;
  /** 1 for the rows at the top. */
  readonly level: number;
  /** undefined for a row without children. */
  readonly isExpanded: boolean | undefined;
  readonly isSelected: boolean;
}

/** Whether a row is called so: on it may stand only what tells it from its siblings, spoken is its whole name. */
export function isCalled({ label, ariaLabel }: TreeRow, name: string): boolean {
  return label === name || spoken(name).test(ariaLabel);
}

function spoken(name: string): RegExp {
  return new RegExp(`(^|, )${escaped(name)}(, |$)`);
}

function channelsOf(colour: string): number[] {
  return (colour.match(/[\d.]+/g) ?? []).map(Number);
}

/** Relative luminance, by WCAG. */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The tree view of a view container in the side bar. */
export class TreeView {
  private readonly sideBar: Locator;
  private readonly items: Locator;

  /** @param container title of the view container, the name of its tab in the activity bar */
  constructor(
    private readonly page: Page,
    private readonly container: string,
  ) {
    this.sideBar = page.locator('.part.sidebar');
    this.items = this.sideBar.getByRole('treeitem');
  }

  /**
   * Shows the container; a click on the tab of one that is shown would hide it. It looks before each click, and once more
   * is needed where a window that has just been reloaded showed it by itself between the look and the click.
   */
  async open(): Promise<void> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: this.container });
    const shown = tab.and(this.page.locator('[aria-expanded="true"]'));
    await until(
      `view container ${this.container} in the side bar`,
      async () => {
        if ((await shown.count()) > 0) return true;
        if (await clickOnce(tab)) await shown.waitFor({ timeout: 5000 });
        return (await shown.count()) > 0;
      },
      Boolean,
    );
  }

  /** The rows in sight; VS Code draws no others. */
  rows(): Promise<TreeRow[]> {
    return this.items.evaluateAll((all: PageElement[]) =>
      all.map((row) => {
        const expanded = row.getAttribute('aria-expanded');
        return {
          label: row.querySelector('.label-name')?.textContent ?? '',
          description: row.querySelector('.label-description')?.textContent ?? '',
          ariaLabel: row.getAttribute('aria-label') ?? '',
          level: Number(row.getAttribute('aria-level')),
          isExpanded: expanded === null ? undefined : expanded === 'true',
          isSelected: row.getAttribute('aria-selected') === 'true',
        };
      }),
    );
  }

  async labels(): Promise<string[]> {
    return (await this.rows()).map((row) => row.label);
  }

  /** Labels of the selected rows in sight. */
  selected(): Promise<string[]> {
    return this.items
      .and(this.page.locator('[aria-selected="true"]'))
      .locator('.label-name')
      .allTextContents();
  }

  /** Waits until a row with this label or name, and no other in sight, is selected. */
  async waitForSelected(name: string): Promise<void> {
    await until(
      `only ${name} to be selected`,
      async () => (await this.rows()).filter((row) => row.isSelected),
      ([first, ...others]) => first !== undefined && others.length === 0 && isCalled(first, name),
    );
  }

  /** Waits for a row with this label or name (or label that matches). @returns the row */
  async waitForRow(wanted: string | RegExp): Promise<TreeRow> {
    const is = (row: TreeRow): boolean =>
      typeof wanted === 'string' ? isCalled(row, wanted) : wanted.test(row.label);
    const rows = await until(
      `a row ${String(wanted)}`,
      () => this.rows(),
      (all) => all.some(is),
    );
    return rows.find(is)!;
  }

  /** The first row with exactly this label or name. */
  row(label: string): Locator {
    const written = this.page.locator('.label-name').getByText(label, { exact: true });
    const named = this.sideBar.getByRole('treeitem', { name: spoken(label) });
    return this.items.filter({ has: written }).or(named).first();
  }

  /** Expands a row; its children may still have to be loaded: wait for one of them with `waitForRow`. */
  async expand(label: string): Promise<void> {
    await this.toggle(label, 'true');
  }

  async collapse(label: string): Promise<void> {
    await this.toggle(label, 'false');
  }

  /** The colour a row's label is written in. */
  colour(label: string): Promise<string> {
    const name = this.row(label).locator('.label-name').first();
    return name.evaluate((element: PageElement) => {
      const page = globalThis as unknown as { getComputedStyle(of: PageElement): { color: string } };
      return page.getComputedStyle(element).color;
    });
  }

  /** How well a row's label stands out against the side bar: WCAG's contrast ratio, 1 to 21. */
  async contrast(label: string): Promise<number> {
    const behind = await this.sideBar.evaluate((element: PageElement) => {
      const page = globalThis as unknown as {
        getComputedStyle(of: PageElement): { backgroundColor: string };
      };
      return page.getComputedStyle(element).backgroundColor;
    });
    const [ground, [red = 0, green = 0, blue = 0, opacity = 1]] = [
      channelsOf(behind),
      channelsOf(await this.colour(label)),
    ];
    const ink = [red, green, blue].map(
      (channel, index) => channel * opacity + (ground[index] ?? 0) * (1 - opacity),
    );
    const [light = 0, dark = 0] = [luminance(ground), luminance(ink)].sort((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
  }

  async click(label: string): Promise<void> {
    await click(`row ${label}`, this.row(label).locator('.label-name'));
  }

  /** Puts the keyboard focus on a row without opening it; `page.keyboard` goes on from there. */
  async focus(label: string): Promise<void> {
    await this.menu(label);
    await this.page.locator('.part.sidebar .monaco-list:focus').waitFor();
  }

  /** Opens the hover of a row and waits until it says this. */
  async waitForHover(label: string, text: string): Promise<void> {
    const hover = this.page.locator('.monaco-hover:visible').getByText(text).first();
    const limit = longerAndLonger();
    await until(
      `the hover of ${label} to say ${text}`,
      async () => {
        const leave = (): Promise<void> => this.page.mouse.move(700, 400);
        await openHover(this.row(label).locator('.label-name'), hover, leave, limit());
        return true;
      },
      Boolean,
    );
  }

  /** Presses an action shown in a row while the pointer is on it. */
  async clickInlineAction(label: string, action: string): Promise<void> {
    const row = this.row(label);
    await until(
      `${action} of ${label} to be clicked`,
      async () => {
        // Rows may move away under the pointer.
        await row.hover({ timeout: 5000 });
        return clickOnce(row.getByRole('button', { name: startsWith(action) }));
      },
      Boolean,
    );
  }

  /** Opens a row's context menu and picks an entry by its title. */
  async clickMenu(label: string, entry: string): Promise<void> {
    const item = this.contextMenu()
      // Its title alone: beside it may stand the keys that a user has given it.
      .filter({ has: this.page.locator('.action-label').getByText(entry, { exact: true }) })
      .first();
    await until(
      `entry ${entry} of the menu of ${label} to be taken`,
      async () => {
        // A menu closes when something else takes the focus.
        if (!(await item.isVisible())) await this.row(label).click({ button: 'right' });
        return pickMenuEntry(item);
      },
      Boolean,
    );
  }

  /** The titles in a row's context menu; the menu is closed again. */
  async menu(label: string): Promise<string[]> {
    const entries = this.contextMenu();
    const titles = await until(
      `the menu of ${label}`,
      async () => {
        // A menu closes when something else takes the focus.
        if ((await entries.count()) === 0) {
          await this.row(label).click({ button: 'right', timeout: 5000 });
          await entries.first().waitFor({ timeout: 5000 });
        }
        return entries.allInnerTexts();
      },
      (texts) => texts.length > 0,
    );
    await closeMenu(entries);
    return titles.map((title) => title.trim()).filter((title) => title !== '');
  }

  /** Presses an action in the view's title by its tooltip. */
  async clickTitleAction(action: string): Promise<void> {
    await until(
      `${action} to be clicked`,
      async () => {
        await this.sideBar.locator('.pane-header, .composite.title').first().hover({ timeout: 5000 });
        return clickOnce(this.sideBar.getByRole('button', { name: startsWith(action) }).first());
      },
      Boolean,
    );
  }

  /** What an empty view says instead of rows (its welcome content), '' when there is none. */
  async welcomeText(): Promise<string> {
    const content = this.sideBar.locator('.welcome-view-content:visible');
    return (await content.count()) === 0 ? '' : content.first().innerText();
  }

  /** Presses a button of the welcome content. */
  async clickWelcome(button: string): Promise<void> {
    const content = this.sideBar.locator('.welcome-view-content');
    await click(button, content.getByRole('button', { name: button }));
  }

  /** The line above the rows (`TreeView.message`), '' when there is none. */
  async message(): Promise<string> {
    const line = this.sideBar.locator('.tree-explorer-viewlet-tree-view .message:visible');
    // Without waiting: it may be gone by now.
    return (await line.allInnerTexts())[0] ?? '';
  }

  private async toggle(label: string, wanted: 'true' | 'false'): Promise<void> {
    const row = this.row(label);
    const isWanted = row.and(this.page.locator(`[aria-expanded="${wanted}"]`));
    const limit = longerAndLonger();
    await until(
      `row ${label} to be expanded: ${wanted}`,
      async () => {
        const timeout = limit();
        await row.waitFor({ timeout });
        // A tree that comes back as it was may expand the row by itself between the look and the click.
        if ((await isWanted.count()) === 0 && (await clickOnce(row.locator('.monaco-tl-twistie')))) {
          await isWanted.waitFor({ timeout });
        }
        return isWanted.count();
      },
      (count) => count === 1,
    );
  }

  private contextMenu(): Locator {
    return this.page.locator('.context-view .monaco-menu').getByRole('menuitem');
  }
}
