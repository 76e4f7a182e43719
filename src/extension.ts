import { join } from 'node:path';
import * as vscode from 'vscode';
import { lazyApi } from './api/lazyApi';
import type { Accounts } from './auth/accounts';
import { ActiveAccount } from './auth/activeAccount';
import { systemClock } from './auth/clock';
import { lazyRenewalLock } from './auth/lazyRenewalLock';
import { lazyNetwork } from './net/lazyNetwork';
import { AccountsProvider } from './vscode/accountsProvider';
import { AccountCommands } from './vscode/accountCommands';
import { CatalogCache } from './vscode/catalogCache';
import { CatalogsView } from './vscode/catalogsView';
import { Commands } from './vscode/commands';
import { CopiedSecrets } from './vscode/copiedSecrets';
import { EnvironmentSettings } from './vscode/environmentSettings';
import { LanguageModelTools } from './vscode/languageModelTools';
import { Log } from './vscode/log';
import { OfferCalendar } from './vscode/offerCalendar';
import { ResourceDocuments } from './vscode/resourceDocuments';
import { SecretsWarning } from './vscode/secretsWarning';
import { language } from './vscode/settings';
import { SharedState } from './vscode/sharedState';
import { StateFollower } from './vscode/stateFollower';
import { StatusBar } from './vscode/statusBar';
import { TokenCommands } from './vscode/tokenCommands';
import { TokenInspection } from './vscode/tokenInspection';
import { Walkthrough } from './vscode/walkthrough';

/** What VS Code waits for when the window closes, some seconds at most. */
let atEnd: () => Promise<void> = () => Promise.resolve();

/** Composes the extension. Nothing here waits, and nothing here makes a request. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends { dispose(): void }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const clock = systemClock;
  const { version } = context.extension.packageJSON as { version: string };
  const userAgent = `korusticket-vscode/${version}`;
  const network = lazyNetwork(async () => {
    const { createNetwork } = await import('./net/network');
    // VS Code replaces `fetch` to bring in proxy and certificates: it is looked up at each call.
    return createNetwork(
      (...args) => globalThis.fetch(...args),
      () => clock.now(),
      userAgent,
      (outcome) => log.request(outcome),
    );
  });

  const channel = vscode.window.createOutputChannel('KorusTicket', { log: true });
  const log = own(new Log(channel, () => account.secretsInUse));
  const state = new SharedState(context.globalState);
  const environments = new EnvironmentSettings(state, log);
  const lock = lazyRenewalLock(async () => {
    const { createRenewalLock } = await import('./auth/renewalLock');
    return createRenewalLock(context.globalStorageUri.fsPath, clock, Math.random);
  });
  const account: ActiveAccount = own(
    new ActiveAccount({
      environments,
      secrets: context.secrets,
      lock,
      grants: network.grants,
      clock,
      random: Math.random,
    }),
  );
  let accounts: Promise<Accounts> | undefined;
  const allAccounts = (): Promise<Accounts> =>
    (accounts ??= import('./auth/accounts').then(
      (part) =>
        new part.Accounts({
          environments,
          active: account,
          grants: network.grants,
          clock,
          random: Math.random,
        }),
    ));
  own(
    new AccountsProvider(async (tell) => {
      const { AccountSessions } = await import('./vscode/accountSessions');
      return new AccountSessions({ accounts: await allAccounts(), active: account, environments, log, tell });
    }),
  );
  let loading = Promise.resolve();
  const pathMemory = {
    get: (origin: string) => state.get<string>(`catalogsPath ${origin}`),
    set: (origin: string, path: string) =>
      void state
        .update(`catalogsPath ${origin}`, path)
        .then(undefined, (error: unknown) => log.error('globalState', error)),
  };
  const api = lazyApi(async () => {
    const { ApiClient } = await import('./api/apiClient');
    return new ApiClient(account, network.api, language, pathMemory, userAgent);
  });
  const cacheFolder = join(context.globalStorageUri.fsPath, 'catalogs');
  const cache = own(new CatalogCache(cacheFolder, api, account, environments, () => loading, clock, log));

  const commands = new Commands(log);
  own(commands.register('showLog', () => log.show()));
  own(
    commands.register('reportProblem', async () => {
      const { reportProblem } = await import('./vscode/problemReport');
      return reportProblem({ account, environments, clock, manifest: context.extension.packageJSON });
    }),
  );
  const follower = own(new StateFollower(account, commands, log));
  own(new Walkthrough(state, commands, log));
  own(new SecretsWarning(account, state, log));
  own(new AccountCommands(account, environments, commands, log));
  const clipboard = own(new CopiedSecrets(clock, vscode.env.clipboard, log));
  atEnd = () => clipboard.end();
  own(new TokenCommands(account, clock, clipboard, commands, environments, allAccounts));
  own(
    commands.register('openTerminalWithToken', async (argument?: unknown) => {
      const { openTokenTerminal } = await import('./vscode/tokenTerminal');
      return openTokenTerminal({ active: account, environments, accounts: allAccounts, clock }, argument);
    }),
  );
  const catalogs = own(
    new CatalogsView(async (view) => {
      const { CatalogTree } = await import('./vscode/catalogTree');
      return new CatalogTree(cache, account, clock, view);
    }, commands),
  );
  own(
    new TokenInspection(
      account,
      clock,
      own(new ResourceDocuments(cache, account, clock, commands)),
      commands,
    ),
  );
  own(
    commands.register('findInCatalogs', async () => {
      const { findInCatalogs } = await import('./vscode/findInCatalogs');
      return findInCatalogs(catalogs, cache, account);
    }),
  );
  own(
    commands.register('exportCatalog', async (target: unknown) => {
      const { exportCatalog } = await import('./vscode/exportCatalog');
      const { withDisabled } = await catalogs.model();
      return exportCatalog({ reader: cache, account, clock, log, withDisabled }, target);
    }),
  );
  const { extensionUri } = context;
  own(new OfferCalendar({ api, account, clock, log, extensionUri, catalogs }, commands));
  own(
    new LanguageModelTools(async () => {
      const { ToolAnswers } = await import('./vscode/toolAnswers');
      return new ToolAnswers(account, { kept: cache, live: api, clock });
    }),
  );
  const statusBar = own(new StatusBar(account, clock));
  own(vscode.window.onDidChangeWindowState(({ focused }) => (focused ? account.check() : undefined)));
  environments.report();
  loading = account.load();
  statusBar.update();
  follower.start();
}

/** Does what must not be left to a window that is gone. */
export function deactivate(): Promise<void> {
  return atEnd();
}
