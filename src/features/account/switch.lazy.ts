import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Commands } from '../../editor/commands';
import { environmentNamed, type EnvironmentSettings } from '../../editor/environments';

const { l10n } = vscode;

/** What a person may choose: an environment, or to go back to the one of all windows, which may be none. */
interface Choice extends vscode.QuickPickItem {
  readonly name: string | undefined;
  /** True where the choice of this workspace is to be taken back. */
  readonly isWayBack?: boolean;
}

/** What switching the environment works with. */
export interface SwitchParts {
  readonly account: Pick<ActiveAccount, 'state' | 'switchTo'>;
  readonly environments: Pick<
    EnvironmentSettings,
    'all' | 'ofWorkspace' | 'ofAllWindows' | 'chooseForWorkspace'
  >;
  readonly commands: Commands;
}

/** `korusticket.switchEnvironment`: to the environment named, else to one that is picked. */
export async function switchEnvironment(parts: SwitchParts, name: unknown): Promise<void> {
  const chosen = typeof name === 'string' ? name : await pickEnvironment(parts);
  if (chosen !== undefined) {
    environmentNamed(parts.environments.all(), chosen);
    await parts.account.switchTo(chosen);
  }
}

/** The environment that a person picks, `undefined` where none; what this workspace keeps for itself is settled then. */
async function pickEnvironment({
  account,
  environments,
  commands,
}: SwitchParts): Promise<string | undefined> {
  const { environment: active } = account.state;
  const all = environments.all();
  const only = {
    iconPath: new vscode.ThemeIcon('pin'),
    tooltip: l10n.t('Use in This Workspace Only'),
  };
  const used =
    environments.ofWorkspace === undefined ? l10n.t('active') : l10n.t('active in this workspace only');
  const items: Choice[] = all.map(({ name, apiBaseUrl, clientId }) => ({
    name,
    label: name,
    description: name === active ? `${apiBaseUrl} · ${used}` : apiBaseUrl,
    detail: clientId === undefined ? l10n.t('signed out') : l10n.t('Service account: {0}', clientId),
    buttons: vscode.workspace.workspaceFolders ? [only] : [],
  }));
  if (environments.ofWorkspace !== undefined) {
    const name = environments.ofAllWindows ?? all.find(({ clientId }) => clientId !== undefined)?.name;
    items.push({
      name,
      isWayBack: true,
      label: l10n.t('Use the Environment of All Windows'),
      description: name ?? '',
      iconPath: new vscode.ThemeIcon('pinned'),
    });
  }
  const picked = await commands.waitFor(() => pickOne(items));
  if (picked === undefined) {
    return undefined;
  }
  const { name, isWayBack } = picked.choice;
  if (isWayBack === true || picked.isForWorkspace) {
    await environments.chooseForWorkspace(isWayBack === true ? undefined : name);
  }
  return name;
}

function pickOne(
  items: readonly Choice[],
): Promise<{ readonly choice: Choice; readonly isForWorkspace: boolean } | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  pick.items = items;
  pick.placeholder = l10n.t('Environment to switch to');
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
