import * as vscode from 'vscode';
import { tokenVariable } from '../../base/variables';
import { curlCommand, shellOf, type Shell } from './model/curl';
import { fetchCode } from './model/fetchCode';
import { httpFile, type HttpFileToken } from './model/httpFile';
import type { RepeatableRead } from './model/request';
import { runCommand } from '../../editor/commands';

const restClient = 'humao.rest-client';
const httpYac = 'anweber.vscode-httpyac';

/** Copies reads of the API as commands for the user's shell, a line each. */
export async function copyCurl(reads: readonly RepeatableRead[]): Promise<void> {
  // What runs on another machine than the window has terminals there, whatever shell this side knows of.
  const known = vscode.env.remoteName === undefined ? shellOf(vscode.env.shell) : undefined;
  const shell = known ?? (await askShell());
  if (shell === undefined) {
    return;
  }
  await vscode.env.clipboard.writeText(reads.map((read) => curlCommand(shell, read)).join('\n'));
  tell(
    vscode.l10n.t(
      'Copied as curl; the command takes the token from the environment variable {0}.',
      tokenVariable,
    ),
  );
}

/** Copies reads of the API as JavaScript, each as a program of its own. */
export async function copyFetch(reads: readonly RepeatableRead[]): Promise<void> {
  await vscode.env.clipboard.writeText(reads.map(fetchCode).join('\n'));
  tell(
    vscode.l10n.t(
      'Copied as fetch; the code takes the token from the environment variable {0}.',
      tokenVariable,
    ),
  );
}

/** Copies reads of the API as requests that every client of .http files understands. */
export async function copyHttp(reads: readonly RepeatableRead[]): Promise<void> {
  await vscode.env.clipboard.writeText(portableFile(reads));
  tell(vscode.l10n.t('Copied as .http; the request takes the token from the variable {0}.', tokenVariable));
}

/**
 * Opens reads of the API as an untitled .http document, ready to send with the client that is installed: httpYac gets
 * the token from us each time it sends, REST Client asks for it.
 */
export async function openHttp(reads: readonly RepeatableRead[]): Promise<void> {
  const [hasRestClient, hasHttpYac] = [restClient, httpYac].map(
    (id) => vscode.extensions.getExtension(id) !== undefined,
  );
  const asks = !hasHttpYac || hasRestClient;
  const content = asks ? portableFile(reads) : fileForHttpYac(reads);
  const document = await vscode.workspace.openTextDocument({ content, language: 'http' });
  await vscode.window.showTextDocument(document);
  if (asks) {
    void (hasRestClient ? offerToken() : offerClients());
  }
}

/** The terminal's shell tells how to quote; where it is not one we know, only the user does. */
async function askShell(): Promise<Shell | undefined> {
  const items: (vscode.QuickPickItem & { readonly shell: Shell })[] = [
    {
      label: 'bash',
      description: vscode.l10n.t('zsh, fish, sh, Git Bash'),
      shell: { syntax: 'posix', curl: 'curl' },
    },
    {
      label: vscode.l10n.t('PowerShell'),
      shell: { syntax: 'powershell', curl: process.platform === 'win32' ? 'curl.exe' : 'curl' },
    },
    { label: 'cmd', description: 'cmd.exe', shell: { syntax: 'cmd', curl: 'curl.exe' } },
  ];
  const placeHolder = vscode.l10n.t('Shell to quote the command for');
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Copy as curl'), placeHolder }))
    ?.shell;
}

function portableFile(reads: readonly RepeatableRead[]): string {
  const token: HttpFileToken = {
    from: 'asked',
    question: vscode.l10n.t('Access token, as "KorusTicket: Copy Access Token" copies it'),
  };
  return httpFile(reads, token, [
    vscode.l10n.t(
      'The access token is the variable {0}. REST Client asks for it when the request is sent;',
      tokenVariable,
    ),
    vscode.l10n.t(
      'httpYac and JetBrains take it from the environment chosen, for example http-client.private.env.json.',
    ),
  ]);
}

function fileForHttpYac(reads: readonly RepeatableRead[]): string {
  return httpFile(reads, { from: 'command', command: 'korusticket.getAccessToken' }, [
    vscode.l10n.t('httpYac asks KorusTicket for a valid access token each time the request is sent.'),
  ]);
}

function tell(sentence: string): void {
  vscode.window.setStatusBarMessage(sentence, 8000);
}

async function offerToken(): Promise<void> {
  const copy = vscode.l10n.t('Copy Access Token');
  const sentence = vscode.l10n.t('REST Client asks for the access token when it sends the request.');
  if ((await vscode.window.showInformationMessage(sentence, copy)) === copy) {
    await runCommand('copyAccessToken');
  }
}

async function offerClients(): Promise<void> {
  const find = vscode.l10n.t('Find Clients');
  const sentence = vscode.l10n.t('To send the request from VS Code, REST Client or httpYac is needed.');
  if ((await vscode.window.showInformationMessage(sentence, find)) === find) {
    await vscode.commands.executeCommand('workbench.extensions.search', `@id:${restClient} @id:${httpYac}`);
  }
}
