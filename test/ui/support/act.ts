import type { ElementHandle, Locator } from 'playwright-core';
import type { PageElement } from './pageElement';
import { until } from './poll';

/** Counts what an element hears; it lives in the page, and outlives the element. */
interface Heard {
  count: number;
}

/** For an act that is tried again: so long that only what is not there makes it fail. */
const attemptMilliseconds = 5000;

/**
 * Does something to an element at most once: an act may throw although it was done (the element went away under it, the
 * time was over on a busy machine), and done again it would happen twice.
 *
 * @param event what the element hears when the act is done
 * @param act is given the element itself: what VS Code draws in its place has not been listened to
 * @returns whether the element heard it; false: nothing has happened, and the act may be tried again
 */
async function onceHeard(
  target: Locator,
  event: 'click' | 'keydown',
  act: (element: ElementHandle, timeout: number) => Promise<void>,
): Promise<boolean> {
  const element = await target.elementHandle({ timeout: attemptMilliseconds });
  const heard = await element.evaluateHandle((node, type) => {
    const seen: Heard = { count: 0 };
    (node as unknown as PageElement).addEventListener(type, () => (seen.count += 1), true);
    return seen;
  }, event);
  await act(element, attemptMilliseconds).catch(() => undefined);
  // A page that is gone by now was reloaded by the act itself.
  return heard.evaluate(({ count }) => count > 0).catch(() => true);
}

/** Clicks an element that may go away any moment. @returns whether it heard the click; false: nothing has happened */
export async function clickOnce(target: Locator): Promise<boolean> {
  return onceHeard(target, 'click', (element, timeout) => element.click({ timeout }));
}

/**
 * Clicks what VS Code may move or draw anew between the press of the button and its release, which then is no click: a
 * message slides down when the one below it goes.
 *
 * @param what names it in the error
 * @throws Error when it did not hear a click within `patience`
 */
export async function click(what: string, target: Locator): Promise<void> {
  await until(`${what} to be clicked`, () => clickOnce(target), Boolean);
}

/**
 * Picks an entry of an open menu of VS Code, with the pointer and Enter: a menu takes no click in its first tenth of a
 * second (it might belong to what opened the menu), and shows no sign of when it does; it takes a key at once.
 *
 * @returns whether the entry was taken, the menu then being closed; false: it closed by itself, nothing has happened
 */
export async function pickMenuEntry(entry: Locator): Promise<boolean> {
  await entry.hover({ timeout: attemptMilliseconds });
  // The menu gives the focus to what the pointer is on, and Enter takes what has the focus.
  const focused = entry.and(entry.page().locator(':focus'));
  const taken = await onceHeard(focused, 'keydown', () => entry.page().keyboard.press('Enter'));
  if (taken) await entry.waitFor({ state: 'hidden' });
  return taken;
}

/** Closes a menu of VS Code, where one is open. */
export async function closeMenu(entries: Locator): Promise<void> {
  await until(
    'no menu',
    async () => {
      const count = await entries.count();
      if (count > 0) await entries.page().keyboard.press('Escape');
      return count;
    },
    (count) => count === 0,
  );
}

/**
 * Opens the hover of an element: one opens on a move, and coming from elsewhere makes one.
 *
 * @param leave takes the pointer elsewhere
 * @param timeout of each step, in milliseconds
 * @throws Error when the hover is not there in time; it may be tried again
 */
export async function openHover(
  target: Locator,
  hover: Locator,
  leave: () => Promise<void>,
  timeout: number,
): Promise<void> {
  await leave();
  await hover.waitFor({ state: 'hidden', timeout });
  await target.hover({ timeout });
  await hover.waitFor({ timeout });
}
