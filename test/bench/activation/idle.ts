/**
 * `npm run bench:idle [-- --minutes N]`: what a signed-in window does while nobody does anything in it and the view is
 * hidden, in a real VS Code. Ends with 1 where it does more than it may. Linux only.
 */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCodeServer } from '../../support/vscodeHost/codeServer';
import { packageExtension } from '../../support/vscodeHost/packaged';
import { installExtensions } from '../../support/vscodeHost/server';
import { openStory } from '../../ui/support/story';
import type { Workbench } from '../../ui/support/workbench';
import { evaluate, extensionHost, heldMemory, untilIdle } from './extensionHost';
import { minute } from '../../support/time';

const mebibyte = 1024 * 1024;

/** Counts the timers that our scripts set and that run to their end; what VS Code sets when it is called is its own. */
const countTimers = (folder: string): string => `{
  const set = globalThis.setTimeout;
  globalThis.idleTimers = 0;
  globalThis.setTimeout = (callback, ...rest) =>
    new Error().stack.split('\\n')[2].includes(${JSON.stringify(folder)})
      ? set(() => { globalThis.idleTimers++; callback(); }, ...rest)
      : set(callback, ...rest);
}`;

/** Counts what is drawn anew of the status bar's item. */
async function countRedraws({ page, statusBar }: Workbench): Promise<() => Promise<number>> {
  await statusBar.locator.evaluate((item: unknown) => {
    const { MutationObserver } = globalThis as unknown as {
      MutationObserver: new (callback: () => void) => { observe(node: unknown, what: object): void };
    };
    const counted = globalThis as unknown as { idleRedraws: number };
    counted.idleRedraws = 0;
    // One call for all that changes at once.
    new MutationObserver(() => counted.idleRedraws++).observe(item, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { idleRedraws: number }).idleRedraws);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const minutes = Number(values.minutes);
  const codeServer = await ensureCodeServer('bench:idle');
  if (codeServer === undefined) return;
  const work = await realpath(await mkdtemp(join(tmpdir(), 'korusticket-idle-')));
  const extensions = join(work, 'extensions');
  await mkdir(extensions);
  await mkdir(`${extensions}.builtin`);
  const vsix = await packageExtension();
  await installExtensions(codeServer, { userData: join(work, 'user'), extensions }, [vsix]);
  const story = await openStory({
    isSignedIn: true,
    extensions,
    args: ['--builtin-extensions-dir', `${extensions}.builtin`],
  });
  try {
    const { sandbox, window } = story;
    const pid = await extensionHost();
    await untilIdle(pid);
    await evaluate(pid, countTimers(extensions));
    // The first look at the heap has the host read all its scripts. And a timer that was set before the counting began
    // is not counted: the first minute is left out.
    await heldMemory(pid, undefined);
    await window.page.waitForTimeout(minute);
    const before = await heldMemory(pid, undefined);
    const redraws = await countRedraws(window);
    const requests = sandbox.requests.length;
    const timersBefore = Number(await evaluate(pid, 'globalThis.idleTimers'));
    await window.page.waitForTimeout(minutes * minute);
    const drawn = await redraws();
    const timers = Number(await evaluate(pid, 'globalThis.idleTimers')) - timersBefore;
    const asked = sandbox.requests.length - requests;
    const grown = ((await heldMemory(pid, undefined)).heap - before.heap) / mebibyte;
    console.log(
      `${minutes} minutes idle: ${asked} requests, ${drawn} redraws, ${timers} timers, heap ${grown.toFixed(2)} MiB more`,
    );
    const isQuiet = asked === 0 && drawn <= minutes + 1 && timers <= 3 * minutes + 1 && grown < 0.1;
    process.exitCode = isQuiet ? 0 : 1;
  } finally {
    await story.close();
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

void main();
