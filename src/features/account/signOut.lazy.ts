import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { LeftTokens } from '../../auth/tokenReturns';
import type { Commands } from '../../editor/commands';
import { explain } from '../../editor/explain';

export { tellLost } from './secretsWarning';

const { l10n, window } = vscode;

/** What signing out works with. */
export interface SignOutParts {
  readonly account: ActiveAccount;
  readonly commands: Commands;
}

/** `korusticket.signOut`: asks first, since only the vendor's mail has the secret again, unless told not to. */
export async function signOut(parts: SignOutParts, argument: unknown): Promise<void> {
  const { account } = parts;
  const { confirm } = (argument ?? {}) as { readonly confirm?: unknown };
  const name = confirm === false ? account.state.environment : await chosen(parts);
  if (name !== undefined) {
    await account.signOut(name);
    window.setStatusBarMessage(l10n.t('Signed out of {0}', name), 5000);
  }
}

/** The environment to sign out of; `undefined` where there is none, or the person thinks better of it. */
async function chosen({ account, commands }: SignOutParts): Promise<string | undefined> {
  const { name: state, environment } = account.state;
  const active = state === 'signedOut' ? undefined : environment;
  const unlisted = (await account.unlisted()).filter(({ name }) => name !== active);
  const items = [
    ...(active === undefined ? [] : [{ label: active, description: l10n.t('active') }]),
    ...unlisted.map(({ name, clientId }) => ({
      label: name,
      description: l10n.t('no longer in the settings'),
      detail: l10n.t('Service account: {0}', clientId),
    })),
  ];
  const placeHolder = l10n.t('Environment to sign out of');
  return commands.waitFor(async () => {
    const picked = items.length > 1 ? await window.showQuickPick(items, { placeHolder }) : items[0];
    return picked !== undefined && (await isWanted(picked.label)) ? picked.label : undefined;
  });
}

async function isWanted(environment: string): Promise<boolean> {
  const signOut = l10n.t('Sign Out');
  const detail = l10n.t(
    'The client secret is removed from this machine, and the tokens end in all windows. To sign in again you need the secret that KorusTicket sent you.',
  );
  const question = l10n.t('Sign out of {0}?', environment);
  return (await window.showWarningMessage(question, { modal: true, detail }, signOut)) === signOut;
}

/** Says that tokens live on at the server, and for how long. */
export function tellLeft({ environment, failure, until }: LeftTokens): void {
  const time = new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'short' }).format(until);
  const sentence = l10n.t(
    'The former token of {0} is gone from this machine, but the server could not be told to end it: it stays valid until {1}.',
    environment,
    time,
  );
  void window.showWarningMessage(`${sentence} ${explain(failure)}`);
}
