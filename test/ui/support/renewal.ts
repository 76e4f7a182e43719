import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox/sandbox';
import { until } from './poll';
import type { Workbench } from './workbench';

/** Renews the token through the palette and sees that the server issued one, by the refresh grant. */
export async function renewOnDemand(window: Workbench, sandbox: Sandbox): Promise<void> {
  const before = sandbox.issuedTokens.length;
  await window.runCommand('KorusTicket: Renew Access Token');
  await until(
    'a new token',
    () => sandbox.issuedTokens.length,
    (count) => count === before + 1,
  );
  assert.equal(sandbox.issuedTokens.at(-1)!.grantType, 'refresh_token');
}
