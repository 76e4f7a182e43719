import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox/sandbox';
import type { Workbench } from './workbench';

/** The token a click on the status-bar item copies. */
export async function copyAccessToken({ clipboard, statusBar }: Workbench): Promise<string> {
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
  const copied = await copyAccessToken(window);
  // A plain yes or no: a token has no place in the report of a failure.
  const found = issuedTokens.findIndex(({ accessToken }) => accessToken === copied);
  assert.equal(found, index, `the clipboard holds the token number ${found}`);
}

/** Grants asked for so far, in order. */
export function grantsOf({ requests }: Sandbox): readonly string[] {
  return requests.flatMap(({ grantType }) => grantType ?? []);
}
