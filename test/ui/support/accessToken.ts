import type { Sandbox } from '../../sandbox/sandbox';
import { until } from './poll';
import type { Workbench } from './workbench';

/** The token a click on the status-bar item copies. */
async function copyAccessToken({ clipboard, statusBar }: Workbench): Promise<string> {
  await clipboard.write('');
  await statusBar.click();
  return clipboard.waitFor(/^eyJ/);
}

/** Sees that a window hands out the token of this place in the order of issue, from 0. */
export async function assertToken(
  window: Workbench,
  { issuedTokens }: Sandbox,
  index: number,
): Promise<void> {
  await until(
    `the clipboard to hold the token number ${index}`,
    async () => {
      // Its place alone: a token has no place in the report of a failure.
      const copied = await copyAccessToken(window);
      return issuedTokens.findIndex(({ accessToken }) => accessToken === copied);
    },
    // One that has just been issued may still be on its way to the window.
    (found) => found === index,
  );
}

/** Grants asked for so far, in order. */
export function grantsOf({ requests }: Sandbox): readonly string[] {
  return requests.flatMap(({ grantType }) => grantType ?? []);
}
