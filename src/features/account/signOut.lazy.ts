import * as vscode from 'vscode';
import type { Accounts, NamedAccount } from '../../auth/accounts';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Commands } from '../../editor/commands';
import type { EnvironmentSettings } from '../../editor/environments';

/** What signing out works with. */
export interface SignOutParts {
  readonly account: Pick<ActiveAccount, 'state' | 'signOut' | 'unlisted'>;
  readonly accounts: Pick<Accounts, 'all'>;
  readonly environments: Pick<EnvironmentSettings, 'all'>;
  readonly commands: Commands;
}

/** `korusticket.signOut`: asks first, since only the vendor's mail has the secret again, unless told not to. */
export async function signOut(parts: SignOutParts, argument: unknown): Promise<void> {
  const { account } = parts;
  const { confirm } = (argument ?? {}) as { readonly confirm?: unknown };
  const name = confirm === false ? account.state.environment : await chosen(parts);
  if (name !== undefined) {
    await account.signOut(name);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Signed out of {0}', name), 5000);
  }
}

/** The environment to sign out of; `undefined` where there is none, or the person thinks better of it. */
async function chosen(parts: SignOutParts): Promise<string | undefined> {
  const { name: state, environment } = parts.account.state;
  const active = state === 'signedOut' ? undefined : environment;
  const listed = new Set(parts.environments.all().map(({ name }) => name));
  const items = [
    ...(active === undefined ? [] : [{ label: active, description: vscode.l10n.t('active') }]),
    ...(await others(parts, active)).map(({ environment: { name, apiBaseUrl }, clientId }) => ({
      label: name,
      description: listed.has(name) ? apiBaseUrl : vscode.l10n.t('no longer in the settings'),
      detail: vscode.l10n.t('Service account: {0}', clientId),
    })),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no account to sign out of.'));
  }
  const placeHolder = vscode.l10n.t('Environment to sign out of');
  return parts.commands.waitFor(async () => {
    const picked = items.length > 1 ? await vscode.window.showQuickPick(items, { placeHolder }) : items[0];
    return picked !== undefined && (await isWanted(picked.label)) ? picked.label : undefined;
  });
}

/**
 * The other accounts that may be meant: where the active environment has one, only those that nobody can switch to. Of
 * these alone the secret store is asked then, whose failure shall not be in the way of signing out.
 */
async function others(
  { account, accounts }: SignOutParts,
  active: string | undefined,
): Promise<readonly NamedAccount[]> {
  if (active === undefined) {
    return accounts.all();
  }
  const unlisted = await account.unlisted().catch(() => []);
  return unlisted
    .filter(({ name }) => name !== active)
    .map((environment) => ({ environment, clientId: environment.clientId }));
}

async function isWanted(environment: string): Promise<boolean> {
  const signOut = vscode.l10n.t('Sign Out');
  const detail = vscode.l10n.t(
    'The client secret is removed from this machine, and the tokens end in all windows. To sign in again you need the secret that KorusTicket sent you.',
  );
  const question = vscode.l10n.t('Sign out of {0}?', environment);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, signOut)) === signOut;
}
