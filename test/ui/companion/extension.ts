/** An extension of somebody else: asks for KorusTicket sessions as the documentation of VS Code says, and notes what it gets. */
import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { MemoryFolder, memoryScheme } from './memoryFolder';
import { recordVariable, type CompanionNote } from './notes';

const provider = 'korusticket';

function note(entry: CompanionNote): void {
  const file = process.env[recordVariable];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

/** What a chat does once a language model asks for a tool. */
async function useTool(name: string, input: object): Promise<void> {
  try {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    const texts = content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''));
    note({ what: 'answer', text: texts.join('') });
  } catch (error) {
    note({ what: 'error', message: String(error) });
  }
}

async function ask(scopes: string[], options: vscode.AuthenticationGetSessionOptions): Promise<void> {
  try {
    const session = await vscode.authentication.getSession(provider, scopes, options);
    note(
      session === undefined
        ? { what: 'nothing' }
        : { what: 'session', account: session.account, accessToken: session.accessToken },
    );
  } catch (error) {
    note({ what: 'error', message: String(error) });
  }
}

export function activate(context: vscode.ExtensionContext): void {
  const register = (name: string, run: () => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`companion.${name}`, run);
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider(memoryScheme, new MemoryFolder(), { isReadonly: true }),
    vscode.authentication.onDidChangeSessions((event) => {
      if (event.provider.id === provider) note({ what: 'changed' });
    }),
    register('ask', () => ask([], { createIfNone: true })),
    register('askQuietly', () => ask([], { silent: true })),
    register('askForScope', () => ask(['catalogs:write'], { createIfNone: true })),
    register('askForFirst', async () => {
      const [account] = await vscode.authentication.getAccounts(provider);
      return ask([], account === undefined ? { createIfNone: true } : { createIfNone: true, account });
    }),
    register('searchProducts', () => useTool('korusticket_searchProducts', { text: 'puy du fou *adulte*' })),
    register('listAccounts', async () => {
      const accounts = await vscode.authentication.getAccounts(provider);
      note({ what: 'accounts', labels: accounts.map(({ label }) => label) });
    }),
  );
}
