import * as vscode from 'vscode';
import { isTakenForSignedIn } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Commands } from '../../editor/commands';
import { environmentNamed, type EnvironmentSettings } from '../../editor/environments';

/** What a person may choose: an environment, or to go back to the one of all windows, which may be none. */
interface Choice extends vscode.QuickPickItem {
  readonly name: string | undefined;
  /** True where the choice of this workspace is to be taken back. */
  readonly isWayBack?: boolean;
}

/** What a person has picked. */
interface Picked {
  readonly choice: Pick<Choice, 'name' | 'isWayBack'>;
  readonly isForWorkspace: boolean;
}

/** What switching the environment works with. */
export interface SwitchParts {
  readonly account: Pick<ActiveAccount, 'account' | 'state' | 'switchTo'>;
  readonly environments: Pick<
    EnvironmentSettings,
    'all' | 'ofWorkspace' | 'ofAllWindows' | 'chooseForWorkspace' | 'signInMark'
  >;
  readonly commands: Commands;
}

/** `korusticket.switchEnvironment`: to the environment named, else to one that is picked. */
export async function switchEnvironment(parts: SwitchParts, name: unknown): Promise<void> {
  const picked =
    typeof name === 'string' ? { choice: { name }, isForWorkspace: false } : await pickEnvironment(parts);
  if (picked === undefined) {
    return;
  }
  const { account, environments } = parts;
  const { choice, isForWorkspace }: Picked = picked;
  // Before anything is settled: the settings may have changed while the list was open.
  if (choice.name !== undefined) {
    environmentNamed(environments.all(), choice.name);
  }
  if (choice.isWayBack === true || isForWorkspace) {
    await environments.chooseForWorkspace(choice.isWayBack === true ? undefined : choice.name);
  }
  await account.switchTo(choice.name);
}

function pickEnvironment({ account, environments, commands }: SwitchParts): Promise<Picked | undefined> {
  const { environment: active } = account.state;
  const all = environments.all();
  const only = {
    iconPath: new vscode.ThemeIcon('pin'),
    tooltip: vscode.l10n.t('Use in This Workspace Only'),
  };
  const used =
    environments.ofWorkspace === undefined
      ? vscode.l10n.t('active')
      : vscode.l10n.t('active in this workspace only');
  const items: Choice[] = all.map((environment) => {
    const { name, apiBaseUrl } = environment;
    // Where the settings have lost it, only the secret of the account in use is at hand.
    const inUse = account.account?.environment === name ? account.account : undefined;
    const clientId = environment.clientId ?? inUse?.clientId;
    const isOut = clientId === undefined && !isTakenForSignedIn(environments, environment);
    return {
      name,
      label: name,
      description: name === active ? `${apiBaseUrl} · ${used}` : apiBaseUrl,
      ...(clientId !== undefined && { detail: vscode.l10n.t('Service account: {0}', clientId) }),
      ...(isOut && { detail: vscode.l10n.t('signed out') }),
      buttons: vscode.workspace.workspaceFolders ? [only] : [],
    };
  });
  if (environments.ofWorkspace !== undefined) {
    // The settings may have the one of all windows under another name by now, or not at all.
    const ofAllWindows =
      all.find(({ name }) => name === environments.ofAllWindows) ??
      all.find(({ clientId }) => clientId !== undefined);
    items.push({
      name: ofAllWindows?.name,
      isWayBack: true,
      label: vscode.l10n.t('Use the Environment of All Windows'),
      description: ofAllWindows?.name ?? '',
      iconPath: new vscode.ThemeIcon('pinned'),
    });
  }
  return commands.waitFor(() => pickOne(items));
}

function pickOne(items: readonly Choice[]): Promise<Picked | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  pick.items = items;
  pick.placeholder = vscode.l10n.t('Environment to switch to');
  pick.matchOnDescription = true;
  return new Promise((resolve) => {
    const end = (choice: Choice | undefined, isForWorkspace: boolean): void => {
      resolve(choice && { choice, isForWorkspace });
      pick.dispose();
    };
    pick.onDidAccept(() => end(pick.selectedItems[0], false));
    pick.onDidTriggerItemButton(({ item }) => end(item, true));
    pick.onDidHide(() => end(undefined, false));
    pick.show();
  });
}
