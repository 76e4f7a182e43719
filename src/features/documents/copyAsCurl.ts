import * as vscode from 'vscode';
import { curlCommand, shellOf, type Shell } from './model/curl';
import { tokenVariable, type RepeatableRead } from './model/request';

const { l10n } = vscode;

/** Copies a read of the API as a command for the user's shell. */
export async function copyCurl(read: RepeatableRead): Promise<void> {
  const shell = shellOf(vscode.env.shell) ?? (await askShell());
  if (shell === undefined) {
    return;
  }
  await vscode.env.clipboard.writeText(curlCommand(shell, read));
  vscode.window.setStatusBarMessage(
    l10n.t('Copied as curl; the command takes the token from the environment variable {0}.', tokenVariable),
    8000,
  );
}

/** The terminal's shell tells how to quote; where it is not one we know, only the user does. */
async function askShell(): Promise<Shell | undefined> {
  const items: (vscode.QuickPickItem & { readonly shell: Shell })[] = [
    {
      label: 'sh',
      description: l10n.t('bash, zsh, fish, Git Bash'),
      shell: { syntax: 'posix', curl: 'curl' },
    },
    {
      label: l10n.t('PowerShell'),
      shell: { syntax: 'powershell', curl: process.platform === 'win32' ? 'curl.exe' : 'curl' },
    },
    { label: 'cmd', description: 'cmd.exe', shell: { syntax: 'cmd', curl: 'curl.exe' } },
  ];
  const placeHolder = l10n.t('Shell to quote the command for');
  return (await vscode.window.showQuickPick(items, { title: l10n.t('Copy as curl'), placeHolder }))?.shell;
}
