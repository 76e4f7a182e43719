import { join } from 'node:path';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import { failureOf, type Failure } from '../../../src/base/failure';
import type { createNetwork, Network } from '../../../src/api/network.lazy';
import { extension } from './host';

/** The built network bundle over the `fetch` of this host, as `extension.ts` makes it. */
export async function hostNetwork(): Promise<Network> {
  const file = join(extension().extensionPath, 'dist', 'api', 'network.lazy.js');
  const bundle = (await import(file)) as { readonly createNetwork: typeof createNetwork };
  return bundle.createNetwork((...args) => globalThis.fetch(...args), Date.now, 'korusticket-vscode/test');
}

/** Where a request ends: its status, or what kept it from the server. */
export async function outcome(reply: Promise<{ readonly status: number }>): Promise<number | Failure> {
  return reply.then(({ status }) => status, failureOf);
}

const changed = new Set<string>();

/** Sets a setting of VS Code's own for this test; {@link resetHttpSettings} takes it back. */
export async function setHttpSetting(key: string, value: unknown): Promise<void> {
  changed.add(key);
  await workspace.getConfiguration('http').update(key, value, ConfigurationTarget.Global);
}

/** Takes back what {@link setHttpSetting} has set; for `afterEach`. */
export async function resetHttpSettings(): Promise<void> {
  for (const key of changed) await setHttpSetting(key, undefined);
  changed.clear();
  await commands.executeCommand('notifications.clearAll');
}
