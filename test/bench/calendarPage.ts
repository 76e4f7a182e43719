/**
 * `npm run bench:calendar [-- --runs N]`: the calendar's page in a real window: when it is painted after the click, when
 * its prices stand there, and what going to another month with six products costs. Ends with 1 where a bound is missed.
 */
import { parseArgs } from 'node:util';
import type { FrameLocator } from 'playwright-core';
import { products } from '../sandbox/catalogData';
import { parkCatalog } from '../sandbox/catalogSpecs';
import { startSandbox } from '../sandbox/sandbox';
import { signInByPaste, untilQuiet } from '../ui/support/signInByPaste';
import { installedVariable, installPackagedExtension } from '../support/vscodeHost/installed';
import { OfferCalendar } from '../ui/support/offerCalendar';
import { Session } from '../ui/support/session';
import type { Workbench } from '../ui/support/workbench';
import { isWithin, measurementLine, type Measurement } from './measure';

const catalog = 'Catalogue Puy du Fou - CSE';
const productBase = 'Guided tour - Jardins d’Aubépine 8';
const compared = 6;
/** Months gone to before they are gone back to. */
const months = 5;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });

interface Times {
  readonly painted: number;
  readonly priced: number;
}

interface BrowserGlobals {
  readonly performance: {
    readonly timeOrigin: number;
    now(): number;
    getEntriesByName(name: string): readonly { readonly startTime: number }[];
  };
  readonly requestAnimationFrame: (done: () => void) => void;
}

/** Milliseconds since the epoch at which the page was first painted, and its prices were there, by the browser's clock. */
async function paintTimes(frame: FrameLocator): Promise<Times> {
  await frame.locator('[data-day]').first().waitFor();
  return frame.locator('body').evaluate(async (body) => {
    const { performance, requestAnimationFrame } = globalThis as unknown as BrowserGlobals;
    const page = body as unknown as { querySelector(selector: string): unknown };
    // A function with a name of its own would refer to a helper that the page does not have.
    while (!page.querySelector('[aria-busy="false"] [data-day] .price')) {
      await new Promise<void>((done) => requestAnimationFrame(done));
    }
    const priced = performance.timeOrigin + performance.now();
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return { painted: performance.timeOrigin + (paint?.startTime ?? Number.NaN), priced };
  });
}

/** Milliseconds from a press of a button to the frame in which the month stands there with all its prices. */
async function timeOfMonth(frame: FrameLocator, buttonName: string): Promise<number> {
  return frame.getByRole('button', { name: buttonName, exact: true }).evaluate(async (button) => {
    const { performance, requestAnimationFrame } = globalThis as unknown as BrowserGlobals;
    const { ownerDocument } = button as unknown as {
      readonly ownerDocument: { querySelector(selector: string): unknown };
    };
    await new Promise<void>((done) => requestAnimationFrame(done));
    const start = performance.now();
    (button as unknown as { click(): void }).click();
    do await new Promise<void>((done) => requestAnimationFrame(done));
    while (!ownerDocument.querySelector('[role="grid"][aria-busy="false"]'));
    return performance.now() - start;
  });
}

/** Opens the calendar by its action in the row, as a user does. */
async function timesOfOpening(window: Workbench, calendar: OfferCalendar): Promise<Times> {
  await window.tree.row(productBase).hover();
  const action = window.tree.row(productBase).getByRole('button', { name: 'Show Offer Calendar' });
  const clicked = action.evaluate(
    (button) =>
      new Promise<number>((done) => {
        const { performance } = globalThis as unknown as BrowserGlobals;
        const target = button as unknown as {
          addEventListener(type: string, listener: () => void, options: object): void;
        };
        target.addEventListener('mousedown', () => done(performance.timeOrigin + performance.now()), {
          capture: true,
          once: true,
        });
      }),
  );
  await action.click();
  const [start, { painted, priced }] = await Promise.all([clicked, paintTimes(calendar.frame)]);
  return { painted: painted - start, priced: priced - start };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function measured(what: string, numbers: readonly number[], atMost: number): Measurement {
  const note = numbers.map((each) => each.toFixed(0)).join(', ');
  return { what, value: median(numbers), unit: 'ms', limit: { atMost }, note };
}

async function run(): Promise<readonly Measurement[]> {
  const sandbox = await startSandbox();
  // No product base of the sandbox has six products; the catalog has.
  const all = products(parkCatalog);
  const member = Array.from({ length: compared }, (_, index) => all.at(35 + index)).map(({ id, name }) => ({
    '@id': `${sandbox.catalogsPath}/${parkCatalog.id}/products/${id}`,
    '@type': 'TicketingProduct',
    id,
    name: name.en,
  }));
  const session = await Session.start({
    settings: { 'korusticket.environments': [{ name: 'Bench', apiBaseUrl: sandbox.account.apiBaseUrl }] },
  });
  const opened: Times[] = [];
  const unread: number[] = [];
  const read: number[] = [];
  try {
    const window = await session.openWindow();
    const calendar = new OfferCalendar(window);
    await signInByPaste(window, 'Bench', sandbox.account);
    await untilQuiet(window);
    await window.tree.open();
    await window.tree.waitForRow(catalog);
    await window.tree.expand(catalog);
    await window.tree.waitForRow(productBase);
    sandbox.faults.set({ on: 'api', match: /\/products\?/, status: 200, body: { member } });
    for (let round = 0; round <= Number(values.runs); round++) {
      const times = await timesOfOpening(window, calendar);
      // The first one also loads the part and starts the frames' process: told, not counted.
      if (round > 0) opened.push(times);
      else
        console.log(
          `first of all: painted ${times.painted.toFixed(0)} ms, priced ${times.priced.toFixed(0)} ms`,
        );
      if (round < Number(values.runs)) await window.runCommand('View: Close Editor');
    }
    const others = calendar.frame.locator('.chip[aria-pressed="false"]');
    while ((await others.count()) > 0) await others.first().click();
    await calendar.waitForStatus(/Days with offers/);
    for (let month = 0; month < months; month++) unread.push(await timeOfMonth(calendar.frame, 'Next month'));
    for (let month = 0; month < months; month++)
      read.push(await timeOfMonth(calendar.frame, 'Previous month'));
  } finally {
    await session.stop();
    await sandbox.close();
  }
  return [
    measured(
      'calendar: first paint after the click',
      opened.map(({ painted }) => painted),
      1000,
    ),
    measured(
      'calendar: prices after the click',
      opened.map(({ priced }) => priced),
      1500,
    ),
    measured(`calendar: a month not read before, ${compared} products`, unread, 1000),
    measured(`calendar: a month read before, ${compared} products`, read, 150),
  ];
}

async function main(): Promise<void> {
  const installed = await installPackagedExtension('bench:calendar');
  if (!installed) return;
  try {
    process.env[installedVariable] = installed.extensions;
    for (const each of await run()) {
      console.log(measurementLine(each));
      if (!isWithin(each)) process.exitCode = 1;
    }
  } finally {
    await installed.remove();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
