import { join } from 'node:path';
import * as vscode from 'vscode';
import { lazyApi } from './api/lazyApi';
import type { Accounts } from './auth/accounts.lazy';
import { ActiveAccount } from './auth/activeAccount';
import { systemClock } from './base/clock';
import { Lazy } from './base/lazy';
import { lazyRenewalLock } from './auth/lazyRenewalLock';
import { grantsOf } from './api/network';
import { AccountsProvider } from './features/account/provider';
import { AccountCommands } from './features/account/account';
import { CatalogCache } from './api/cache';
import { CatalogsView } from './features/tree/tree';
import { Commands } from './editor/commands';
import { CopiedSecrets } from './features/token/clipboard';
import { EnvironmentSettings } from './editor/environments';
import { LanguageModelTools } from './features/assistant/assistant';
import { Log } from './editor/log';
import { OfferCalendar } from './features/calendar/calendar';
import { ResourceDocuments } from './features/documents/documents';
import { SecretsWarning } from './features/account/secretsWarning';
import { catalogsCacheHours, language } from './editor/settings';
import { SharedState } from './editor/sharedState';
import { StateFollower } from './features/token/follower';
import { StatusBar } from './features/token/statusBar';
import { TokenCommands } from './features/token/commands';
import { TokenInspection } from './features/token/inspection';
import { Walkthrough } from './features/help/help';

const hour = 3600 * 1000;

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
  const network = new Lazy(async () => {
    const { createNetwork } = await import('./api/network.lazy');
    // VS Code replaces `fetch` to bring in proxy and certificates: it is looked up at each call.
    return createNetwork(
      (...args) => globalThis.fetch(...args),
      () => clock.now(),
      userAgent,
      (outcome) => log.request(outcome),
    );
  });

  const grants = grantsOf(network);

  const channel = vscode.window.createOutputChannel('KorusTicket', { log: true });
  const log = own(new Log(channel, () => account.secretsInUse));
  const state = new SharedState(context.globalState);
  const environments = new EnvironmentSettings(state, log);
  const lock = lazyRenewalLock(async () => {
    const { createRenewalLock } = await import('./auth/renewalLock.lazy');
    return createRenewalLock(context.globalStorageUri.fsPath, clock, Math.random);
  });
  const account: ActiveAccount = own(
    new ActiveAccount({
      environments,
      secrets: context.secrets,
      lock,
      grants,
      clock,
      random: Math.random,
    }),
  );
  let accounts: Promise<Accounts> | undefined;
  const allAccounts = (): Promise<Accounts> =>
    (accounts ??= import('./auth/accounts.lazy').then(
      (part) =>
        new part.Accounts({
          environments,
          active: account,
          grants,
          clock,
          random: Math.random,
        }),
    ));
  own(
    new AccountsProvider(async (tell) => {
      const { AccountSessions } = await import('./features/account/provider.lazy');
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
  const api = lazyApi(async () => (await network.get()).client(account, language, pathMemory));
  const cacheFolder = join(context.globalStorageUri.fsPath, 'catalogs');
  const cache = own(
    new CatalogCache(
      cacheFolder,
      api,
      account,
      environments,
      () => loading,
      clock,
      { language, keepFor: () => catalogsCacheHours() * hour },
      (text) => log.debug(text),
    ),
  );

  const commands = new Commands(log);
  own(commands.register('showLog', () => log.show()));
  own(
    commands.register('reportProblem', async () => {
      const { reportProblem } = await import('./features/help/report.lazy');
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
      const { openTokenTerminal } = await import('./features/token/terminal.lazy');
      return openTokenTerminal({ active: account, environments, accounts: allAccounts, clock }, argument);
    }),
  );
  const catalogs = own(
    new CatalogsView(async (view) => {
      const { CatalogTree } = await import('./features/tree/tree.lazy');
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
      const { findInCatalogs } = await import('./features/find/find.lazy');
      return findInCatalogs(catalogs, cache, account);
    }),
  );
  own(
    commands.register('exportCatalog', async (target: unknown) => {
      const { exportCatalog } = await import('./features/export/export.lazy');
      const { withDisabled } = await catalogs.model();
      return exportCatalog({ reader: cache, account, clock, log, withDisabled }, target);
    }),
  );
  const { extensionUri } = context;
  own(new OfferCalendar({ api, account, clock, log, extensionUri, catalogs }, commands));
  own(
    new LanguageModelTools(async () => {
      const { ToolAnswers } = await import('./features/assistant/assistant.lazy');
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
