import { openWindows } from './session';

/** A mocha hook: a picture of every open window tells more about a failure than its message. */
export async function photographFailure(this: Mocha.Context): Promise<void> {
  const test = this.currentTest;
  if (test?.state !== 'failed') return;
  const name = test.fullTitle().replaceAll(/[^a-z0-9]+/gi, '-');
  for (const window of openWindows()) await window.screenshot(`FAILED-${name}`).catch(() => undefined);
}
