import * as vscode from 'vscode';
import type { EnvironmentStore } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Commands } from '../../editor/commands';

const { l10n } = vscode;

/** The environment that a person picks; `undefined` where none. */
export async function pickEnvironment(
  account: ActiveAccount,
  environments: EnvironmentStore,
  commands: Commands,
): Promise<string | undefined> {
  const active = account.environment()?.name;
  const items = environments.all().map(({ name, apiBaseUrl, clientId }) => ({
    label: name,
    description: name === active ? `${apiBaseUrl} · ${l10n.t('active')}` : apiBaseUrl,
    detail: clientId === undefined ? l10n.t('signed out') : l10n.t('Service account: {0}', clientId),
  }));
  const placeHolder = l10n.t('Environment to switch to');
  const picked = await commands.waitFor(() =>
    vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }),
  );
  return picked?.label;
}
